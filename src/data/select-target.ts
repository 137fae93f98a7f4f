import type { Target } from './target.ts'

/** Row `indices[i]` of the target as row i. The classes stay, also those without a row. */
export function selectTarget<T extends Target>(target: T, indices: Int32Array): T {
  const values = target.values
  const selected = new (values.constructor as Float64ArrayConstructor & Int32ArrayConstructor)(indices.length)
  for (let i = 0; i < indices.length; i++) selected[i] = values[indices[i]!]!
  return { ...target, values: selected }
}
