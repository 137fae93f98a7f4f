// One word for how a model is made, whatever the data: equal where the same rows would give the same model.
import { createHash } from 'node:crypto'
import type { ConfigValues } from '../../config/index.ts'

/** SHA-256 of the sections model, features and training, and of what is asked after; the order of keys says nothing. */
export function recipeDigest({ model, features, training, data }: ConfigValues): string {
  const { target_column: target, positive_class: positive } = data
  const recipe = { model, features, training, target, positive }
  return createHash('sha256')
    .update(JSON.stringify(recipe, (_, value: unknown) => (isMapping(value) ? inOrder(value) : value)))
    .digest('hex')
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function inOrder(mapping: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(mapping).sort(([a], [b]) => (a < b ? -1 : 1)))
}
