// A recipe and rows become a pipeline and its figures: the same ones however often, and measured on the graph that serves.
import { beforeAll, describe, expect, it } from 'vitest'
import { numbers, tableOf, texts } from '../../../test/fixtures/columns.ts'
import { configFromValues } from '../../config/index.ts'
import { createRng, SILENT, UNPACED } from '../../core/index.ts'
import { createScorer, scoreTable } from '../../score/index.ts'
import { estimatorNames } from '../../train/index.ts'
import { crossValidate, evaluateHeldOut, fitPipeline, makeRecipe, prepareTrainingSet, rowsOf } from './index.ts'
import type { TrainingSet } from './training-set.ts'

const rng = createRng(3)
const x = Array.from({ length: 240 }, () => rng.normal())
const table = tableOf(
  numbers('x', x),
  texts(
    'kind',
    x.map((_, i) => 'abc'[i % 3]!),
  ),
  texts(
    'y',
    x.map((value, i) => (value + (i % 3) + rng.normal() / 2 > 1 ? 'yes' : 'no')),
  ),
)
const deps = { reporter: SILENT, pace: UNPACED }
const configOf = (model: Record<string, unknown>) =>
  configFromValues(
    { data: { train_path: 't.csv', target_column: 'y' }, training: { cv: 3 }, model: model as { type?: string } },
    { file: 'test', root: '/', models: estimatorNames },
  )
const config = configOf({ type: 'random_forest', n_estimators: 5, max_depth: 3 })
let set: TrainingSet

beforeAll(async () => {
  set = await prepareTrainingSet(
    config,
    { table, files: [], sha256: '0', totalRows: 240, sampled: false, reading: {} },
    deps,
  )
})

describe('a recipe', () => {
  it('gives the same graph every time, and the pipeline answers through it', async () => {
    const recipe = makeRecipe(config, set.target, set.identity)
    const fit = () => fitPipeline(deps, recipe, { plan: set.plan, rows: rowsOf(set, set.split.train) })
    const [first, second] = [await fit(), await fit()]
    expect(first.graph).toEqual(second.graph)
    const scorer = await createScorer(first.graph)
    const held = rowsOf(set, set.split.val)
    const { scores, metrics } = await evaluateHeldOut(config, scorer, held, UNPACED)
    expect(scores).toEqual(await scoreTable(scorer, held.table, { pace: UNPACED }))
    expect(metrics['roc_auc']).toBeGreaterThan(0.7)
  })

  it('is measured on each fold by a model that has not seen it', async () => {
    const { mean, std } = await crossValidate(makeRecipe(config, set.target, set.identity), set, deps)
    expect(mean['roc_auc']).toBeGreaterThan(0.7)
    expect(std['roc_auc']).toBeGreaterThan(0)
  })

  it('is refused as a whole before anything is fitted', () => {
    const odd = configOf({ type: 'random_forest', max_depth: 0 })
    expect(() => makeRecipe(odd, set.target, set.identity)).toThrow(
      expect.objectContaining({ code: 'PARAMETER_INVALID', message: expect.stringContaining('max_depth') }),
    )
    const wrong = configOf({ type: 'linear_regression' })
    expect(() => makeRecipe(wrong, set.target, set.identity)).toThrow(/cannot learn the target 'y'/)
  })
})
