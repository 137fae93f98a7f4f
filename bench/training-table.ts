// The demo's churn table as the matrix that trees take: read, imputed and one-hot encoded by our own front doors.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { churnCsv } from '../demo/churn-table.ts'
import { createDuckdbTableReader } from '../src/adapters/duckdb/index.ts'
import { type ClassTarget, makeTarget } from '../src/data/index.ts'
import { type FeatureMatrix, fitFeatures, planFeatures, transformFeatures } from '../src/features/index.ts'

export interface TrainingTable {
  readonly x: FeatureMatrix
  readonly target: ClassTarget
}

export async function trainingTable(folder: string, rows: number): Promise<TrainingTable> {
  const path = join(folder, 'churn.csv')
  writeFileSync(path, churnCsv({ rows, seed: 1, period: 'now' }))
  const { table } = await createDuckdbTableReader().read({ kind: 'path', path })
  const { target } = makeTarget(table, 'churned')
  if (target.task !== 'binary') throw new Error(`the target is ${target.task}, not binary`)
  const plan = planFeatures(table, {
    numeric: ['tenure', 'monthly_charges', 'total_charges', 'num_products'],
    categorical: ['contract_type', 'payment_method', 'internet_service'],
    target: 'churned',
  })
  const features = await fitFeatures(table, plan, { precision: 'float32', scaleByDefault: false, takesMissing: false })
  return { x: await transformFeatures(features, table), target }
}
