import { expect, test } from 'vitest'
import type { ClassLabel, Column, NumberColumn, Table, TextColumn } from '../data/index.ts'
import type { LabelRecord } from '../predictions/index.ts'
import { joinLabels, parseLabels } from '../predictions/index.ts'
import { realisedPerformance } from './realised-performance.ts'

const numbers = (name: string, values: ArrayLike<number>): NumberColumn => {
  return { kind: 'number', name, type: 'double', values: Float64Array.from(values) }
}
const texts = (name: string, values: readonly string[]): TextColumn => {
  const categories = [...new Set(values)].filter((value) => value !== '')
  const codes = Int32Array.from(values, (value) => categories.indexOf(value))
  return { kind: 'text', name, type: 'string', source: 'text', codes, categories }
}
const tableOf = (rows: number, ...columns: Column[]): Table => ({ rows, columns })
const label = (predictionId: string, value: ClassLabel, timestamp = 10_000): LabelRecord => {
  return { predictionId, label: value, timestamp }
}

const PREDICTIONS = tableOf(
  4,
  texts('prediction_id', ['p1', 'p2', 'p3', 'p4']),
  numbers('timestamp', [1000, 2000, 3000, 4000]),
  texts('label', ['yes', 'no', 'yes', 'no']),
  numbers('probability', [0.9, 0.2, 0.6, 0.4]),
)
const BINARY = { task: 'binary', classes: ['no', 'yes'] } as const

test('a label file becomes labels of the model’s classes, booleans and text included', () => {
  const table = tableOf(2, texts('prediction_id', ['p1', 'p2']), texts('label', ['True', '0']))
  const labels = parseLabels(table, { classes: [0, 1], receivedAt: 5 })
  expect(labels).toEqual([label('p1', 1, 5), label('p2', 0, 5)])
  const values = tableOf(1, numbers('prediction_id', [17]), numbers('label', [2.5]))
  expect(parseLabels(values, { classes: [], receivedAt: 5 })).toEqual([label('17', 2.5, 5)])
})

test('a label file without `label` may call it `actual`, as a body of /feedback may', () => {
  const ids = texts('prediction_id', ['p1', 'p2'])
  const actual = texts('actual', ['yes', 'yess'])
  const read = (...columns: Column[]) =>
    parseLabels(tableOf(2, ids, ...columns), { classes: ['no', 'yes'], receivedAt: 5 })
  expect(() => read(actual)).toThrow(/row 2, actual: "yess" is no class of the model \(did you mean 'yes'\?\)/)
  expect(read(actual, texts('label', ['no', 'no'])).map((one) => one.label)).toEqual(['no', 'no'])
  expect(() => read(actual, texts('label', ['no', '']))).toThrow(/row 2, label: the label is missing/)
})

test.each([
  [
    'a class that is none',
    ['p1', 'p2'],
    ['yes', 'yess'],
    /row 2, label: "yess" is no class of the model \(did you mean 'yes'\?\)/,
  ],
  ['a gap', ['p1', 'p2'], ['yes', ''], /row 2, label: the label is missing/],
  ['an id that is none', ['p1', 'a/b'], ['yes', 'no'], /row 2: "a\/b" is no prediction_id/],
  ['an empty id', ['p1', ''], ['yes', 'no'], /row 2: null is no prediction_id/],
])('%s is refused with its row', (_, ids, given, message) => {
  const table = tableOf(2, texts('prediction_id', ids), texts('label', given))
  expect(() => parseLabels(table, { classes: ['no', 'yes'], receivedAt: 0 })).toThrow(
    expect.objectContaining({ code: 'DATA_VALUE_INVALID', message: expect.stringMatching(message) }),
  )
})

test('a label file without its columns is refused by name', () => {
  const table = tableOf(1, texts('prediction_id', ['p1']), texts('labl', ['yes']))
  expect(() => parseLabels(table, { classes: ['no', 'yes'], receivedAt: 0 })).toThrow(/no column 'label'/)
})

test('the last label of a prediction wins, and sending labels again changes nothing', () => {
  const labels = [label('p1', 'no'), label('p3', 'no'), label('p1', 'yes'), label('gone', 'yes'), label('gone', 'no')]
  const once = joinLabels(PREDICTIONS, labels)
  expect(once).toEqual({ rows: [0, 2], labels: ['yes', 'no'], delays: [9000, 7000], unmatched: 1 })
  expect(joinLabels(PREDICTIONS, [...labels, ...labels])).toEqual(once)
})

