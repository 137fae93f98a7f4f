import { describe, expect, it } from 'vitest'
import type { Target } from '../../data/index.ts'
import { isEnough } from './fair-comparison.ts'

const numbers: Target = { task: 'regression', name: 'y', values: new Float64Array(400) }
/** Every tenth row is of the rare class. */
const classes: Target = {
  task: 'binary',
  name: 'y',
  classes: ['no', 'yes'],
  values: Int32Array.from({ length: 400 }, (_, i) => (i % 10 === 0 ? 1 : 0)),
}
const upTo = (n: number): Int32Array => Int32Array.from({ length: n }, (_, i) => i)

describe('rows that neither model has learned from are enough', () => {
  it.each([
    [100, 400, true],
    [99, 400, false],
    [20, 40, true],
    [19, 30, false],
    [14, 20, false],
    [20, 20, true],
    [0, 20, false],
  ])('%i of %i held-out rows: %s', (some, all, enough) => {
    expect(isEnough(numbers, upTo(some), upTo(all))).toBe(enough)
  })

  it('of every class, too', () => {
    expect(isEnough(classes, upTo(200), upTo(400))).toBe(true)
    expect(isEnough(classes, upTo(100), upTo(400))).toBe(false)
    const common = upTo(400).filter((row) => row % 10 !== 0)
    expect(isEnough(classes, common, upTo(400))).toBe(false)
  })
})
