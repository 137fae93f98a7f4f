// Limited-memory BFGS (Nocedal & Wright, Numerical Optimization, algorithms 7.4 and 7.5) with a bisecting Wolfe line search.
import { type Pace, UNPACED } from '../../core/index.ts'
import type { Objective } from './logistic-loss.ts'
import { addScaled, dot } from './vectors.ts'

export interface LbfgsOptions {
  /** Stops when no component of the gradient is larger. */
  readonly tolerance: number
  readonly maxIterations: number
  readonly onIteration?: ((done: number) => void) | undefined
  /** @default never rests */
  readonly pace?: Pace | undefined
}

/** Correction pairs remembered, as in SciPy. */
const MEMORY = 10
const ARMIJO = 1e-3
const CURVATURE = 0.9
const MAX_TRIALS = 50
/** Relative decrease below which no progress is left in float64 (64 machine epsilons, as in scikit-learn). */
const FLAT = 64 * Number.EPSILON

interface Point {
  readonly at: Float64Array
  readonly gradient: Float64Array
  readonly value: number
}

interface Pair {
  readonly step: Float64Array
  readonly change: Float64Array
  readonly rho: number
}

export interface Minimum {
  readonly at: Float64Array
  /** False where the iterations ended first. */
  readonly converged: boolean
}

/** Minimises a smooth function from `start`; returns the best point found. */
export async function minimise(objective: Objective, start: Float64Array, options: LbfgsOptions): Promise<Minimum> {
  const { pace = UNPACED } = options
  const evaluate = async (at: Float64Array): Promise<Point> => {
    if (pace.due()) await pace.rest()
    const gradient = new Float64Array(at.length)
    return { at, gradient, value: objective(at, gradient) }
  }
  const pairs: Pair[] = []
  let point = await evaluate(start.slice())
  for (let done = 0; norm(point.gradient) > options.tolerance; done++) {
    if (done === options.maxIterations) return { at: point.at, converged: false }
    const direction = descent(point.gradient, pairs)
    const first = pairs.length === 0 ? Math.min(1, 1 / Math.sqrt(dot(point.gradient, point.gradient))) : 1
    const next = await lineSearch(evaluate, point, direction, first)
    if (next === undefined) break
    options.onIteration?.(done + 1)
    const step = next.at.map((value, i) => value - point.at[i]!)
    const change = next.gradient.map((value, i) => value - point.gradient[i]!)
    const product = dot(step, change)
    if (product > Number.EPSILON * dot(change, change)) {
      pairs.push({ step, change, rho: 1 / product })
      if (pairs.length > MEMORY) pairs.shift()
    }
    const fall = point.value - next.value
    const scale = Math.max(Math.abs(point.value), Math.abs(next.value), 1)
    point = next
    if (fall <= FLAT * scale) break
  }
  return { at: point.at, converged: true }
}

/** The quasi-Newton direction: two loops over the remembered pairs. */
function descent(gradient: Float64Array, pairs: readonly Pair[]): Float64Array {
  const direction = gradient.map((value) => -value)
  const alphas = new Float64Array(pairs.length)
  for (let i = pairs.length - 1; i >= 0; i--) {
    const { step, change, rho } = pairs[i]!
    alphas[i] = rho * dot(step, direction)
    addScaled(direction, change, -alphas[i]!)
  }
  const last = pairs.at(-1)
  if (last !== undefined) {
    const scale = 1 / (last.rho * dot(last.change, last.change))
    for (let i = 0; i < direction.length; i++) direction[i]! *= scale
  }
  for (const [i, { step, change, rho }] of pairs.entries()) {
    addScaled(direction, step, alphas[i]! - rho * dot(change, direction))
  }
  return direction
}

/** A point along `direction` that meets the strong Wolfe conditions, found by doubling and bisection, or the lowest one tried; undefined if none is lower. */
async function lineSearch(
  evaluate: (at: Float64Array) => Promise<Point>,
  from: Point,
  direction: Float64Array,
  first: number,
): Promise<Point | undefined> {
  const slope0 = dot(from.gradient, direction)
  if (!(slope0 < 0)) return undefined
  let low = 0
  let high = Infinity
  let best: Point | undefined
  let length = first
  for (let trial = 0; trial < MAX_TRIALS; trial++) {
    const at = from.at.slice()
    addScaled(at, direction, length)
    const point = await evaluate(at)
    const slope = dot(point.gradient, direction)
    if (point.value < (best ?? from).value) best = point
    const tooFar = !(point.value <= from.value + ARMIJO * length * slope0)
    if (!tooFar && Math.abs(slope) <= -CURVATURE * slope0) return point
    if (tooFar || slope > 0) high = length
    else low = length
    length = high === Infinity ? length * 2 : (low + high) / 2
  }
  return best
}

function norm(values: Float64Array): number {
  return values.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
}
