import ort from 'onnxruntime-node'
import { describe, expect, it } from 'vitest'
import { writeOnnx } from '../compile/index.ts'
import { createRng, type Rng } from '../core/index.ts'
import type { Task } from '../data/index.ts'
import { type Expression, type FittedFeatures, type Precision, parseExpression } from '../features/index.ts'
import type { FittedModel, LinearModel, TreeEnsemble } from '../train/index.ts'
import { createScorer } from './create-scorer.ts'
import { parity } from './parity.ts'
import type { InputBatch, Scorer, Scores } from './scorer.ts'

const ROWS = 203
const CLASSES = { binary: ['no', 'yes'], multiclass: [3, 5, 9], regression: [] } as const
/** Below Infinity is every number, but not a gap. */
const THRESHOLDS = [-1, 0, 0.1, 0.25, 1.5, 7, Infinity]

describe('the compiled engine answers as ONNX Runtime does', () => {
  const tasks: Task[] = ['binary', 'multiclass', 'regression']
  it.each(tasks.flatMap((task) => [1, 2, 3, 4].map((seed) => ({ task, seed }))))(
    'trees, $task, seed $seed',
    async ({ task, seed }) => {
      const rng = createRng(seed)
      const features = pipeline('float32', seed)
      await expectParity(features, randomTrees(rng, task, width(features), seed % 2 === 0), rng, 1e-6)
    },
  )

  it.each(tasks.flatMap((task) => [1, 2].map((seed) => ({ task, seed }))))(
    'linear, $task, seed $seed',
    async ({ task, seed }) => {
      const rng = createRng(seed)
      const features = pipeline('float64', seed)
      await expectParity(features, randomLinear(rng, task, width(features)), rng, 1e-12)
    },
  )

  it.each([
    'a / max(b, 1)',
    'min(a, b, 3) + max(a, b, -2)',
    'if(a > b, log(abs(a)), -b)',
    'if(a, 1, 2) * (a == b) + (a != b) - (a <= 0.25)',
    '(a >= 1.5) + (b < 0.1) - 2 * a',
    '1 + 2',
  ])('derived: %s', async (text) => {
    const rng = createRng(9)
    const features: FittedFeatures = {
      inputs: [
        { name: 'a', type: 'double' },
        { name: 'b', type: 'double' },
      ],
      derived: [{ name: 'd', expression: expression(text) }],
      features: [{ kind: 'numeric', source: 'd', fill: null, scaling: null }],
      precision: 'float64',
    }
    const model: FittedModel = {
      ...randomLinear(rng, 'regression', 1),
      coefficients: [Float64Array.of(1)],
      intercepts: Float64Array.of(0),
    }
    await expectParity(features, model, rng, 1e-12)
  })
})

describe('a compiled scorer', () => {
  it('answers the same for a row alone as in any batch', async () => {
    const rng = createRng(5)
    const features = pipeline('float32', 1)
    const scorer = await createScorer(
      writeOnnx({ features, model: randomTrees(rng, 'binary', width(features), false) }),
    )
    const batch = randomBatch(features, rng)
    const whole = (await scorer.score(batch)) as Extract<Scores, { kind: 'classes' }>
    const { probability } = whole
    for (const size of [1, 2, 3, 5, 8]) {
      for (let start = 0; start + size <= ROWS; start += size) {
        const columns = batch.columns.map((column) => column.slice(start, start + size) as Float64Array)
        const part = (await scorer.score({ rows: size, columns })) as Extract<Scores, { kind: 'classes' }>
        expect(part.probability).toEqual(probability.subarray(2 * start, 2 * (start + size)))
      }
    }
  })

  it.each(['one-hot', 'ordinal'] as const)(
    'refuses an unknown category where the %s encoder does, naming it',
    async (kind) => {
      const known = { source: 'contract', values: ['month', 'year'] }
      const features: FittedFeatures = {
        inputs: [{ name: 'contract', type: 'string' }],
        derived: [],
        features: [
          kind === 'one-hot'
            ? { ...known, kind, bucketOf: [0, 1], buckets: ['month', 'year'], unknown: 'error' }
            : { ...known, kind, codes: [0, 1], unknownCode: null },
        ],
        precision: 'float32',
      }
      const scorer = await createScorer(
        writeOnnx({ features, model: randomTrees(createRng(1), 'binary', width(features), false) }),
      )
      expect(() => scorer.score({ rows: 2, columns: [['year', 'decade']] })).toThrow(
        expect.objectContaining({
          code: 'CATEGORY_UNKNOWN',
          message: expect.stringContaining('"decade" is not a category of \'contract\''),
        }),
      )
    },
  )

  it('refuses text for numbers and columns that are too few or too short', async () => {
    const features = pipeline('float32', 1)
    const scorer = await createScorer(
      writeOnnx({ features, model: randomTrees(createRng(1), 'binary', width(features), false) }),
    )
    const { columns } = randomBatch(features, createRng(1))
    const invalid = expect.objectContaining({ code: 'MODEL_INPUT_INVALID' })
    expect(() => scorer.score({ rows: 1, columns: columns.slice(1) })).toThrow(invalid)
    expect(() => scorer.score({ rows: 1, columns: columns.map(() => ['1']) })).toThrow(invalid)
    expect(() => scorer.score({ rows: ROWS + 1, columns })).toThrow(invalid)
  })
})

