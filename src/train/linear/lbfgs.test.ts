import { describe, expect, it } from 'vitest'
import { minimise } from './lbfgs.ts'

function rosenbrock([x, y]: Float64Array, gradient: Float64Array): number {
  gradient[0] = -2 * (1 - x!) - 400 * x! * (y! - x! * x!)
  gradient[1] = 200 * (y! - x! * x!)
  return (1 - x!) ** 2 + 100 * (y! - x! * x!) ** 2
}

function bowl([x]: Float64Array, gradient: Float64Array): number {
  gradient[0] = 2 * x!
  return x! * x!
}

describe('minimise', () => {
  it('finds the minimum of the Rosenbrock valley', async () => {
    const { at, converged } = await minimise(rosenbrock, Float64Array.of(-1.2, 1), {
      tolerance: 1e-8,
      maxIterations: 200,
    })
    const [x, y] = at
    expect(converged).toBe(true)
    expect(x).toBeCloseTo(1, 5)
    expect(y).toBeCloseTo(1, 5)
  })

  it('stops after the iterations it is given, and stays where the gradient is zero', async () => {
    let calls = 0
    const cut = await minimise(bowl, Float64Array.of(100), {
      tolerance: 0,
      maxIterations: 1,
      onIteration: () => calls++,
    })
    expect(cut.converged).toBe(false)
    expect(calls).toBe(1)
    expect(await minimise(bowl, Float64Array.of(0), { tolerance: 1e-9, maxIterations: 9 })).toEqual({
      at: Float64Array.of(0),
      converged: true,
    })
  })
})
