// validate → batch → score → log → answer.
import { AppError, type Clock, type ValidationIssue, validationError } from '../core/index.ts'
import type { PredictionLog, PredictionRecord } from '../predictions/index.ts'
import { createPredictionIds } from '../predictions/index.ts'
import { isUnknownCategory, type Scores } from '../score/index.ts'
import { type Answer, type Outcome, outcomes } from './answer.ts'
import { inputBatch } from './input-batch.ts'
import type { InputRecord, LoadedModel } from './loaded-model.ts'
import { createRecordValidator, type RecordValidator } from './record-validator.ts'
import type { ServingObserver } from './serving-observer.ts'
import { createTurnBatcher, type TurnBatcher } from './turn-batcher.ts'

/** Of one request. */
export const MAX_ROWS = 10_000

export interface PredictionServiceDeps {
  readonly log: PredictionLog
  readonly clock: Clock
  readonly observer: ServingObserver
  /** Rows one request may carry. @default 10000 */
  readonly maxRows?: number
  /** Rows that may wait to be scored. @default 20000 */
  readonly maxQueuedRows?: number
}

export interface Prediction {
  readonly answer: Answer
  readonly outcome: Outcome
}

export interface PredictionService {
  /** One row. @throws VALIDATION_FAILED, OVERLOADED, PREDICTION_LOG_FAILED */
  predict(model: LoadedModel, body: unknown, requestId: string): Promise<Prediction>
  /** Many rows, answered in their order, or none. `loc` is where they stand in the body. @throws as `predict` */
  predictMany(
    model: LoadedModel,
    bodies: readonly unknown[],
    requestId: string,
    loc?: ValidationIssue['loc'],
  ): Promise<Prediction[]>
  /** Resolves when no request uses the model any more. */
  settled(model: LoadedModel): Promise<void>
}

interface Row {
  readonly inputs: InputRecord
  readonly requestId: string
  /** Where the row stands in the body. */
  readonly loc: ValidationIssue['loc']
}

interface Scored extends Prediction {
  readonly record: PredictionRecord
}

/** What one model needs to answer. A request stays in the lane of the model it was validated for, whatever is swapped meanwhile. */
interface Lane {
  readonly validator: RecordValidator
  readonly batcher: TurnBatcher<Row, Scored>
}

const BODY: ValidationIssue['loc'] = ['body']

/** A category that the model refuses is a wrong value of the body, wherever the model found out. */
async function scoresOf(model: LoadedModel, rows: readonly Row[]): Promise<Scores> {
  try {
    const inputs = rows.map((row) => row.inputs)
    return await model.scorer.score(inputBatch(model.inputs, inputs))
  } catch (error) {
    if (!isUnknownCategory(error)) throw error
    const { column, value, row } = error.details
    const loc = [...rows[row]!.loc, ...(column === undefined ? [] : [column])]
    throw validationError([{ loc, msg: `${JSON.stringify(value)} is not a category seen in training`, type: 'enum' }])
  }
}

export function createPredictionService(deps: PredictionServiceDeps): PredictionService {
  const { log, clock, observer, maxRows = MAX_ROWS } = deps
  const nextId = createPredictionIds()
  const lanes = new WeakMap<LoadedModel, Lane>()

  const score = async (model: LoadedModel, rows: readonly Row[]): Promise<Scored[]> => {
    const scores = await scoresOf(model, rows)
    if (scores.rows !== rows.length) {
      throw new AppError('INTERNAL', `${rows.length} rows went into the model and ${scores.rows} came out`)
    }
    if (scores.unseen !== undefined) observer.unseen(model, scores.unseen)
    const timestamp = clock.now()
    return outcomes(model, scores).map((outcome, i) => {
      const predictionId = nextId()
      const { label, probability, tier, fields } = outcome
      fields['prediction_id'] = predictionId
      const { inputs, requestId } = rows[i]!
      return {
        answer: fields,
        outcome,
        record: {
          predictionId,
          timestamp,
          model: model.name,
          version: model.version,
          requestId,
          inputs,
          label,
          probability,
          tier,
        },
      }
    })
  }

  const laneOf = (model: LoadedModel): Lane => {
    let lane = lanes.get(model)
    if (lane === undefined) {
      lane = {
        validator: createRecordValidator(model.scorer, model.options.schema, model.options.maxStringLength),
        batcher: createTurnBatcher<Row, Scored>({
          score: (rows) => score(model, rows),
          commit: async (scored) => {
            await log.append(scored.map(({ record }) => record))
            let highRisk = 0
            for (const { outcome } of scored) if (outcome.highRisk) highRisk++
            observer.predicted(model, scored.length, highRisk)
          },
          maxQueuedRows: deps.maxQueuedRows,
        }),
      }
      lanes.set(model, lane)
    }
    return lane
  }

  return {
    // Not async, as a promise less a request is worth having here.
    predict(model, body, requestId) {
      const { validator, batcher } = laneOf(model)
      const issues: ValidationIssue[] = []
      const inputs = validator.validate(body, BODY, issues)
      return inputs === undefined
        ? Promise.reject(validationError(issues))
        : batcher.submit({ inputs, requestId, loc: BODY })
    },
    async predictMany(model, bodies, requestId, loc = BODY) {
      const { validator, batcher } = laneOf(model)
      const issues: ValidationIssue[] = []
      if (bodies.length === 0 || bodies.length > maxRows) {
        const type = bodies.length === 0 ? 'too_short' : 'too_long'
        throw validationError([{ loc, msg: `List should have 1 to ${maxRows} items, not ${bodies.length}`, type }])
      }
      const rows: Row[] = []
      for (let i = 0; i < bodies.length; i++) {
        const at = [...loc, i]
        const inputs = validator.validate(bodies[i], at, issues)
        if (inputs !== undefined) rows.push({ inputs, requestId, loc: at })
      }
      if (issues.length > 0) throw validationError(issues)
      return batcher.submitAll(rows)
    },
    settled: async (model) => lanes.get(model)?.batcher.idle(),
  }
}