async function expectParity(features: FittedFeatures, model: FittedModel, rng: Rng, tolerance: number): Promise<void> {
  const graph = writeOnnx({ features, model })
  const scorer = await createScorer(graph)
  expect(scorer.engine).toBe('compiled')
  expect(scorer.inputs).toEqual(features.inputs)
  expect(scorer.classes).toEqual(model.classes)
  const batch = randomBatch(features, rng)
  const result = parity(await scorer.score(batch), await oracle(graph, scorer, batch))
  expect(result).toEqual({ rows: ROWS, maxDifference: expect.any(Number), labelFlips: 0 })
  expect(result.maxDifference).toBeLessThanOrEqual(tolerance)
}

async function oracle(graph: Uint8Array, scorer: Scorer, batch: InputBatch): Promise<Scores> {
  const session = await ort.InferenceSession.create(graph, { intraOpNumThreads: 1 })
  const feeds = scorer.inputs.map(({ name, type }, i) => {
    const values = batch.columns[i]!
    if (type === 'string') return [name, new ort.Tensor('string', values as string[], [ROWS, 1])] as const
    const numbers = values as Float64Array
    if (type === 'long') return [name, new ort.Tensor('int64', BigInt64Array.from(numbers, BigInt), [ROWS])] as const
    if (type === 'boolean') return [name, new ort.Tensor('bool', Uint8Array.from(numbers), [ROWS])] as const
    return [name, new ort.Tensor('float64', numbers, [ROWS])] as const
  })
  const outputs = await session.run(Object.fromEntries(feeds))
  const numbers = (name: string) => outputs[name]!.data as Float64Array
  const { classes } = scorer
  if (classes.length === 0) return { kind: 'values', rows: ROWS, values: numbers('prediction') }
  const probability = Float64Array.from({ length: ROWS * classes.length }, (_, i) => {
    const row = Math.floor(i / classes.length)
    if (classes.length > 2) return numbers(`probability_${classes[i % classes.length]}`)[row]!
    return i % 2 === 1 ? numbers('probability')[row]! : 1 - numbers('probability')[row]!
  })
  const label = Int32Array.from(outputs['label']!.data as unknown as unknown[], (value) =>
    classes.indexOf(typeof value === 'bigint' ? Number(value) : (value as string)),
  )
  return { kind: 'classes', rows: ROWS, probability, label }
}

/** Every kind of column and feature there is; for trees of an odd seed with gaps that stay. */
function pipeline(precision: Precision, seed: number): FittedFeatures {
  const gaps = precision === 'float32' && seed % 2 === 1
  const fill = (value: number): number | null => (gaps ? null : value)
  const scaling = seed % 2 === 0 ? null : { offset: 0.3, scale: 1.7 }
  return {
    inputs: [
      { name: 'a', type: 'double' },
      { name: 'b', type: 'double' },
      { name: 'n', type: 'long' },
      { name: 'f', type: 'boolean' },
      { name: 'city, "x"', type: 'string' },
      { name: 'size', type: 'string' },
    ],
    derived: [
      { name: 'ratio', expression: expression('a / max(b, 1)') },
      { name: 'twice', expression: expression('ratio * 2 + n') },
    ],
    features: [
      { kind: 'numeric', source: 'a', fill: fill(0.25), scaling: null },
      { kind: 'numeric', source: 'ratio', fill: fill(-3), scaling },
      {
        kind: 'one-hot',
        source: 'city, "x"',
        values: ['Köln', 'Bonn', 'Ulm', ''],
        bucketOf: [0, 2, 1, 0],
        buckets: ['Köln', 'Ulm', 'rest'],
        unknown: 'ignore',
      },
      { kind: 'numeric', source: 'b', fill: fill(1.5), scaling },
      { kind: 'numeric', source: 'twice', fill: 0, scaling: null },
      {
        kind: 'ordinal',
        source: 'size',
        values: gaps ? ['S', 'M', 'L', ''] : ['S', 'M', 'L'],
        codes: gaps ? [0, 1, 2, Number.NaN] : [0, 1, 2],
        unknownCode: -1,
      },
      {
        kind: 'one-hot',
        source: 'n',
        values: ['0', '3', '7'],
        bucketOf: [0, 1, 1],
        buckets: ['0', 'more'],
        unknown: 'ignore',
      },
      {
        kind: 'one-hot',
        source: 'b',
        values: ['0.1', '1.5', ''],
        bucketOf: [0, 1, 1],
        buckets: ['0.1', '1.5'],
        unknown: 'ignore',
      },
      { kind: 'numeric', source: 'f', fill: 0, scaling: null },
    ],
    precision,
  }
}

