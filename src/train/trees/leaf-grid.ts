// Leaf values on power-of-two grids, so that a float32 sum over all trees is exact whatever its order.
import { largest } from './fixed-point.ts'

const UNITS = 2 ** 24

/**
 * A forest's share per class and leaf, divided by the number of trees: multiples of 2^-24 that sum to at most 1 over
 * the trees, and to exactly 1 over classes and trees where every class has an output. `shares`: one array per tree.
 */
export function forestGrid(shares: readonly Float64Array[], outputs: number): Float32Array[] {
  const trees = shares.length
  return shares.map((tree, t) => {
    // Trees share the 2^24 units as evenly as whole numbers allow.
    const units = Math.floor(((t + 1) * UNITS) / trees) - Math.floor((t * UNITS) / trees)
    const values = new Float32Array(tree.length)
    for (let node = 0; node < tree.length; node += outputs) {
      let rest = units
      let most = node
      for (let i = node; i < node + outputs; i++) {
        const whole = Math.round(tree[i]! * units)
        values[i] = whole / UNITS
        rest -= whole
        if (tree[i]! > tree[most]!) most = i
      }
      // A node that is no leaf has no shares, and keeps none.
      if (outputs > 1 && rest < units) values[most]! += rest / UNITS
    }
    return values
  })
}

/**
 * Additive leaf values and bases on a common grid of 2^-24 of their largest possible sum, per output.
 * `values[t]` holds the leaf values of a tree that adds to output `outputOf(t)`. Precision: half a grid step a tree,
 * relative to |base| + Σ max|leaf|, so a target far from zero with a small spread keeps 24 bits of its magnitude.
 */
export function additiveGrid(
  values: readonly Float64Array[],
  outputOf: (tree: number) => number,
  base: readonly number[],
): { readonly values: Float32Array[]; readonly base: number[] } {
  const bounds = base.map(Math.abs)
  for (const [t, tree] of values.entries()) bounds[outputOf(t)]! += largest(tree)
  let step = 2 ** Math.max(-149, Math.ceil(Math.log2(Math.max(...bounds, Number.MIN_VALUE))) - 24)
  while (!fits(values, outputOf, base, step)) step *= 2
  const on = (value: number): number => Math.round(value / step) * step
  return { values: values.map((tree) => Float32Array.from(tree, on)), base: base.map(on) }
}

/** Whether no sum of rounded values can pass 2^24 steps, the last float32 before whole numbers are skipped. */
function fits(
  values: readonly Float64Array[],
  outputOf: (tree: number) => number,
  base: readonly number[],
  step: number,
): boolean {
  const sums = base.map((value) => Math.abs(Math.round(value / step)))
  for (const [t, tree] of values.entries()) sums[outputOf(t)]! += Math.round(largest(tree) / step)
  return Math.max(...sums) <= UNITS
}
