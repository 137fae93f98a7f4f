// A seeded matrix shaped like the demo's churn table after one-hot: four numeric columns and three categorical ones.
import { createRng } from '../src/core/index.ts'
import type { ClassTarget } from '../src/data/index.ts'
import type { FeatureMatrix } from '../src/features/index.ts'

export interface TrainingTable {
  readonly x: FeatureMatrix
  readonly target: ClassTarget
}

const CATEGORICAL = { contract_type: 3, payment_method: 4, internet_service: 3 }

export function trainingTable(rows: number, seed: number): TrainingTable {
  const rng = createRng(seed)
  const numeric = ['tenure', 'monthly_charges', 'total_charges', 'num_products'].map((name) => ({
    name,
    values: new Float32Array(rows),
  }))
  const categories = Object.entries(CATEGORICAL).flatMap(([column, levels]) =>
    Array.from({ length: levels }, (_, level) => ({ name: `${column}=${level}`, values: new Float32Array(rows) })),
  )
  const values = new Int32Array(rows)
  const [tenure, monthly, total, products] = numeric.map((column) => column.values)
  for (let i = 0; i < rows; i++) {
    tenure![i] = rng.int(73)
    monthly![i] = Math.round((18 + 102 * rng.next()) * 100) / 100
    total![i] = Math.round(tenure![i]! * monthly![i]! * (0.9 + 0.2 * rng.next()) * 100) / 100
    products![i] = 1 + rng.int(8)
    const levels = Object.values(CATEGORICAL).map((count) => rng.int(count))
    let at = 0
    for (const [k, count] of Object.values(CATEGORICAL).entries()) {
      categories[at + levels[k]!]!.values[i] = 1
      at += count
    }
    const monthToMonth = levels[0] === 0
    const score =
      -1.6 +
      (monthToMonth ? 1.4 : 0) -
      0.03 * tenure![i]! +
      0.02 * (monthly![i]! - 60) +
      (monthToMonth && levels[1] === 1 ? 0.8 : 0) +
      (levels[2] === 1 && monthly![i]! > 70 ? 0.9 : 0) -
      0.1 * products![i]!
    values[i] = rng.next() < 1 / (1 + Math.exp(-score)) ? 1 : 0
  }
  const columns = [...numeric, ...categories]
  return {
    x: { rows, names: columns.map((column) => column.name), columns: columns.map((column) => column.values) },
    target: { task: 'binary', name: 'churned', classes: [0, 1], values },
  }
}
