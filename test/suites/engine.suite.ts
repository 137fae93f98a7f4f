// What every engine must do under the scorer: the same answers, refusals, ownership and end.
import { describe, expect, it, onTestFinished } from 'vitest'
import {
  type Engine,
  type InputBatch,
  openScorer,
  parity,
  prepareGraph,
  type Scorer,
  type Scores,
} from '../../src/score/index.ts'
import { givenProbability } from '../fixtures/given-probability.ts'
import { matrixGraph } from '../fixtures/matrix-graph.ts'
import { FLOAT, model, node, STRING, value } from '../fixtures/onnx-bytes.ts'
import { churnGraph, probabilityOf } from '../fixtures/served-model.ts'

type ClassScores = Extract<Scores, { kind: 'classes' }>

const logistic = (z: number): number => 1 / (1 + Math.exp(-z))

/** Rows of the churn model; only `tenure` counts. */
function customers(...tenures: readonly number[]): InputBatch {
  const column = (value: number): Float64Array => new Float64Array(tenures.length).fill(value)
  return {
    rows: tenures.length,
    columns: [Float64Array.from(tenures), column(70.5), tenures.map(() => 'One year'), column(0)],
  }
}

const cut: readonly [name: string, change: (batch: InputBatch) => InputBatch][] = [
  ['too few columns', ({ rows, columns }) => ({ rows, columns: columns.slice(1) })],
  ['text for numbers', ({ rows, columns }) => ({ rows, columns: columns.map(() => ['1', '1']) })],
  ['numbers for text', ({ rows, columns }) => ({ rows, columns: columns.map(() => Float64Array.of(1, 1)) })],
  ['columns that are too short', ({ rows, columns }) => ({ rows: rows + 1, columns })],
]

/** The engine, given batches in parts of so many rows. */
function inParts(engine: Engine, rowsAtOnce: number): Engine {
  return { ...engine, open: async (graph) => ({ ...(await engine.open(graph)), rowsAtOnce }) }
}

/** Some engines throw at once, and some later. */
const attempt = async (scorer: Scorer, batch: InputBatch): Promise<Scores> => scorer.score(batch)

