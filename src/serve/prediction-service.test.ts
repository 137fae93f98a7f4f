import { describe, expect, it } from 'vitest'
import { predictionDisk, segmentText } from '../../test/fixtures/prediction-disk.ts'
import { CUSTOMER, servedModel } from '../../test/fixtures/served-model.ts'
import { isAppError } from '../core/index.ts'
import { createPredictionService } from './prediction-service.ts'
import { resolveServingOptions } from './serving-options.ts'

function setUp() {
  const { root, log } = predictionDisk()
  const records = (): Record<string, unknown>[] =>
    segmentText(root)
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Record<string, unknown>)
  const counted = { rows: 0, highRisk: 0 }
  const service = createPredictionService({
    log,
    clock: { now: () => 1_700_000_000_000 },
    observer: {
      predicted: (_model, rows, highRisk) => {
        counted.rows += rows
        counted.highRisk += highRisk
      },
      unseen: () => {},
      swapped: () => {},
      loadFailed: () => {},
    },
    maxRows: 50,
  })
  return { service, records, counted }
}

describe('createPredictionService', () => {
  it('answers under the names of the config and logs exactly what it answered', async () => {
    const { service, records, counted } = setUp()
    const { answer } = await service.predict(
      await servedModel({ version: '7', bias: 5 }),
      { ...CUSTOMER, customer_id: 9 },
      'req-1',
    )
    expect(Object.keys(answer)).toEqual([
      'churn_probability',
      'churn_prediction',
      'risk_tier',
      'model_version',
      'prediction_id',
    ])
    expect(answer).toMatchObject({ churn_prediction: true, risk_tier: 'HIGH', model_version: '7' })
    expect(records()).toEqual([
      {
        prediction_id: answer['prediction_id'],
        timestamp: 1_700_000_000_000,
        model: 'churn-classifier',
        version: '7',
        request_id: 'req-1',
        inputs: CUSTOMER,
        label: 'Yes',
        probability: answer['churn_probability'],
        tier: 'HIGH',
      },
    ])
    expect(counted).toEqual({ rows: 1, highRisk: 1 })
  })

  it('cuts at the configured threshold and into the configured tiers', async () => {
    const { service, counted } = setUp()
    const options = resolveServingOptions({ threshold: 0.9, tiers: { low: 0, high: 0.6, mid: 0.55 } }, 'binary')
    const model = await servedModel({ change: { options } })
    const rows = [0, 6, 20, 80].map((tenure) => ({ ...CUSTOMER, tenure }))
    const answers = (await service.predictMany(model, rows, 'r')).map(({ answer }) => answer)
    expect(answers.map((answer) => answer['risk_tier'])).toEqual(['low', 'mid', 'high', 'high'])
    expect(answers.map((answer) => answer['prediction'])).toEqual([false, false, false, true])
    expect(counted.highRisk).toBe(2)
  })

  it('gives the class itself where the two classes are not yes and no', async () => {
    const { service } = setUp()
    const model = await servedModel({ bias: 1, classes: ['good', 'spam'] })
    const { answer } = await service.predict(model, CUSTOMER, 'r')
    expect(answer['churn_prediction']).toBe('spam')
  })

  it('answers a probability a class for several classes, and the value for regression', async () => {
    const { service, records } = setUp()
    const several = await servedModel({ bias: 0.1, classes: ['a', 'b', 'c'] })
    const { answer } = await service.predict(several, CUSTOMER, 'r')
    const p = Math.exp(0.7) / (Math.exp(0.7) + 2)
    expect(answer).toMatchObject({
      churn_probability: expect.closeTo(p, 6),
      churn_prediction: 'a',
      probabilities: { a: expect.closeTo(p, 6), b: expect.closeTo((1 - p) / 2, 6), c: expect.closeTo((1 - p) / 2, 6) },
    })
    expect(answer).not.toHaveProperty('risk_tier')
    const value = await service.predict(await servedModel({ classes: [] }), CUSTOMER, 'r')
    expect(value.answer).toMatchObject({ churn_prediction: expect.closeTo(0.6, 12), model_version: '1' })
    expect(records().map(({ label, probability }) => [label, probability])).toEqual([
      ['a', answer['churn_probability']],
      [value.answer['churn_prediction'], null],
    ])
  })

  it('neither answers nor logs a row for which the model gives no number', async () => {
    const { service, records } = setUp()
    const model = await servedModel({ bias: Number.NaN })
    await expect(service.predict(model, CUSTOMER, 'r')).rejects.toSatisfy((error) => isAppError(error, 'INTERNAL'))
    expect(records()).toEqual([])
  })

  it('refuses many rows as a whole when one is bad, too many, or none', async () => {
    const { service, records } = setUp()
    const model = await servedModel()
    const bad = await service.predictMany(model, [CUSTOMER, { ...CUSTOMER, tenure: 'x' }], 'r').catch((e: unknown) => e)
    expect(isAppError(bad, 'VALIDATION_FAILED') && bad.details['detail']).toEqual([
      { loc: ['body', 1, 'tenure'], msg: 'Input should be a valid number', type: 'float_type' },
    ])
    for (const rows of [[], Array.from({ length: 51 }, () => CUSTOMER)]) {
      await expect(service.predictMany(model, rows, 'r')).rejects.toSatisfy((e) => isAppError(e, 'VALIDATION_FAILED'))
    }
    expect(records()).toEqual([])
  })

  it('says which value of which row is a category that the model refuses', async () => {
    const { service } = setUp()
    const model = await servedModel({ strict: true })
    const rows = [{ ...CUSTOMER, contract_type: 'Month-to-month' }, CUSTOMER]
    const refused = await service.predictMany(model, rows, 'r').catch((e: unknown) => e)
    expect(isAppError(refused, 'VALIDATION_FAILED') && refused.details['detail']).toEqual([
      { loc: ['body', 1, 'contract_type'], msg: '"One year" is not a category seen in training', type: 'enum' },
    ])
    await expect(service.predict(model, rows[0], 'r')).resolves.toBeDefined()
  })

  it('gives every row an id of its own', async () => {
    const { service } = setUp()
    const rows = Array.from({ length: 50 }, () => CUSTOMER)
    const ids = new Set<unknown>()
    const model = await servedModel()
    for (let i = 0; i < 40; i++) {
      for (const { answer } of await service.predictMany(model, rows, 'r')) ids.add(answer['prediction_id'])
    }
    expect(ids.size).toBe(2000)
    expect([...ids].every((id) => /^[\w-]{20}$/.test(id as string))).toBe(true)
  })
})
