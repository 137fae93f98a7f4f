import { describe, expect, it } from 'vitest'
import { decide } from './decide.ts'

const BELOW = 0.3 - 2 ** -54
const ABOVE = 0.3 + 2 ** -54
const rows = 3
const probability = Float64Array.from([BELOW, 0.3, ABOVE].flatMap((p) => [1 - p, p]))

describe('decide', () => {
  it('of two classes gives the second from the threshold on, to the last bit, whatever the model says', () => {
    expect(new Set(probability).size).toBeGreaterThan(3)
    const label = Int32Array.of(1, 1, 0)
    expect(decide({ rows, probability, label }, { threshold: 0.3 })).toEqual(Int32Array.of(0, 1, 1))
    expect(label).toEqual(Int32Array.of(1, 1, 0))
  })

  it('without a threshold gives the label of the model, or the most probable class, the first of equals', () => {
    const label = Int32Array.of(1, 1, 0)
    for (const rule of [{}, { threshold: undefined }, { threshold: null }]) {
      expect(decide({ rows, probability, label }, rule)).toBe(label)
      expect(decide({ rows: 2, probability: Float64Array.of(0.5, 0.5, 0.4, 0.6) }, rule)).toEqual(Int32Array.of(0, 1))
    }
  })

  it('has no threshold for more than two classes', () => {
    const three = { rows: 2, probability: Float64Array.of(0.2, 0.5, 0.3, 0.4, 0.2, 0.4) }
    expect(decide(three, { threshold: 0.1 })).toEqual(Int32Array.of(1, 0))
  })

  it('says nothing of no rows', () => {
    expect(decide({ rows: 0, probability: new Float64Array(0) }, { threshold: 0.5 })).toEqual(new Int32Array(0))
  })
})
