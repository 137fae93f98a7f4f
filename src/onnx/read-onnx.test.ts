import { describe, expect, it } from 'vitest'
import { isAppError } from '../core/index.ts'
import { readOnnx } from './read-onnx.ts'
import { writeOnnx } from './write-onnx.ts'

/** One numeric and one text column, a tree with one split. */
function graph(): Uint8Array {
  return writeOnnx({
    features: {
      inputs: [
        { name: 'age', type: 'long' },
        { name: 'city', type: 'string' },
      ],
      derived: [],
      features: [
        { kind: 'numeric', source: 'age', fill: 30, scaling: null },
        {
          kind: 'one-hot',
          source: 'city',
          values: ['Bonn', 'Ulm'],
          bucketOf: [0, 1],
          buckets: ['Bonn', 'Ulm'],
          unknown: 'ignore',
        },
      ],
      precision: 'float32',
    },
    model: {
      kind: 'trees',
      task: 'binary',
      classes: ['no', 'yes'],
      features: 3,
      roots: Int32Array.of(0),
      feature: Int32Array.of(0, 0, 0),
      threshold: Float32Array.of(40.5, Infinity, Infinity),
      left: Int32Array.of(1, 1, 2),
      missingLeft: new Uint8Array(3),
      value: Float32Array.of(0, 0.25, 0.75),
      outputs: 1,
      base: [0],
      link: 'identity',
    },
    metadata: { 'modelwright.version': '1.2.3' },
  })
}

describe('readOnnx', () => {
  it('reads inputs of any rank, outputs of one value a row, and the metadata', () => {
    const model = readOnnx(graph())
    expect(model.inputs).toEqual([
      { name: 'age', type: { kind: 'tensor', element: 'int64' }, dims: undefined },
      { name: 'city', type: { kind: 'tensor', element: 'string' }, dims: undefined },
    ])
    expect(model.outputs).toEqual([
      { name: 'label', type: { kind: 'tensor', element: 'string' }, dims: [-1] },
      { name: 'probability', type: { kind: 'tensor', element: 'double' }, dims: [-1] },
    ])
    expect(Object.fromEntries(model.metadata)).toEqual({
      'modelwright.task': 'binary',
      'modelwright.classes': '["no","yes"]',
      'modelwright.version': '1.2.3',
    })
    expect(Object.fromEntries(model.opsets)).toEqual({ '': 17, 'ai.onnx.ml': 3 })
  })

  it('answers every truncation and every flipped byte with MODEL_INVALID or a model, never with another error', () => {
    const bytes = graph()
    let refused = 0
    const read = (damaged: Uint8Array): void => {
      try {
        readOnnx(damaged)
      } catch (error) {
        expect(isAppError(error, 'MODEL_INVALID'), String(error)).toBe(true)
        refused++
      }
    }
    for (let length = 0; length < bytes.length; length++) read(bytes.subarray(0, length))
    expect(refused).toBeGreaterThan(0.9 * bytes.length)
    for (let i = 0; i < bytes.length; i++) {
      const damaged = bytes.slice()
      damaged[i]! ^= 1 << (i % 8)
      read(damaged)
    }
  })

  it('refuses what is not a graph', () => {
    const invalid = expect.objectContaining({ code: 'MODEL_INVALID' })
    expect(() => readOnnx(new Uint8Array())).toThrow(invalid)
    expect(() => readOnnx(new TextEncoder().encode('not a model'))).toThrow(invalid)
  })
})

describe('writeOnnx', () => {
  it('is the same bytes every time', () => {
    expect(graph()).toEqual(graph())
  })

  it('refuses a column named as an output', () => {
    const column = 'probability'
    expect(() =>
      writeOnnx({
        features: {
          inputs: [{ name: column, type: 'double' }],
          derived: [],
          features: [{ kind: 'numeric', source: column, fill: null, scaling: null }],
          precision: 'float64',
        },
        model: {
          kind: 'linear',
          task: 'binary',
          classes: [0, 1],
          coefficients: [Float64Array.of(1)],
          intercepts: Float64Array.of(0),
          link: 'logistic',
        },
      }),
    ).toThrow(expect.objectContaining({ code: 'FEATURE_INVALID' }))
  })
})
