// Weights of classes, as scikit-learn's `class_weight` gives them.
import { AppError, didYouMean } from '../core/index.ts'
import type { ClassTarget } from '../data/index.ts'

/** A way to weigh by counts, or a weight by class; null = all 1. */
export type ClassWeight<Name extends string = string> = null | Name | Readonly<Record<string, number>>

/** One weight per class; `counts` are the rows of each, for `balanced`: n / (present classes · count). @throws PARAMETER_INVALID */
export function classWeights(target: ClassTarget, given: ClassWeight, counts: Float64Array): Float64Array {
  const weights = new Float64Array(target.classes.length).fill(1)
  if (given === null) return weights
  if (typeof given === 'string') {
    const present = counts.filter((count) => count > 0)
    const rows = present.reduce((a, b) => a + b, 0)
    return weights.map((_, k) => (counts[k]! > 0 ? rows / (present.length * counts[k]!) : 1))
  }
  const names = target.classes.map(String)
  for (const [name, weight] of Object.entries(given)) {
    const k = names.indexOf(name)
    if (k < 0) {
      throw new AppError('PARAMETER_INVALID', `target '${target.name}' has no such class${didYouMean(name, names)}`, {
        where: `model.class_weight.${name}`,
        fix: `Its classes are ${names.slice(0, 20).join(', ')}`,
      })
    }
    weights[k] = weight
  }
  return weights
}

/** Rows of each class, each counted `times` (once if null). */
export function classCounts(target: ClassTarget, times: Float64Array | null): Float64Array {
  const counts = new Float64Array(target.classes.length)
  for (let i = 0; i < target.values.length; i++) counts[target.values[i]!]! += times === null ? 1 : times[i]!
  return counts
}
