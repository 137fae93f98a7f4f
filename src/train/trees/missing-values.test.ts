// Gaps in the features of trees: each split sends them the way that gains more, found here by trying every split there is.
import { describe, expect, it } from 'vitest'
import { createRng } from '../../core/index.ts'
import type { Target, Task } from '../../data/index.ts'
import type { FeatureMatrix } from '../../features/index.ts'
import { type EstimatorName, estimatorNamed } from '../estimators.ts'
import type { Parameters } from '../parameters.ts'
import { predict } from '../predict.ts'
import type { TreeEnsemble } from './tree-ensemble.ts'

const NONE = Number.NaN
const STUMP = { n_estimators: 1, max_depth: 1 }
const CERTAIN = { bootstrap: false, max_features: null }

function matrixOf(...columns: readonly (readonly number[])[]): FeatureMatrix {
  const names = columns.map((_, j) => `f${j}`)
  return { rows: columns[0]!.length, names, columns: columns.map((column) => Float32Array.from(column)) }
}

function targetOf(task: Task, values: readonly number[]): Target {
  if (task === 'regression') return { task, name: 'y', values: Float64Array.from(values) }
  return {
    task,
    name: 'y',
    classes: ['a', 'b', 'c'].slice(0, task === 'binary' ? 2 : 3),
    values: Int32Array.from(values),
  }
}

async function fit(
  name: EstimatorName,
  x: FeatureMatrix,
  target: Target,
  parameters: Parameters,
  weight?: Float64Array,
) {
  const learner = estimatorNamed(name).resolve(parameters, target.task)
  return (await learner.fit(x, target, { rng: createRng(1), sampleWeight: weight })) as TreeEnsemble
}

/** Few values and many gaps; the target leans on both. */
function gappy(task: Task, seed: number, rows = 60) {
  const rng = createRng(seed)
  const lean = [rng.next() - 0.5, rng.next() - 0.5, rng.next() - 0.5]
  const gap = lean.map(() => rng.int(6))
  const columns = lean.map(() => Array.from({ length: rows }, () => (rng.next() < 0.3 ? NONE : rng.int(6))))
  const signal = Array.from({ length: rows }, (_, i) =>
    columns.reduce((sum, column, j) => sum + lean[j]! * (Number.isNaN(column[i]) ? gap[j]! : column[i]!), rng.next()),
  )
  const sorted = signal.toSorted((a, b) => a - b)
  const cuts = (task === 'multiclass' ? [0.3, 0.6] : [0.6]).map((share) => sorted[Math.floor(share * rows)]!)
  const values = task === 'regression' ? signal : signal.map((value) => cuts.filter((cut) => value > cut).length)
  return { x: matrixOf(...columns), target: targetOf(task, values) }
}

/** What a split leaves of the squared error, of the Gini impurity or of the entropy, times rows. */
function leftOver(goesLeft: readonly boolean[], { task, values }: Target, criterion: string): number {
  let total = 0
  for (const side of [true, false]) {
    const own = [...values].filter((_, i) => goesLeft[i] === side)
    const n = own.length
    if (n === 0) return Infinity
    if (task === 'regression') {
      const mean = own.reduce((a, b) => a + b, 0) / n
      total += own.reduce((sum, value) => sum + (value - mean) ** 2, 0)
    } else {
      const shares = [0, 1, 2].map((k) => own.filter((value) => value === k).length / n)
      total +=
        n *
        shares.reduce((sum, p) => sum + (criterion === 'entropy' ? (p > 0 ? -p * Math.log2(p) : 0) : p * (1 - p)), 0)
    }
  }
  return total
}

