// The words for what is suspicious in a table, each with the option that deals with it.
import type { Suspect } from '../data/index.ts'

export interface SuspectLine {
  readonly what: string
  /** What to set in the config, or to do. */
  readonly fix: string
}

type Words = {
  readonly [K in Suspect['kind']]: (found: readonly Extract<Suspect, { kind: K }>[], listed: boolean) => SuspectLine
}

/** Of more columns of one kind the first are named. */
const NAMED = 5

const WORDS: Words = {
  leak: (found, listed) => ({
    what: `${list(found, ({ column, measure, score }) => `'${column}' (${measure} ${score.toFixed(3)})`)} ${each(found)} the target alone`,
    fix: `if it is known only afterwards: ${leaveOut(found, listed)}`,
  }),
  duplicate_rows: ([found], listed) => {
    const { rows, share, apartFrom } = found!
    const but = apartFrom.length === 0 ? '' : `, but for ${apartFrom.slice(0, NAMED).map(quoted).join(', ')}`
    return {
      what: `${rows} rows (${percent(share)}) are copies of others${but}`,
      fix:
        apartFrom.length === 0
          ? 'copies stay on one side of the split; to learn from each row once: data.query with SELECT DISTINCT'
          : `so copies are learned from and measured on: ${leaveOut(
              apartFrom.map((column) => ({ column })),
              listed,
            )}`,
    }
  },
  imbalance: (found) => ({
    what: list(
      found,
      ({ class: label, rows, share, recall }) =>
        `class ${quoted(String(label))} is ${rows} rows (${percent(share)}) and hardly found: recall ${recall.toFixed(2)}`,
    ),
    fix: 'model.class_weight: balanced where the model has it, or a lower serving.threshold',
  }),
  row_id: (found, listed) => ({
    what: `${columns(found)} ${found.length === 1 ? 'is' : 'are'} different in every row, as a row number is`,
    fix: leaveOut(found, listed),
  }),
  mostly_missing: (found, listed) => ({
    what: `${list(found, ({ column, share }) => `'${column}' (${percent(share)})`)} ${found.length === 1 ? 'is' : 'are'} mostly missing`,
    fix: `if it is not known when predicting: ${leaveOut(found, listed)}`,
  }),
  constant: (found, listed) => ({
    what: list(found, ({ column, value, share }) =>
      share === 1
        ? `'${column}' is ${shown(value)} in every row`
        : `'${column}' is ${shown(value)} in ${percent(share)} of the rows`,
    ),
    fix: `it tells next to nothing: ${leaveOut(found, listed)}`,
  }),
}

export interface SuspectTextOptions {
  /** Whether the config lists its features, so that a column is left out by taking it off the list. @default false */
  readonly listed?: boolean
}

/** A line for each kind, what misleads most first. */
export function suspectLines(suspects: readonly Suspect[], { listed = false }: SuspectTextOptions = {}): SuspectLine[] {
  const kinds = [...new Set(suspects.map(({ kind }) => kind))]
  return kinds.map((kind) => {
    const words = WORDS[kind] as (found: readonly Suspect[], listed: boolean) => SuspectLine
    return words(
      suspects.filter((one) => one.kind === kind),
      listed,
    )
  })
}

function quoted(text: string): string {
  return `'${text}'`
}

function shown(value: string | number): string {
  return typeof value === 'number' ? String(value) : quoted(value)
}

function each(found: readonly unknown[]): string {
  return found.length === 1 ? 'predicts' : 'each predict'
}

function list<T>(found: readonly T[], text: (one: T) => string): string {
  const rest = found.length - NAMED
  return found.slice(0, NAMED).map(text).join(', ') + (rest > 0 ? ` and ${rest} more` : '')
}

function columns(found: readonly { readonly column: string }[]): string {
  return list(found, ({ column }) => quoted(column))
}

/** How a column is left out: one that the config lists cannot be dropped as well. */
function leaveOut(found: readonly { readonly column: string }[], listed: boolean): string {
  const names = found.slice(0, NAMED).map(({ column }) => (/^[\w-]+$/.test(column) ? column : JSON.stringify(column)))
  const all = [...names, ...(found.length > NAMED ? ['…'] : [])].join(', ')
  return listed ? `take ${all} out of features` : `data.drop_columns: [${all}]`
}

/** Never 0 % of some, nor 100 % of not all. */
function percent(share: number): string {
  const value = 100 * share
  if (value < 1) return `${Number(value.toPrecision(2))} %`
  return `${value > 99 ? Math.floor(100 * value) / 100 : value.toFixed(0)} %`
}
