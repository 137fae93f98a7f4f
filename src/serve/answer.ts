// From a batch of scores to what is answered and what is logged.
import { AppError } from '../core/index.ts'
import type { ClassLabel } from '../data/index.ts'
import { isYesNo } from '../predictions/index.ts'
import { decide, type Scores } from '../score/index.ts'
import type { LoadedModel } from './loaded-model.ts'
import { tierOf } from './serving-options.ts'

/** What a client gets, under the names of the config: `{churn_probability, churn_prediction, risk_tier, model_version, prediction_id}`. */
export type Answer = Readonly<Record<string, unknown>>

export interface Outcome {
  readonly label: ClassLabel
  /** Of the positive class, or of the predicted one of several; null for regression. */
  readonly probability: number | null
  readonly tier: string | null
  /** Of the highest tier. */
  readonly highRisk: boolean
  /** Everything of the answer but its id. */
  readonly fields: Record<string, unknown>
}

function finite(value: number): number {
  if (Number.isFinite(value)) return value
  throw new AppError('INTERNAL', 'the model gave no number for a row', { fix: 'Look at the row and at the model' })
}

function binaryOutcome(model: LoadedModel, yesNo: boolean, probability: number, index: number): Outcome {
  const { response, tiers } = model.options
  const label = model.classes[index]!
  const tier = tierOf(tiers, probability)
  const fields: Record<string, unknown> = {
    [response.probability]: finite(probability),
    [response.prediction]: yesNo ? index === 1 : label,
  }
  if (tiers.length > 0) fields[response.tier] = tier
  fields['model_version'] = model.version
  return { label, probability, tier, highRisk: tier !== null && tier === tiers[0]?.name, fields }
}

/** One outcome a row. A binary prediction of yes/no classes is a boolean, any other the class itself. @throws INTERNAL for a NaN */
export function outcomes(model: LoadedModel, scores: Scores): Outcome[] {
  const { classes, version } = model
  const { response } = model.options
  if (scores.kind === 'values') {
    return Array.from(scores.values, (value) => ({
      label: finite(value),
      probability: null,
      tier: null,
      highRisk: false,
      fields: { [response.prediction]: value, model_version: version },
    }))
  }
  const rows: Outcome[] = []
  const k = classes.length
  const yesNo = isYesNo(classes)
  const decided = decide(scores, model.options)
  for (let i = 0; i < scores.rows; i++) {
    const index = decided[i]!
    if (k === 2) {
      rows.push(binaryOutcome(model, yesNo, scores.probability[i * 2 + 1]!, index))
      continue
    }
    const probability = finite(scores.probability[i * k + index]!)
    const probabilities = Object.fromEntries(classes.map((label, j) => [label, scores.probability[i * k + j]!]))
    rows.push({
      label: classes[index]!,
      probability,
      tier: null,
      highRisk: false,
      fields: {
        [response.probability]: probability,
        [response.prediction]: classes[index]!,
        probabilities,
        model_version: version,
      },
    })
  }
  return rows
}
