// One suite that every estimator passes on every task it has.
import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { createRng, isAppError, type Pace, type Rng, throwIfStopped } from '../core/index.ts'
import type { ClassTarget, Target, Task } from '../data/index.ts'
import type { FeatureMatrix } from '../features/index.ts'
import type { AnyEstimator } from './estimator.ts'
import { ESTIMATORS } from './estimators.ts'
import type { FittedModel } from './fitted-model.ts'
import type { Parameters } from './parameters.ts'
import { predict } from './predict.ts'

/** Of these, what an estimator has: quick to fit. */
const SMALL: Parameters = { n_estimators: 12 }
/** Without chance: what is left must not depend on the order of rows, nor tell a weight from repetition. */
const CERTAIN: Parameters = { n_estimators: 4, bootstrap: false, max_features: null, tol: 1e-10, max_iter: 1000 }

function ownOf(estimator: AnyEstimator, task: Task, parameters: Parameters): Parameters {
  const known = estimator.resolve({}, task).parameters
  return Object.fromEntries(Object.entries(parameters).filter(([name]) => name in known))
}

interface Example {
  readonly x: FeatureMatrix
  readonly target: Target
}

function example(task: Task, rows: number, features: number, seed = 1): Example {
  const rng = createRng(seed)
  const columns = Array.from({ length: features }, (_, j) =>
    Float32Array.from({ length: rows }, () => (j % 3 === 2 ? rng.int(2) : rng.normal())),
  )
  const signal = (i: number): number => columns[0]![i]! + (features > 1 ? 0.5 * columns[1]![i]! : 0)
  const x = { rows, names: columns.map((_, j) => `f${j}`), columns }
  if (task === 'regression') {
    const values = Float64Array.from({ length: rows }, (_, i) => 10 + 3 * signal(i) + 0.1 * rng.normal())
    return { x, target: { task, name: 'y', values } }
  }
  const cuts = task === 'binary' ? [0] : [-0.5, 0.5]
  const values = Int32Array.from({ length: rows }, (_, i) => cuts.filter((cut) => signal(i) > cut).length)
  return { x, target: { task, name: 'y', classes: task === 'binary' ? ['no', 'yes'] : ['a', 'b', 'c'], values } }
}

function pick({ x, target }: Example, rows: readonly number[]): Example {
  const of = <T extends Float32Array | Float64Array | Int32Array>(values: T): T =>
    (values.constructor as unknown as { from(v: readonly number[]): T }).from(rows.map((row) => values[row]!))
  const columns = (x.columns as Float32Array[]).map((column) => of(column))
  const picked =
    target.task === 'regression' ? { ...target, values: of(target.values) } : { ...target, values: of(target.values) }
  return { x: { rows: rows.length, names: x.names, columns }, target: picked }
}

function hash(model: FittedModel): string {
  const digest = createHash('sha256')
  for (const value of Object.values(model)) {
    if (ArrayBuffer.isView(value)) digest.update(new Uint8Array(value.buffer, value.byteOffset, value.byteLength))
    else digest.update(JSON.stringify(value, (_, part) => (ArrayBuffer.isView(part) ? [...(part as never)] : part)))
  }
  return digest.digest('hex')
}

async function answers(model: FittedModel, x: FeatureMatrix): Promise<Float64Array> {
  const prediction = await predict(model, x)
  return prediction.kind === 'value' ? prediction.values : prediction.probability
}

/** Accuracy, or R² for numbers. */
async function quality(model: FittedModel, { x, target }: Example): Promise<number> {
  const predicted = await answers(model, x)
  if (target.task === 'regression') {
    const mean = target.values.reduce((a, b) => a + b, 0) / x.rows
    const total = target.values.reduce((a, b) => a + (b - mean) ** 2, 0)
    return 1 - target.values.reduce((a, b, i) => a + (b - predicted[i]!) ** 2, 0) / total
  }
  const k = target.classes.length
  const right = target.values.filter((value, i) => {
    const row = predicted.subarray(i * k, (i + 1) * k)
    return row[value] === Math.max(...row)
  })
  return right.length / x.rows
}

const cases = ESTIMATORS.flatMap((estimator) => estimator.tasks.map((task) => ({ estimator, task })))

function slip(name: string): string {
  return `${name.slice(0, -1)}x`
}

