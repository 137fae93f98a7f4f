// What in a candidate's table may have misled it, in numbers and in words.
import type { Config } from '../../config/index.ts'
import { column, findSuspects, type Suspect } from '../../data/index.ts'
import { type SuspectLine, suspectLines } from '../../report/index.ts'
import type { Evaluation } from './evaluation.ts'
import type { TrainingSet } from './training-set.ts'

export interface DataSuspects {
  /** Each with its own words. */
  readonly found: readonly (Suspect & SuspectLine)[]
  /** Those of one kind in one line. */
  readonly lines: readonly SuspectLine[]
}

export function dataSuspects(
  { features }: Config,
  { table, target, identity, plan }: TrainingSet,
  evaluation: Evaluation,
): DataSuspects {
  const found = findSuspects({
    inputs: plan.inputs.map(({ name }) => column(table, name)),
    target,
    identity,
    recalls: recallsOf(evaluation),
  })
  const options = { listed: features.numeric !== undefined || features.categorical !== undefined }
  return {
    found: found.map((suspect) => ({ ...suspect, ...suspectLines([suspect], options)[0]! })),
    lines: suspectLines(found, options),
  }
}

/** By class. */
function recallsOf({ result }: Evaluation): number[] {
  if (result.task === 'regression') return []
  const { classes, counts } = result.confusion
  const width = classes.length
  return classes.map((_, k) => {
    const ofClass = counts.subarray(k * width, (k + 1) * width)
    return ofClass[k]! / ofClass.reduce((sum, count) => sum + count, 0)
  })
}
