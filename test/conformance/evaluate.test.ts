// Metrics, reports and curves equal scikit-learn's to 1e-12 on random, weighted, tied and degenerate inputs.
import { beforeAll, describe, expect, it } from 'vitest'
import { createRng } from '../../src/core/index.ts'
import {
  calibrationCurve,
  evaluateClassification,
  evaluateRegression,
  precisionRecallCurve,
  rocCurve,
} from '../../src/evaluate/index.ts'
import { renderClassificationReport } from '../../src/report/index.ts'
import { decide } from '../../src/score/index.ts'
import { runPython } from './python.ts'

interface ClassCase {
  readonly name: string
  readonly truth: number[]
  readonly probability: number[][]
  readonly weight?: number[]
  readonly threshold?: number
}

interface RegressionCase {
  readonly name: string
  readonly truth: number[]
  readonly predicted: number[]
  readonly weight?: number[]
}

interface ClassAnswer {
  readonly metrics: Record<string, number>
  readonly confusion: number[]
  readonly report?: string
  readonly roc?: number[][][]
  readonly pr?: number[][][]
  readonly calibration?: number[][][]
}

const rng = createRng(11)

function classCase(name: string, rows: number, classes: number, round?: number, weighted = false): ClassCase {
  const truth = Array.from({ length: rows }, (_, i) => (i < classes ? i : rng.int(classes)))
  const probability = truth.map((value) => {
    const raw = Array.from({ length: classes }, (_, k) => rng.next() + (k === value ? 0.35 : 0) + 0.01)
    if (classes === 2 && round !== undefined) {
      const p = Math.round((raw[1]! / (raw[0]! + raw[1]!)) * round) / round
      return [1 - p, p]
    }
    const total = raw.reduce((sum, value) => sum + value, 0)
    return raw.map((value) => value / total)
  })
  // Some weights of 0: such rows must not make a threshold.
  const weight = Array.from({ length: rows }, () => (rng.int(10) === 0 ? 0 : rng.next() * 3))
  return { name, truth, probability, ...(weighted ? { weight } : {}) }
}

const classification: ClassCase[] = [
  classCase('binary', 997, 2),
  classCase('binary, many ties', 501, 2, 8),
  classCase('binary, weighted', 499, 2, undefined, true),
  classCase('binary, weighted, ties', 499, 2, 16, true),
  { ...classCase('binary, threshold', 301, 2), threshold: 0.3 },
  classCase('two rows', 2, 2),
  { name: 'all scores equal', truth: [0, 1, 1, 0, 1], probability: Array.from({ length: 5 }, () => [0.5, 0.5]) },
  {
    name: 'nothing predicted positive',
    truth: [0, 1, 0],
    probability: [
      [0.9, 0.1],
      [0.8, 0.2],
      [0.7, 0.3],
    ],
  },
  {
    name: 'one class only',
    truth: [0, 0, 0],
    probability: [
      [0.9, 0.1],
      [0.2, 0.8],
      [0.7, 0.3],
    ],
  },
  {
    name: 'certain and wrong',
    truth: [0, 1, 1],
    probability: [
      [0, 1],
      [1, 0],
      [0, 1],
    ],
  },
  classCase('three classes', 997, 3),
  classCase('five classes, weighted', 503, 5, undefined, true),
  { ...classCase('a class that never occurs', 101, 4), truth: Array.from({ length: 101 }, () => rng.int(3)) },
]

function regressionCase(name: string, rows: number, weighted = false): RegressionCase {
  const truth = Array.from({ length: rows }, (_, i) => (i % 17 === 0 ? 0 : rng.normal() * 100))
  const predicted = truth.map((value) => value + rng.normal() * 10)
  return { name, truth, predicted, ...(weighted ? { weight: truth.map(() => rng.next()) } : {}) }
}

const regression: RegressionCase[] = [
  regressionCase('regression', 1000),
  regressionCase('regression, weighted', 1000, true),
  { name: 'constant truth, missed', truth: [2, 2, 2], predicted: [2, 2, 3] },
  { name: 'constant truth, met', truth: [2, 2, 2], predicted: [2, 2, 2] },
]