test('labels that came with the table count, and a newer one replaces them', () => {
  const logged = { ...PREDICTIONS, columns: [...PREDICTIONS.columns, texts('actual', ['yes', '', 'yes', ''])] }
  expect(joinLabels(logged)).toEqual({
    rows: [0, 2],
    labels: ['yes', 'yes'],
    delays: [Number.NaN, Number.NaN],
    unmatched: 0,
  })
  expect(joinLabels(logged, [label('p3', 'no')]).labels).toEqual(['yes', 'no'])
})

test('a prediction logged twice counts once', () => {
  const twice = tableOf(
    2,
    texts('prediction_id', ['p', 'p']),
    numbers('timestamp', [1, 2]),
    texts('actual', ['a', 'b']),
  )
  expect(joinLabels(twice)).toMatchObject({ rows: [1], labels: ['b'] })
})

test('realised performance gives coverage, label delay and the metrics of the labelled rows', () => {
  const joined = joinLabels(PREDICTIONS, [label('p1', 'yes'), label('p2', 'no'), label('p3', 'no')])
  const performance = realisedPerformance(PREDICTIONS, joined, BINARY)
  expect(performance).toMatchObject({
    predictions: 4,
    labelled: 3,
    coverage: 0.75,
    labelDelay: { p50: 8000, p95: 9000 },
    metrics: { precision: 0.5, recall: 1, roc_auc: 1 },
  })
  expect(performance.metrics['accuracy']).toBeCloseTo(2 / 3, 12)
  const { low, high } = performance.intervals['accuracy']!
  expect([low, high]).toEqual([expect.closeTo(0.2077, 4), expect.closeTo(0.9385, 4)])
})

test('where the table holds the labelled alone, coverage is of the total that is said', () => {
  const joined = joinLabels(PREDICTIONS, [label('p1', 'yes'), label('p2', 'no')])
  expect(realisedPerformance(PREDICTIONS, joined, { ...BINARY, total: 40 })).toMatchObject({
    predictions: 40,
    labelled: 2,
    coverage: 0.05,
  })
})

test('without labels there are no metrics, and none of them is NaN', () => {
  const none = realisedPerformance(PREDICTIONS, joinLabels(PREDICTIONS), BINARY)
  expect(none).toEqual({ predictions: 4, labelled: 0, coverage: 0, labelDelay: null, metrics: {}, intervals: {} })
})

test('three classes are judged by their labels alone: the log has no probability of each class', () => {
  const table = tableOf(
    3,
    texts('prediction_id', ['a', 'b', 'c']),
    numbers('timestamp', [0, 0, 0]),
    texts('label', ['x', 'y', 'z']),
    numbers('probability', [0.5, 0.6, 0.7]),
  )
  const joined = joinLabels(table, [label('a', 'x'), label('b', 'y'), label('c', 'x')])
  const { metrics, intervals } = realisedPerformance(table, joined, { task: 'multiclass', classes: ['x', 'y', 'z'] })
  expect(metrics['accuracy']).toBeCloseTo(2 / 3, 12)
  expect(Object.keys(metrics)).not.toContain('log_loss')
  expect(Object.keys(metrics)).not.toContain('roc_auc')
  expect(Object.keys(intervals)).toEqual(['accuracy'])
})

test('a label that the log knows has its delay, too', () => {
  const table = tableOf(
    2,
    texts('prediction_id', ['a', 'b']),
    numbers('timestamp', [100, 200]),
    texts('actual', ['x', '']),
    numbers('labelled_at', [150, Number.NaN]),
  )
  expect(joinLabels(table)).toMatchObject({ rows: [0], delays: [50] })
  expect(joinLabels(table, [label('a', 'y', 400)])).toMatchObject({ labels: ['y'], delays: [300] })
})

test('regression compares numbers', () => {
  const table = tableOf(2, texts('prediction_id', ['a', 'b']), numbers('timestamp', [0, 0]), numbers('label', [1, 4]))
  const joined = joinLabels(table, [label('a', 2), label('b', 4)])
  expect(realisedPerformance(table, joined, { task: 'regression', classes: [] }).metrics['mae']).toBe(0.5)
})

test('a label that is no class of the model is refused', () => {
  const joined = joinLabels(PREDICTIONS, [label('p2', 'maybe')])
  expect(() => realisedPerformance(PREDICTIONS, joined, BINARY)).toThrow(
    expect.objectContaining({ code: 'DATA_VALUE_INVALID' }),
  )
})
