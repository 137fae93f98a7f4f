import type { Pace } from '../../core/index.ts'
import type { Table } from '../../data/index.ts'
import { transformFeatures } from '../../features/index.ts'
import { decide, type Parity, parity, type Scores } from '../../score/index.ts'
import { predict } from '../../train/index.ts'
import type { FittedPipeline } from './fit-pipeline.ts'

/** How far the graph's answers are from those of the fitted estimator's own arithmetic on the same rows. */
export async function pipelineParity(
  { features, model }: FittedPipeline,
  table: Table,
  graphScores: Scores,
  pace: Pace,
): Promise<Parity> {
  const own = await predict(model, await transformFeatures(features, table, pace), pace)
  return parity(asScores(own, table.rows), graphScores)
}

function asScores(own: Awaited<ReturnType<typeof predict>>, rows: number): Scores {
  if ('values' in own) return { kind: 'values', rows, values: own.values }
  const { probability } = own
  return { kind: 'classes', rows, probability, label: decide({ rows, probability }) }
}
