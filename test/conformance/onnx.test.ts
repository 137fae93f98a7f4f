import { beforeAll, describe, expect, it } from 'vitest'
import { createScorer, parity, type Scores } from '../../src/score/index.ts'
import { runPython } from './python.ts'

interface SklearnCase {
  readonly name: string
  readonly graph: string
  readonly columns: readonly (readonly (number | string | null)[])[]
  readonly classes?: readonly (string | number)[]
  readonly probability?: readonly (readonly number[])[]
  readonly label?: readonly (string | number)[]
  readonly values?: readonly number[]
}

const SKLEARN = [
  ...['forest', 'boosting', 'logistic', 'logistic, three classes,'].flatMap((name) => [
    `${name} zipmap=True`,
    `${name} zipmap=False`,
  ]),
  'forest, three classes',
  'boosting, three classes',
  'forest on ordinal',
  'logistic on min-max and ordinal',
  'logistic on doubles',
  'histogram boosting on one matrix',
  'linear regression',
  'forest regression',
  'boosting regression',
]

describe('scikit-learn pipelines exported by skl2onnx run on the compiled engine and score as scikit-learn does', () => {
  let cases: Map<string, SklearnCase>
  beforeAll(async () => {
    const found = await runPython<SklearnCase[]>('sklearn', 'onnx_sklearn.py')
    cases = new Map(found.map((one) => [one.name, one]))
  })

  it('covers every case the oracle makes', () => {
    expect([...cases.keys()].sort()).toEqual([...SKLEARN].sort())
  })

  it.each(SKLEARN)('%s', async (name) => {
    const { graph, columns, ...expected } = cases.get(name)!
    const scorer = await createScorer(Buffer.from(graph, 'base64'))
    expect(scorer.engine).toBe('compiled')
    expect(scorer.classes).toEqual(expected.classes ?? [])
    const rows = columns[0]!.length
    const scores = await scorer.score({
      rows,
      columns: columns.map((column, i) =>
        scorer.inputs[i]!.type === 'string'
          ? (column as string[])
          : Float64Array.from(column as (number | null)[], (value) => value ?? Number.NaN),
      ),
    })
    const { maxDifference, labelFlips } = parity(scores, toScores(expected, rows))
    expect(labelFlips).toBe(0)
    expect(maxDifference).toBeLessThan(1e-5)
  })
})

function toScores({ classes, probability, label, values }: Partial<SklearnCase>, rows: number): Scores {
  if (values !== undefined) return { kind: 'values', rows, values: Float64Array.from(values) }
  return {
    kind: 'classes',
    rows,
    probability: Float64Array.from(probability!.flat()),
    label: Int32Array.from(label!, (name) => classes!.indexOf(name)),
  }
}