describe('a split with gaps', () => {
  it.each<[EstimatorName, Task, Parameters]>([
    ['random_forest', 'binary', CERTAIN],
    ['random_forest', 'binary', { ...CERTAIN, criterion: 'entropy' }],
    ['random_forest', 'multiclass', CERTAIN],
    ['random_forest', 'regression', CERTAIN],
    ['gradient_boosting', 'regression', {}],
    ['gradient_boosting', 'regression', { max_features: 2, subsample: 1 }],
  ])('of %s on %s %o is the best of all cuts and both ways', async (name, task, parameters) => {
    const seen = { left: 0, right: 0, alone: 0 }
    for (let seed = 1; seed <= 25; seed++) {
      const { x, target } = gappy(task, seed)
      const { feature, threshold, missingLeft } = await fit(name, x, target, { ...STUMP, ...parameters })
      const divide = (j: number, cut: number, left: boolean): boolean[] =>
        Array.from(x.columns[j]!, (value) => (Number.isNaN(value) ? left : value <= cut))
      const rest = (j: number, cut: number, left: boolean): number =>
        leftOver(divide(j, cut, left), target, String(parameters['criterion']))
      // Where not all features were searched, the best of the one that was chosen is known.
      const features = parameters['max_features'] === 2 ? [feature[0]!] : [0, 1, 2]
      const all = features.flatMap((j) =>
        [0, 1, 2, 3, 4, 5, Infinity].flatMap((cut) => [rest(j, cut, true), rest(j, cut, false)]),
      )
      expect(rest(feature[0]!, threshold[0]!, missingLeft[0] === 1)).toBeCloseTo(Math.min(...all), 9)
      if (threshold[0] === Infinity) seen.alone++
      else if (missingLeft[0] === 1) seen.left++
      else seen.right++
    }
    expect(seen.left).toBeGreaterThan(0)
    expect(seen.right).toBeGreaterThan(0)
  })

  it('can tell missing from everything else', async () => {
    const x = matrixOf([1, 5, NONE, 3, 2, NONE, 4, NONE])
    const { threshold, missingLeft } = await fit('random_forest', x, targetOf('binary', [0, 0, 1, 0, 0, 1, 0, 1]), {
      ...STUMP,
      ...CERTAIN,
    })
    expect([threshold[0], missingLeft[0]]).toEqual([Infinity, 0])
  })

  it.each([
    [[1, 2, 3, 4], 3, 1],
    [[1, 4, 5, 6], 3, 0],
    [[1, 2, 4, 5], 3, 0],
  ])('of rows %j that miss nothing sends a gap where the most rows go', async (known, cut, expected) => {
    const x = matrixOf([0, 0, 0, 1, 1, 1, 1], [NONE, NONE, NONE, ...known])
    const target = targetOf('regression', [100, 100, 100, ...known.map((value) => (value > cut ? 1 : 0))])
    const model = await fit('random_forest', x, target, { n_estimators: 1, ...CERTAIN })
    const node = model.left.findIndex((left, i) => left !== i && model.feature[i] === 1)
    expect(model.missingLeft[node]).toBe(expected)
  })

  it('leaves room on both sides for as many rows as a leaf needs', async () => {
    const x = matrixOf([NONE, 1, 2, 3, 4, 5])
    const target = targetOf('regression', [9, 3, 0, 0, 0, 0])
    const parameters = { ...STUMP, ...CERTAIN, min_samples_leaf: 2 }
    const { threshold, missingLeft } = await fit('random_forest', x, target, parameters)
    expect([threshold[0], missingLeft[0]]).toEqual([1.5, 1])
  })
})

describe('a model of features with gaps', () => {
  const cases: [EstimatorName, Task, Parameters][] = [
    ['random_forest', 'binary', { n_estimators: 2, ...CERTAIN }],
    ['random_forest', 'multiclass', { n_estimators: 2, ...CERTAIN }],
    ['random_forest', 'regression', { n_estimators: 2, ...CERTAIN }],
    ['gradient_boosting', 'binary', { n_estimators: 8 }],
    ['gradient_boosting', 'multiclass', { n_estimators: 8 }],
    ['gradient_boosting', 'regression', { n_estimators: 8 }],
  ]

  it.each(cases)(
    '%s on %s does not depend on the order of rows, nor tell a weight from repetition',
    async (name, task, parameters) => {
      const { x, target } = gappy(task, 3, 240)
      const model = await fit(name, x, target, parameters)
      const rows = [...target.values.keys()]
      const picked = (of: readonly number[]) =>
        [
          matrixOf(...x.columns.map((column) => of.map((row) => column[row]!))),
          targetOf(
            task,
            of.map((row) => target.values[row]!),
          ),
        ] as const
      expect(await fit(name, ...picked(rows.toReversed()), parameters)).toEqual(model)
      const weight = Float64Array.from(rows, (row) => 1 + (row % 3))
      const repeated = rows.flatMap((row) => Array.from({ length: weight[row]! }, () => row))
      const once = { ...parameters, min_samples_split: 2 }
      const ours = await predict(await fit(name, x, target, once, weight), x)
      const theirs = await predict(await fit(name, ...picked(repeated), once), x)
      expect(ours).toEqual(theirs)
    },
  )

  it('walks rows that a tree has not seen as it does those it has', async () => {
    const { x, target } = gappy('regression', 5, 400)
    const whole = await fit('gradient_boosting', x, target, { n_estimators: 40 })
    const part = await fit('gradient_boosting', x, target, { n_estimators: 40, subsample: 0.5 })
    const error = async (model: TreeEnsemble): Promise<number> => {
      const answer = await predict(model, x)
      return answer.kind === 'value'
        ? answer.values.reduce((sum, value, i) => sum + (value - target.values[i]!) ** 2, 0)
        : NONE
    }
    expect(await error(part)).toBeLessThan(1.5 * (await error(whole)))
  })

  it('learns from 255 values and gaps beside them, and from a feature that is nothing but gaps', async () => {
    const column = Array.from({ length: 306 }, (_, i) => (i % 6 === 0 ? NONE : i))
    const x = matrixOf(
      column,
      column.map(() => NONE),
    )
    const target = targetOf(
      'binary',
      column.map((value) => (Number.isNaN(value) || value > 250 ? 1 : 0)),
    )
    const model = await fit('random_forest', x, target, { n_estimators: 1, ...CERTAIN })
    expect(new Set(model.feature)).toEqual(new Set([0]))
    const answer = await predict(model, x)
    const wrong = target.values.filter(
      (value, i) => answer.kind === 'probability' && answer.probability[2 * i + 1] !== value,
    )
    expect(wrong).toHaveLength(0)
  })
})
