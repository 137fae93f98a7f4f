import { AppError, didYouMean, isAppError, type Pace, UNPACED } from '../core/index.ts'
import type { Column, InputColumn, Table } from '../data/index.ts'
import { addUnseen, type InputBatch, type Scorer, type Scores, type UnseenCategories } from './scorer.ts'
import { ofWholeBatch } from './unknown-category.ts'

export interface TableOptions {
  /** Names the table in errors, for example its path. */
  readonly where?: string
  /** @default never rests */
  readonly pace?: Pace | undefined
}

/** What of a scorer says which columns it reads. */
type ScorerInputs = Pick<Scorer, 'inputs' | 'takesFractions'>

/** Rows at a time: buffers stay in the cache. */
const CHUNK = 512

/**
 * The columns a model reads, out of a table, in the model's order. Any number fits a numeric input, whatever training
 * saw (a gap is NaN), unless the engine takes integers only; a column of nothing but gaps fits any input. @throws DATA_COLUMN_MISSING, MODEL_INPUT_INVALID
 */
export function toInputBatch(
  table: Table,
  { inputs, takesFractions }: ScorerInputs,
  options: TableOptions = {},
): InputBatch {
  const byName = new Map(table.columns.map((column) => [column.name, column]))
  const columns = inputs.map((input) => {
    const column = byName.get(input.name)
    if (column === undefined) {
      throw new AppError('DATA_COLUMN_MISSING', `no column '${input.name}'${didYouMean(input.name, byName.keys())}`, {
        ...options,
        fix: `The model reads ${inputs.map(({ name }) => name).join(', ')}`,
      })
    }
    const values = valuesFor(input, column, table.rows, options)
    if (input.type === 'boolean') checkValues(input.name, values, 'true or false', isBooleanOrGap, options)
    if (input.type === 'long' && !takesFractions) {
      checkValues(input.name, values, 'whole numbers', Number.isInteger, options)
    }
    return values
  })
  return { rows: table.rows, columns }
}

function valuesFor(input: InputColumn, column: Column, rows: number, options: TableOptions): Float64Array | string[] {
  const { name, type } = input
  if (type === 'string') {
    if (column.kind === 'text') return Array.from(column.codes, (code) => (code < 0 ? '' : column.categories[code]!))
    // Digits in a column that was text in training: the same text as in the file, but for its formatting.
    return Array.from(column.values, (value) => (Number.isNaN(value) ? '' : numberText(column, value)))
  }
  if (column.kind === 'text') {
    if (column.codes.every((code) => code < 0)) return new Float64Array(rows).fill(Number.NaN)
    const stray = column.categories.map((text) => Number.isNaN(Number(text)))
    const row = column.codes.findIndex((code) => code >= 0 && (stray[code] || !stray.includes(true)))
    throw clash(name, `the model wants numbers, row ${row + 1} is '${column.categories[column.codes[row]!]}'`, options)
  }
  return column.values
}

const isBooleanOrGap = (value: number): boolean => value === 0 || value === 1 || Number.isNaN(value)

function checkValues(
  name: string,
  values: Float64Array | string[],
  wanted: string,
  fits: (value: number) => boolean,
  options: TableOptions,
): void {
  const row = (values as Float64Array).findIndex((value) => !fits(value))
  if (row < 0) return
  const found = Number.isNaN(values[row]) ? 'missing' : values[row]
  throw clash(name, `the model wants ${wanted}, row ${row + 1} is ${found}`, options)
}

function numberText({ type }: Column, value: number): string {
  if (type !== 'boolean') return String(value)
  return value === 0 ? 'false' : 'true'
}

function clash(name: string, problem: string, { where }: TableOptions): AppError {
  return new AppError('MODEL_INPUT_INVALID', `column '${name}': ${problem}`, {
    where,
    fix: 'Give columns of the types the model was trained on',
  })
}

/** Scores every row of a table. @throws DATA_COLUMN_MISSING, MODEL_INPUT_INVALID, CATEGORY_UNKNOWN */
export async function scoreTable(scorer: Scorer, table: Table, options: TableOptions = {}): Promise<Scores> {
  const { pace = UNPACED } = options
  const { rows, columns } = toInputBatch(table, scorer, options)
  const size = scorer.classes.length
  const values = new Float64Array(rows * Math.max(size, 1))
  const label = new Int32Array(size === 0 ? 0 : rows)
  let unseen: UnseenCategories | undefined
  for (let start = 0; start < rows; start += CHUNK) {
    if (pace.due()) await pace.rest()
    const end = Math.min(rows, start + CHUNK)
    const chunk = columns.map((column) =>
      Array.isArray(column) ? column.slice(start, end) : (column as Float64Array).subarray(start, end),
    )
    const scores = await scoreChunk(scorer, { rows: end - start, columns: chunk }, start, options)
    unseen = addUnseen(unseen, scores.unseen)
    if (scores.kind === 'values') values.set(scores.values, start)
    else {
      values.set(scores.probability, start * size)
      label.set(scores.label, start)
    }
  }
  return size === 0
    ? { kind: 'values', rows, values, unseen }
    : { kind: 'classes', rows, probability: values, label, unseen }
}

/** An error names the row of the table, not of the chunk. */
async function scoreChunk(scorer: Scorer, chunk: InputBatch, start: number, { where }: TableOptions): Promise<Scores> {
  try {
    return await scorer.score(chunk)
  } catch (error) {
    const whole = ofWholeBatch(error, start)
    throw where !== undefined && isAppError(whole, 'CATEGORY_UNKNOWN') ? whole.at(`${where} ${whole.where}`) : whole
  }
}