function expression(text: string): Expression {
  return parseExpression(text, { columns: ['a', 'b', 'n', 'ratio'] })
}

function width({ features }: FittedFeatures): number {
  return features.reduce((sum, feature) => sum + (feature.kind === 'one-hot' ? feature.buckets.length : 1), 0)
}

/** Gaps, categories never seen, and numbers at a threshold and one float32 step beside it. */
function randomBatch({ inputs }: FittedFeatures, rng: Rng): InputBatch {
  const number = (): number => {
    if (rng.next() < 0.15) return Number.NaN
    const threshold = THRESHOLDS[rng.int(THRESHOLDS.length)]!
    const step = threshold === Infinity ? 1 : Math.abs(Math.fround(threshold)) * 2 ** -23 || 2 ** -149
    return rng.next() < 0.5 ? 4 * rng.normal() : Math.fround(threshold) + (rng.int(3) - 1) * step
  }
  const words = ['Köln', 'Bonn', 'Ulm', 'Rom', '', 'S', 'M', 'L', 'nan']
  const columns = inputs.map(({ type }) => {
    if (type === 'string') return Array.from({ length: ROWS }, () => words[rng.int(words.length)]!)
    return Float64Array.from({ length: ROWS }, () => (type === 'double' ? number() : rng.int(type === 'long' ? 9 : 2)))
  })
  return { rows: ROWS, columns }
}

/** Trees of random shape; leaf values on a grid of 2^-20. */
function randomTrees(rng: Rng, task: Task, features: number, sigmoid: boolean): TreeEnsemble {
  const outputs = task === 'multiclass' ? 3 : 1
  const nodes: { feature: number; threshold: number; left: number; value: number[] }[] = []
  const trees = 5 + rng.int(6)
  const roots = Int32Array.from({ length: trees }, () => {
    const root = nodes.length
    const grow: { at: number; depth: number }[] = [{ at: root, depth: 0 }]
    nodes.push(leaf(root))
    for (const { at, depth } of grow) {
      if (depth > 6 || rng.next() < 0.15) continue
      const left = nodes.length
      nodes.push(leaf(left), leaf(left + 1))
      nodes[at] = {
        feature: rng.int(features),
        threshold: Math.fround(THRESHOLDS[rng.int(THRESHOLDS.length)]!),
        left,
        value: [],
      }
      grow.push({ at: left, depth: depth + 1 }, { at: left + 1, depth: depth + 1 })
    }
    return root
  })
  function leaf(at: number) {
    return {
      feature: 0,
      threshold: Infinity,
      left: at,
      value: Array.from({ length: outputs }, () => grid((sigmoid ? rng.next() - 0.5 : rng.next()) / trees)),
    }
  }
  return {
    kind: 'trees',
    task,
    classes: CLASSES[task],
    features,
    roots,
    feature: Int32Array.from(nodes, (node) => node.feature),
    threshold: Float32Array.from(nodes, (node) => node.threshold),
    left: Int32Array.from(nodes, (node) => node.left),
    missingLeft: Uint8Array.from(nodes, () => rng.int(2)),
    value: Float32Array.from(nodes.flatMap((node) => Array.from({ length: outputs }, (_, k) => node.value[k] ?? 0))),
    outputs,
    base: Array.from({ length: outputs }, () => (sigmoid ? 0.125 : 0)),
    link: task === 'regression' || !sigmoid ? 'identity' : task === 'binary' ? 'logistic' : 'softmax',
  }
}

function randomLinear(rng: Rng, task: Task, features: number): LinearModel {
  const outputs = task === 'multiclass' ? 3 : 1
  return {
    kind: 'linear',
    task,
    classes: CLASSES[task],
    coefficients: Array.from({ length: outputs }, () => Float64Array.from({ length: features }, () => rng.normal())),
    intercepts: Float64Array.from({ length: outputs }, () => rng.normal()),
    link: task === 'regression' ? 'identity' : task === 'binary' ? 'logistic' : 'softmax',
  }
}

function grid(share: number): number {
  return Math.round(share * 2 ** 20) / 2 ** 20
}
