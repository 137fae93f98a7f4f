import { Ajv } from 'ajv'
import { Type } from 'typebox'
import { AppError } from '../core/index.ts'
import type { FeatureProfile, ReferenceProfile } from './reference-profile.ts'

const count = Type.Integer({ minimum: 0 })
const numeric = Type.Object({
  kind: Type.Literal('numeric'),
  name: Type.String({ minLength: 1 }),
  n: Type.Integer({ minimum: 1 }),
  missing: count,
  mean: Type.Number(),
  sd: Type.Number({ minimum: 0 }),
  min: Type.Number(),
  max: Type.Number(),
  edges: Type.Array(Type.Number(), { minItems: 2 }),
  counts: Type.Array(count, { minItems: 1 }),
  sample: Type.Array(Type.Number(), { minItems: 1 }),
})
const categorical = Type.Object({
  kind: Type.Literal('categorical'),
  name: Type.String({ minLength: 1 }),
  n: count,
  missing: count,
  categories: Type.Array(Type.String()),
  counts: Type.Array(count),
  other: count,
})
const feature = Type.Union([numeric, categorical])
const schema = Type.Object({
  format: Type.Literal('modelwright.reference-profile'),
  version: Type.Literal(1),
  rows: count,
  features: Type.Array(feature),
  score: Type.Union([feature, Type.Null()]),
})
const ajv = new Ajv({ strict: false })

/** The profile in a text of `reference-profile.json`, or in its parsed JSON. @throws MODEL_INVALID */
export function parseReferenceProfile(json: unknown): ReferenceProfile {
  const value = typeof json === 'string' ? parseJson(json) : json
  const isProfile = ajv.compile<ReferenceProfile>(schema) // once: Ajv keeps what it compiled
  if (!isProfile(value)) {
    const [first] = isProfile.errors ?? []
    throw invalid(first === undefined ? 'it has another shape' : `${first.instancePath || '/'} ${first.message}`)
  }
  const profile = value
  const all = profile.score === null ? profile.features : [...profile.features, profile.score]
  for (const one of all) {
    const flaw = flawOf(one, profile.rows)
    if (flaw !== undefined) throw invalid(`feature '${one.name}': ${flaw}`)
  }
  return profile
}

function flawOf(profile: FeatureProfile, rows: number): string | undefined {
  if (profile.n + profile.missing !== rows) return 'its rows do not add up'
  const other = profile.kind === 'categorical' ? profile.other : 0
  if (profile.counts.reduce((sum, value) => sum + value, other) !== profile.n) return 'its counts do not add up'
  if (profile.kind === 'categorical') {
    return profile.categories.length === profile.counts.length ? undefined : 'categories and counts differ in length'
  }
  if (profile.edges.length !== profile.counts.length + 1) return 'edges and counts differ in length'
  if (!rising(profile.edges, false)) return 'its edges do not rise'
  return rising(profile.sample, true) ? undefined : 'its sample is not sorted'
}

function rising(values: readonly number[], tiesAllowed: boolean): boolean {
  return values.every((value, i) => i === 0 || value > values[i - 1]! || (tiesAllowed && value === values[i - 1]))
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw invalid('it is not JSON', cause)
  }
}

function invalid(why: string, cause?: unknown): AppError {
  return new AppError('MODEL_INVALID', `not a reference profile: ${why}`, {
    where: 'reference-profile.json',
    fix: 'Train or register the model again to write a new profile',
    cause,
  })
}