let answers: { classification: ClassAnswer[]; regression: Record<string, number>[] }

beforeAll(async () => {
  answers = await runPython('sklearn', 'evaluate.py', { classification, regression })
})

function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>, what: string): void {
  expect(actual.length, what).toBe(expected.length)
  for (let i = 0; i < expected.length; i++) {
    const ours = Number.isFinite(actual[i]!) ? actual[i]! : 1e308
    const tolerance = 1e-12 * Math.max(1, Math.abs(expected[i]!))
    expect(Math.abs(ours - expected[i]!), `${what}[${i}]: ${ours} and ${expected[i]}`).toBeLessThanOrEqual(tolerance)
  }
}

describe('classification', () => {
  it.each(classification.map((input, index) => ({ ...input, index })))('$name', (input) => {
    const answer = answers.classification[input.index]!
    const width = input.probability[0]!.length
    const truth = { classes: Array.from({ length: width }, (_, k) => k), values: Int32Array.from(input.truth) }
    const sampleWeight = input.weight === undefined ? undefined : Float64Array.from(input.weight)
    const scored = { rows: input.truth.length, probability: Float64Array.from(input.probability.flat()) }
    const label = decide(scored, { threshold: input.threshold })
    const weighting = sampleWeight === undefined ? {} : { sampleWeight }
    const result = evaluateClassification(truth, { probability: scored.probability, label }, weighting)
    for (const [name, value] of Object.entries(answer.metrics)) {
      expectClose([result.metrics[name] ?? Number.NaN], [value], name)
    }
    expectClose(result.confusion.counts, answer.confusion, 'confusion')
    if (answer.report !== undefined) expect(renderClassificationReport(result.report, 4)).toBe(answer.report)

    if (answer.roc === undefined) return
    const score = Float64Array.from(input.probability, (row) => row[1]!)
    const weight = sampleWeight === undefined ? {} : { sampleWeight }
    for (const [index, dropIntermediate] of [true, false].entries()) {
      const roc = rocCurve(truth.values, score, { ...weight, dropIntermediate })
      expectClose(roc.falsePositiveRate, answer.roc[index]![0]!, `false positive rate, drop ${dropIntermediate}`)
      expectClose(roc.truePositiveRate, answer.roc[index]![1]!, `true positive rate, drop ${dropIntermediate}`)
      expectClose(roc.thresholds, answer.roc[index]![2]!, `ROC thresholds, drop ${dropIntermediate}`)
      const pr = precisionRecallCurve(truth.values, score, { ...weight, dropIntermediate })
      expectClose(pr.precision, answer.pr![index]![0]!, `precision, drop ${dropIntermediate}`)
      expectClose(pr.recall, answer.pr![index]![1]!, `recall, drop ${dropIntermediate}`)
      expectClose(pr.thresholds, answer.pr![index]![2]!, `PR thresholds, drop ${dropIntermediate}`)
    }
    for (const [index, strategy] of (['uniform', 'quantile'] as const).entries()) {
      const curve = calibrationCurve(truth.values, score, { bins: 8, strategy })
      expectClose(curve.fractionPositive, answer.calibration![index]![0]!, `fraction positive, ${strategy}`)
      expectClose(curve.meanPredicted, answer.calibration![index]![1]!, `mean predicted, ${strategy}`)
    }
  })
})

describe('regression', () => {
  it.each(regression.map((input, index) => ({ ...input, index })))('$name', (input) => {
    const { metrics } = evaluateRegression(
      { values: Float64Array.from(input.truth) },
      { values: Float64Array.from(input.predicted) },
      input.weight === undefined ? {} : { sampleWeight: Float64Array.from(input.weight) },
    )
    for (const [name, value] of Object.entries(answers.regression[input.index]!)) {
      expectClose([metrics[name]! / Math.max(1, Math.abs(value))], [value / Math.max(1, Math.abs(value))], name)
    }
  })
})
