import { describe, expect, it } from 'vitest'
import { treeGraph } from '../../test/fixtures/pipeline-graphs.ts'
import { isAppError } from '../core/index.ts'
import { readOnnx } from './read-onnx.ts'

describe('readOnnx', () => {
  it('reads inputs of any rank, outputs of one value a row, and the metadata', () => {
    const model = readOnnx(treeGraph())
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
    const bytes = treeGraph()
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
