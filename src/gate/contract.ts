// What callers of a model rely on, and what a successor would break of it.
import type { ClassLabel, ColumnType } from '../data/index.ts'

export interface ContractInput {
  readonly name: string
  readonly type: ColumnType
  readonly required: boolean
  /** What a value may be, of serving.schema. */
  readonly limits: {
    readonly minimum?: number
    readonly maximum?: number
    readonly enum?: readonly (string | number)[]
    readonly pattern?: string
  }
}

export interface Contract {
  readonly inputs: readonly ContractInput[]
  /** Empty for numbers. The order counts: the probability is that of the last of two. */
  readonly classes: readonly ClassLabel[]
  /** Keys of an answer. */
  readonly answer: readonly string[]
  /** Names of the tiers; empty without. */
  readonly tiers: readonly string[]
}

/** Whole or not, a number is a number: a column that has no gap today is `long`, and one gap tomorrow makes it `double`. */
const KINDS: Readonly<Record<ColumnType, 'number' | 'boolean' | 'text'>> = {
  long: 'number',
  double: 'number',
  boolean: 'boolean',
  string: 'text',
}

/**
 * Each way in which a successor breaks its callers, in words; empty where every request that was valid still is and every
 * key that was read is still there. A new optional input, a wider limit and one more key of the answer break nobody.
 */
export function contractBreaks(before: Contract, after: Contract): readonly string[] {
  return [...inputBreaks(before, after), ...answerBreaks(before, after)]
}

function inputBreaks(before: Contract, after: Contract): string[] {
  const known = new Map(before.inputs.map((input) => [input.name, input]))
  const left = new Set(after.inputs.map(({ name }) => name))
  return [
    ...before.inputs.filter(({ name }) => !left.has(name)).map(({ name }) => `input '${name}' is gone`),
    ...after.inputs.flatMap((input) => {
      const old = known.get(input.name)
      if (old !== undefined) return inputChanges(old, input)
      return input.required ? [`input '${input.name}' (${KINDS[input.type]}) is new and required`] : []
    }),
  ]
}

function inputChanges(old: ContractInput, now: ContractInput): string[] {
  const { name } = old
  const [was, is] = [KINDS[old.type], KINDS[now.type]]
  const { minimum, maximum, enum: values, pattern } = now.limits
  const lost = (old.limits.enum ?? []).filter((value) => values !== undefined && !values.includes(value))
  return [
    ...(was === is ? [] : [`input '${name}' was a ${was} and is a ${is}`]),
    ...(now.required && !old.required ? [`input '${name}' was optional and is required`] : []),
    ...(minimum !== undefined && minimum > (old.limits.minimum ?? -Infinity)
      ? [`input '${name}' must be at least ${minimum}`]
      : []),
    ...(maximum !== undefined && maximum < (old.limits.maximum ?? Infinity)
      ? [`input '${name}' must be at most ${maximum}`]
      : []),
    ...(pattern !== undefined && pattern !== old.limits.pattern ? [`input '${name}' must match ${pattern}`] : []),
    ...(values !== undefined && old.limits.enum === undefined ? [`input '${name}' must be one of a list`] : []),
    ...(lost.length === 0 ? [] : [`input '${name}' may no longer be ${lost.map((value) => `'${value}'`).join(', ')}`]),
  ]
}

const list = (names: readonly unknown[]): string => names.map((name) => `'${name}'`).join(', ') || 'none'

function answerBreaks(before: Contract, after: Contract): string[] {
  const gone = before.answer.filter((key) => !after.answer.includes(key))
  const added = after.answer.filter((key) => !before.answer.includes(key))
  const instead = added.length === 0 ? '' : ` (new: ${list(added)})`
  const sameTiers =
    before.tiers.length === after.tiers.length && before.tiers.every((name) => after.tiers.includes(name))
  return [
    ...gone.map((key) => `the answer has no '${key}'${instead}`),
    ...(before.classes.length === after.classes.length && before.classes.every((label, i) => label === after.classes[i])
      ? []
      : [`the classes were ${list(before.classes)} and are ${list(after.classes)}`]),
    ...(sameTiers || before.tiers.length === 0 || after.tiers.length === 0
      ? []
      : [`the tiers were ${list(before.tiers)} and are ${list(after.tiers)}`]),
  ]
}