describe.each(cases.map((one) => ({ ...one, name: `${one.estimator.name} on ${one.task}` })))(
  '$name',
  ({ estimator, task }) => {
    const fit = (
      { x, target }: Example,
      parameters: Parameters,
      more: { sampleWeight?: Float64Array; rng?: Rng; pace?: Pace } = {},
    ): Promise<FittedModel> => estimator.resolve(parameters, task).fit(x, target, { rng: createRng(7), ...more })
    const small = ownOf(estimator, task, SMALL)
    const certain = ownOf(estimator, task, CERTAIN)
    const data = example(task, 300, 5)
    /** So few values that every one has a bin of its own, whatever the weights. */
    const few = example(task, 200, 5)

    it('learns a separable problem', async () => {
      const unseen = example(task, 300, 5, 99)
      const more = 'n_estimators' in small ? { n_estimators: 60 } : {}
      expect(await quality(await fit(data, { ...small, ...more }), unseen)).toBeGreaterThan(
        task === 'multiclass' ? 0.82 : 0.88,
      )
    })

    it('gives the same model for the same seed and leaves its input as it was', async () => {
      const copy = structuredClone(data)
      expect(hash(await fit(data, small))).toBe(hash(await fit(data, small)))
      expect(data).toEqual(copy)
    })

    it('takes random_state for the seed when it is given', async () => {
      if (!('random_state' in estimator.resolve({}, task).parameters)) return
      const one = await fit(data, { ...small, random_state: 5 }, { rng: createRng(1) })
      expect(hash(await fit(data, { ...small, random_state: 5 }, { rng: createRng(2) }))).toBe(hash(one))
    })

    it('gives probabilities that sum to 1', async () => {
      const model = await fit(data, small)
      if (task === 'regression') return
      const classes = (data.target as ClassTarget).classes.length
      const predicted = await answers(model, data.x)
      expect(predicted).toHaveLength(300 * classes)
      for (let i = 0; i < 300; i++) {
        const row = predicted.subarray(i * classes, (i + 1) * classes)
        expect(Math.min(...row)).toBeGreaterThanOrEqual(0)
        expect(Math.abs(row.reduce((a, b) => a + b, 0) - 1)).toBeLessThan(1e-12)
      }
    })

    it('ignores rows of weight 0', async () => {
      const kept = data.target.values.length - 100
      const sampleWeight = new Float64Array(300).fill(1, 0, kept)
      const rows = Array.from({ length: kept }, (_, i) => i)
      expect(hash(await fit(data, small, { sampleWeight }))).toBe(hash(await fit(pick(data, rows), small)))
    })

    it('treats weight 2 as a row repeated', async () => {
      const sampleWeight = Float64Array.from({ length: 200 }, (_, i) => (i % 3 === 0 ? 2 : 1))
      const rows = Array.from({ length: 200 }, (_, i) => (i % 3 === 0 ? [i, i] : [i])).flat()
      const noisy = withNoise(few)
      const limited = 'max_depth' in estimator.resolve({}, task).parameters ? { ...certain, max_depth: 3 } : certain
      const weighted = await answers(await fit(noisy, limited, { sampleWeight }), few.x)
      const repeated = await answers(await fit(pick(noisy, rows), limited), few.x)
      expect(largestDifference(weighted, repeated)).toBeLessThan(1e-6)
      expect(largestDifference(weighted, await answers(await fit(noisy, limited), few.x))).toBeGreaterThan(1e-4)
    })

    it('tells weights apart, fractions included', async () => {
      const sampleWeight = Float64Array.from({ length: 300 }, (_, i) => (i % 2 === 0 ? 0.01 : 2.5))
      const noisy = withNoise(data)
      expect(hash(await fit(noisy, certain, { sampleWeight }))).not.toBe(hash(await fit(noisy, certain)))
    })

    it('does not depend on the order of the rows where nothing is drawn', async () => {
      const rows = Array.from({ length: 300 }, (_, i) => i)
      createRng(3).shuffle(rows)
      const here = await answers(await fit(data, certain), data.x)
      const there = await answers(await fit(pick(data, rows), certain), data.x)
      if (estimator.precision === 'float32') expect(there).toEqual(here)
      else expect(largestDifference(here, there)).toBeLessThan(1e-6)
    })

    it('copes with constant features, a single feature, and more features than rows', async () => {
      const constant = { ...data.x, columns: data.x.columns.map(() => new Float32Array(300).fill(1)) }
      expect((await answers(await fit({ ...data, x: constant }, small), constant)).every(Number.isFinite)).toBe(true)
      const single = example(task, 60, 1)
      expect(await quality(await fit(single, small), single)).toBeGreaterThan(0.7)
      const wide = example(task, 20, 50)
      expect((await answers(await fit(wide, small), wide.x)).every(Number.isFinite)).toBe(true)
    })

    it('reports progress up to the end', async () => {
      const seen: [number, number][] = []
      await estimator.resolve(small, task).fit(data.x, data.target, {
        rng: createRng(1),
        onProgress: (done, total) => seen.push([done, total]),
      })
      expect(seen.length).toBeGreaterThan(0)
      expect(seen.at(-1)![0]).toBe(seen.at(-1)![1])
    })

    it('gives the same model however often it rests, and stops when it is asked to', async () => {
      let rests = 0
      const restless: Pace = { signal: undefined, due: () => true, rest: async () => void rests++ }
      expect(hash(await fit(data, small, { pace: restless }))).toBe(hash(await fit(data, small)))
      expect(rests).toBeGreaterThan(0)
      const stopped: Pace = { ...restless, rest: async () => throwIfStopped(AbortSignal.abort()) }
      await expect(fit(data, small, { pace: stopped })).rejects.toSatisfy((error) => isAppError(error, 'INTERRUPTED'))
    })

    it('refuses an unknown parameter with the nearest name, and values that are not allowed', () => {
      const known = Object.keys(estimator.resolve({}, task).parameters).find((name) => name.length > 5)!
      expect(() => estimator.resolve({ [slip(known)]: 1 }, task)).toThrow(`did you mean '${known}'?`)
      for (const [name, value] of Object.entries(OUT_OF_RANGE)) {
        if (!(name in estimator.resolve({}, task).parameters)) continue
        expect(() => estimator.resolve({ [name]: value }, task), name).toThrow(`model.${name}`)
      }
    })

    it('keeps defaults that a config does not change, and resolves what it resolved', () => {
      const resolved = estimator.resolve(small, task).parameters
      expect(estimator.resolve(resolved, task).parameters).toEqual(resolved)
    })

    it('refuses weights below 0, no rows, no features, and missing values if it cannot take them', async () => {
      const negative = new Float64Array(300).fill(-1)
      await expect(fit(data, small, { sampleWeight: negative })).rejects.toThrow('sample weight -1 of row 1')
      await expect(fit(data, small, { sampleWeight: new Float64Array(300) })).rejects.toThrow('no row to learn from')
      await expect(fit({ ...data, x: { rows: 300, names: [], columns: [] } }, small)).rejects.toThrow('no feature')
      const missing = structuredClone(data)
      missing.x.columns[1]![4] = Number.NaN
      if (estimator.takesMissing) expect((await fit(missing, small)).kind).toBe('trees')
      else await expect(fit(missing, small)).rejects.toThrow("feature 'f1'")
    })

    it('refuses a target it cannot learn', async () => {
      const values = data.target.values.slice().fill(Number.NaN)
      const target = { ...data.target, values } as Target
      await expect(fit({ x: data.x, target }, small)).rejects.toThrow("target 'y'")
      if (task !== 'regression') return
      const huge = { ...target, values: values.fill(1).fill(1e39, 3, 4) } as Target
      await expect(fit({ x: data.x, target: huge }, small)).rejects.toThrow("target 'y' is 1e+39 in row 4")
    })
  },
)

const OUT_OF_RANGE: Parameters = {
  n_estimators: 0,
  max_depth: -3,
  min_samples_split: 1,
  min_samples_leaf: 'many',
  max_features: 0,
  learning_rate: -1,
  subsample: 1.5,
  C: 0,
  tol: -1,
  fit_intercept: 'yes',
  random_state: -1,
  class_weight: { yes: -1 },
  max_leaf_nodes: 10,
  criterion: 'absolute_error',
  positive: true,
  solver: 'saga',
  warm_start: true,
  n_iter_no_change: 0,
  validation_fraction: 1,
}

function withNoise(data: Example): Example {
  const rng = createRng(5)
  const { target } = data
  if (target.task === 'regression') return data
  const values = target.values.map((value) => (rng.next() < 0.3 ? rng.int(target.classes.length) : value))
  return { x: data.x, target: { ...target, values } }
}

function largestDifference(a: Float64Array, b: Float64Array): number {
  return a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0)
}
