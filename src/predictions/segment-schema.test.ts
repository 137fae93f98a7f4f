import { expect, test } from 'vitest'
import { LOG_SEGMENTS, schemaAt, schemaVersion } from './segment-schema.ts'

const { predictions, labels } = LOG_SEGMENTS

test('what segments of version 1 hold never changes: they lie on disks', () => {
  const typesOf = (schema: typeof predictions | typeof labels) =>
    Object.entries(schemaAt(schema, 1).columns).map(([name, { type }]) => `${name} ${type}`)
  expect(typesOf(predictions)).toEqual([
    'prediction_id text',
    'timestamp number',
    'model text',
    'version text',
    'request_id text',
    'inputs json',
    'label json',
    'probability number',
    'tier text',
  ])
  expect(typesOf(labels)).toEqual(['prediction_id text', 'timestamp number', 'label json', 'seq number'])
})

test('a row has the columns of the newest schema, in their order', () => {
  const record = { predictionId: 'a', timestamp: 1, model: 'm', version: '1', requestId: 'r', inputs: { x: null } }
  const prediction = { ...record, label: 'yes', probability: null, tier: null }
  expect(Object.keys(predictions.row(prediction))).toEqual(Object.keys(predictions.columns))
  expect(Object.keys(labels.row({ predictionId: 'a', timestamp: 1, label: 0, seq: 2 }))).toEqual(
    Object.keys(labels.columns),
  )
})

test('a schema is as new as its newest column, and is itself for those who come from later', () => {
  const wider = { ...predictions, columns: { ...predictions.columns, arm: { type: 'text', since: 3 } as const } }
  expect([schemaVersion(predictions), schemaVersion(wider)]).toEqual([1, 3])
  expect(schemaAt(wider, 2).columns).toEqual(predictions.columns)
  expect(schemaAt(wider, 9).columns).toEqual(wider.columns)
})