/** @param make a new engine; one that `takesFractions` reads them, and gaps, in a column of integers */
export function describeEngine(name: Engine['name'], make: () => Engine): void {
  const open = async (graph: Uint8Array, engine = make()): Promise<Scorer> => {
    const scorer = await openScorer(engine, prepareGraph(graph, {}))
    onTestFinished(() => scorer.close())
    return scorer
  }
  describe(`engine: ${name}`, () => {
    it('says what it is, and the scorer what the model reads and answers', async () => {
      const scorer = await open(churnGraph())
      expect(scorer.engine).toBe(name)
      expect(scorer.takesFractions).toBe(make().takesFractions)
      expect(scorer.inputs.map(({ name: input, type }) => `${input} ${type}`)).toEqual([
        'tenure long',
        'monthly_charges double',
        'contract_type string',
        'senior boolean',
      ])
      expect(scorer.classes).toEqual(['No', 'Yes'])
      expect((await open(churnGraph({ classes: [] }))).classes).toEqual([])
    })

    it('answers two classes, several, and numbers', async () => {
      const two = (await attempt(await open(churnGraph({ bias: -1 })), customers(0, 20, 40))) as ClassScores
      const positive = [0, 20, 40].map((tenure) => probabilityOf(tenure, -1))
      expect(two.rows).toBe(3)
      positive.forEach((p, i) => {
        expect(two.probability[2 * i]).toBeCloseTo(1 - p, 12)
        expect(two.probability[2 * i + 1]).toBeCloseTo(p, 12)
      })
      expect(two.label).toEqual(Int32Array.from(positive, (p) => (p > 0.5 ? 1 : 0)))

      const three = (await attempt(await open(churnGraph({ classes: [3, 5, 9] })), customers(0, 20))) as ClassScores
      expect(three.probability).toHaveLength(6)
      expect(three.probability[0]).toBeCloseTo(1 / 3, 12)
      expect(three.probability[3]).toBeCloseTo(Math.E / (Math.E + 2), 12)
      expect(three.label[1]).toBe(0)

      const numbers = await attempt(await open(churnGraph({ classes: [], bias: 2 })), customers(0, 20))
      expect(numbers).toMatchObject({ kind: 'values', rows: 2, values: Float64Array.of(2, 3) })
    })

    it('answers from a matrix of floats, with classes that are integers', async () => {
      const scorer = await open(matrixGraph([0.5, -0.25], 0.125))
      expect(scorer.classes).toEqual([0, 1])
      const columns = [Float64Array.of(2, -3), Float64Array.of(1, 1)]
      const { probability, label } = (await attempt(scorer, { rows: 2, columns })) as ClassScores
      expect(probability[1]).toBeCloseTo(logistic(0.875), 6)
      expect(probability[3]).toBeCloseTo(logistic(-1.625), 6)
      expect(label).toEqual(Int32Array.of(1, 0))
    })

    it('gives the most probable class where the graph has no label, the first of equals', async () => {
      const scorer = await open(givenProbability())
      const { probability, label } = (await attempt(scorer, {
        rows: 3,
        columns: [Float64Array.of(0.5, 0.5 + 2 ** -53, 0.1)],
      })) as ClassScores
      expect(probability).toEqual(Float64Array.of(0.5, 0.5, 0.5 - 2 ** -53, 0.5 + 2 ** -53, 0.9, 0.1))
      expect(label).toEqual(Int32Array.of(0, 1, 0))
    })

    it('answers a batch the same, however it is cut', async () => {
      const batch = customers(...Array.from({ length: 23 }, (_, i) => 3 * i))
      const whole = await attempt(await open(churnGraph()), batch)
      for (const rows of [1, 5, 22, 23]) {
        const parts = await attempt(await open(churnGraph(), inParts(make(), rows)), batch)
        const { maxDifference, labelFlips } = parity(parts, whole)
        expect(labelFlips).toBe(0)
        // ONNX Runtime adds up what fills its vectors otherwise than the rest.
        expect(maxDifference).toBeLessThan(1e-14)
      }
    })

    it('answers no rows with nothing', async () => {
      expect(await attempt(await open(churnGraph()), customers())).toMatchObject({
        kind: 'classes',
        rows: 0,
        probability: new Float64Array(0),
        label: new Int32Array(0),
      })
    })

    it.each(cut)('refuses %s, and answers the next batch', async (_, change) => {
      const scorer = await open(churnGraph())
      const good = customers(20, 40)
      await expect(attempt(scorer, change(good))).rejects.toMatchObject({ code: 'MODEL_INPUT_INVALID' })
      expect(await attempt(scorer, good)).toMatchObject({ rows: 2 })
    })

    it('takes fractions and gaps in a column of integers, or refuses them: as it says', async () => {
      const scorer = await open(churnGraph())
      for (const tenure of [1.5, Number.NaN]) {
        const answer = attempt(scorer, customers(1, tenure))
        if (scorer.takesFractions) expect((await answer).rows).toBe(2)
        else await expect(answer).rejects.toMatchObject({ code: 'MODEL_INPUT_INVALID', where: "row 2 of 'tenure'" })
      }
    })

    it.each([
      {
        problem: 'two numbers a row',
        last: node({ op: 'Concat', in: ['x', 'x'], out: ['y'], with: { axis: 1 } }),
        type: FLOAT,
        column: Float64Array.of(1, 2),
      },
      { problem: 'text', last: node({ op: 'Identity', in: ['x'], out: ['y'] }), type: STRING, column: ['1', '2'] },
    ])('refuses a graph that answers $problem instead of a number', async ({ last, type, column }) => {
      const graph = model({ nodes: [last], inputs: [value('x', type)], outputs: [value('y', type, [-1, -1])] })
      const answered = async () => attempt(await open(graph), { rows: 2, columns: [column] })
      await expect(answered()).rejects.toMatchObject({ code: 'MODEL_INVALID', where: "output 'y'" })
    })

    it('gives results that are the caller’s to keep', async () => {
      const scorer = await open(churnGraph())
      const first = (await attempt(scorer, customers(0, 20))) as ClassScores
      const kept = structuredClone(first)
      for (const tenures of [[60, 70], [80], Array.from({ length: 300 }, (_, i) => i)]) {
        await attempt(scorer, customers(...tenures))
      }
      expect(first).toEqual(kept)
      first.probability.fill(7)
      const again = (await attempt(scorer, customers(0, 20))) as ClassScores
      expect(again).toEqual(kept)
    })

    it('answers batches that are asked at the same time, each with its own', async () => {
      const scorer = await open(churnGraph())
      const tenures = Array.from({ length: 12 }, (_, i) => 5 * i)
      const all = await Promise.all(tenures.map((tenure) => attempt(scorer, customers(tenure))))
      tenures.forEach((tenure, i) => {
        expect((all[i] as ClassScores).probability[1]).toBeCloseTo(probabilityOf(tenure, 0), 12)
      })
    })

    it('answers no more when it is closed, once or twice', async () => {
      const scorer = await open(churnGraph())
      await attempt(scorer, customers(1))
      await scorer.close()
      await scorer.close()
      await expect(attempt(scorer, customers(1))).rejects.toMatchObject({ code: 'NOT_READY' })
    })
  })
}
