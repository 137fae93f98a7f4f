import { column, type Table } from '../../data/index.ts'
import { type RealisedPerformance, realisedPerformance } from '../../monitor/index.ts'
import { joinLabels, parseLabels } from '../../predictions/index.ts'
import { interfaceOfGraph } from '../../score/index.ts'
import { type ModelDeps, openModel, readingConfigOf, readingOptions, trainingConfigOf } from '../models/index.ts'
import type { ProjectDeps } from '../ports/index.ts'
import { wholeTable } from '../serving/index.ts'
import { scopeOf, type WindowDeps } from './prediction-window.ts'

export type LabelDeps = ModelDeps & WindowDeps & Pick<ProjectDeps, 'reader' | 'reporter' | 'log'>

export interface LabelRequest {
  /** Model whose predictions are labelled: says what a label may be. */
  readonly model: string
  /** A table with `prediction_id` and `label`, or `actual`. */
  readonly path: string
}

export interface LabelResult {
  readonly model: string
  readonly labels: number
  /** Distinct prediction ids among the labels that the log does not have; they are kept. */
  readonly unmatched: number
  /** How good the labelled predictions of the log turned out to be. */
  readonly realised: RealisedPerformance
}

/** Takes late ground truth from a file into the log; the last label of a prediction wins. @throws DATA_COLUMN_MISSING, DATA_VALUE_INVALID, DATA_TOO_LARGE */
export async function labelFile(deps: LabelDeps, { model, path }: LabelRequest): Promise<LabelResult> {
  const stored = await openModel(deps, model)
  const { task, classes } = interfaceOfGraph(stored.folder.graph)
  const reading = (trainingConfigOf(stored) ?? readingConfigOf(stored))?.config.data ?? {}
  const { decimal, thousands, nullValues } = readingOptions(reading)
  const numeric = task === 'regression' ? ['label'] : []
  const read = { reporter: deps.reporter, numeric, text: ['prediction_id'], decimal, thousands, nullValues }
  const table = wholeTable(await deps.reader.read({ kind: 'path', path }, read))
  const { predictions } = await deps.history.read({ ...scopeOf(deps, stored, {}), inputs: [] })
  const labels = parseLabels(table, { classes, receivedAt: receivedAt(predictions, deps.clock.now()) })
  const joined = joinLabels(predictions, labels)
  await deps.log.appendLabels(labels)
  return {
    model: stored.name,
    labels: labels.length,
    unmatched: joined.unmatched,
    realised: realisedPerformance(predictions, joined, { task, classes }),
  }
}

/** After every label that the log has, so that the last one wins also where the clock was set back meanwhile. */
function receivedAt(predictions: Table, now: number): number {
  const times = column(predictions, 'labelled_at')
  if (times.kind !== 'number') return now
  let latest = -Infinity
  for (const time of times.values) if (time > latest) latest = time
  return Math.max(now, latest + 1)
}
