// Decides the type of each column that was collected, as pandas.read_csv would for the same text.
import type { Column, TextColumn } from '../table.ts'
import type { CellColumn } from './cell-column.ts'
import { areDates } from './date-text.ts'
import { type FormatFinding, findFormat, type NumberFormat, type NumberFormatOptions } from './number-format.ts'

export interface CollectedColumn {
  readonly name: string
  readonly cells: CellColumn
  /** Whether it must be numbers. */
  readonly numeric: boolean
  /** Whether it must be text, whatever it looks like. */
  readonly text: boolean
  /** How its numbers are written, where that is known. */
  readonly format: NumberFormat | undefined
}

/** What a reader of the table should know about a column. */
export type ColumnNotice =
  | { readonly kind: 'rounded'; readonly name: string; readonly count: number }
  | { readonly kind: 'infinite'; readonly name: string; readonly count: number; readonly row: number }
  | { readonly kind: 'formatted'; readonly name: string; readonly text: string; readonly value: number }
  /** A point for decimals among columns that have a comma for them. */
  | { readonly kind: 'point'; readonly name: string; readonly value: number }
  /** A mark that many use for missing, among other values. */
  | { readonly kind: 'mark'; readonly name: string }

/** A column that cannot be what it must be. */
export type ColumnFault =
  | { readonly kind: 'encoding'; readonly name: string; readonly row: number }
  | {
      readonly kind: 'stray'
      readonly name: string
      readonly row: number
      readonly text: string
      readonly count: number
    }
  | { readonly kind: 'ambiguous'; readonly name: string; readonly row: number; readonly text: string }

export interface FinishedColumns {
  readonly columns: readonly Column[]
  readonly notices: readonly ColumnNotice[]
  /** The first, which leaves its column out. */
  readonly fault: ColumnFault | undefined
  /** By column, where its numbers are not written plainly. */
  readonly formats: Readonly<Record<string, NumberFormat>>
}

const BOOLEANS = new Set(['True', 'TRUE', 'true', 'False', 'FALSE', 'false'])
const TRUE = new Set(['True', 'TRUE', 'true'])
/** How UCI's tables write a missing value. */
const MARK = '?'
const INFINITE = /^\s*[+-]?inf(?:inity)?\s*$/i
const PLAIN = /^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?\s*$|^\s*[+-]?inf(?:inity)?\s*$/i

interface Texts {
  readonly codes: Int32Array
  readonly categories: readonly string[]
}

/** Columns are emptied as they are finished, so that none is held twice. */
export function finishColumns(collected: readonly CollectedColumn[], options: NumberFormatOptions): FinishedColumns {
  const notices: ColumnNotice[] = []
  const formats = new Map<string, NumberFormat>()
  let fault: ColumnFault | undefined
  const anywhere = options.thousands !== undefined
  const texts = new Map<CollectedColumn, Texts>()
  const findings = new Map<CollectedColumn, FormatFinding>()
  for (const column of collected) {
    if (column.cells.kind === 'number') continue
    const { codes, categories, invalid } = column.cells.takeTexts()
    if (invalid !== undefined) fault ??= { kind: 'encoding', name: column.name, row: invalid }
    texts.set(column, { codes, categories })
    const isNone = column.text || isBoolean(categories)
    findings.set(column, isNone ? { kind: 'none' } : findFormat(categories, column.format ?? options, anywhere))
  }
  const decimal = options.decimal ?? decimalOfFile(collected, findings)
  const columns = collected.map((column): Column => {
    const { name, cells, numeric } = column
    if (cells.kind === 'number') return numberColumn(column, decimal, notices)
    const { codes, categories } = texts.get(column)!
    const found = findings.get(column)!
    const finding = found.kind === 'ambiguous' && decimal !== undefined ? findFormat(categories, { decimal }) : found
    const full = cells.present === cells.rows
    if (finding.kind === 'one' && cells.present > 0) {
      formats.set(name, finding.format)
      const at = categories.findIndex((text) => !PLAIN.test(text))
      if (at >= 0 && column.format === undefined && options.thousands === undefined) {
        notices.push({ kind: 'formatted', name, text: categories[at]!, value: finding.values[at]! })
      }
      const type = finding.whole && full ? 'long' : 'double'
      return { kind: 'number', name, type, values: decoded(codes, finding.values) }
    }
    if (isBoolean(categories) && cells.present > 0) {
      const values = Float64Array.from(categories, (text) => (TRUE.has(text) ? 1 : 0))
      if (full && !column.text) return { kind: 'number', name, type: 'boolean', values: decoded(codes, values) }
      if (numeric) return { kind: 'number', name, type: 'double', values: decoded(codes, values) }
      return booleanText(name, codes, values)
    }
    if (numeric) fault ??= strayOf(column, { codes, categories }, finding, options)
    if (categories.length > 1 && categories.includes(MARK)) notices.push({ kind: 'mark', name })
    const source = finding.kind === 'ambiguous' ? 'number' : areDates(categories) ? 'date' : 'text'
    return { kind: 'text', name, type: 'string', source, codes, categories }
  })
  return { columns, notices, fault, formats: Object.fromEntries(formats) }
}

function numberColumn({ name, cells }: CollectedColumn, decimal: string | undefined, notices: ColumnNotice[]): Column {
  const { present, rows, facts } = cells
  const values = cells.takeNumbers()
  if (facts.large > 0 && facts.integers === present) notices.push({ kind: 'rounded', name, count: facts.large })
  if (facts.infinite > 0) {
    notices.push({ kind: 'infinite', name, count: facts.infinite, row: facts.firstInfinite })
  }
  if (decimal === ',' && facts.fractions > 0 && facts.groups === facts.fractions) {
    notices.push({ kind: 'point', name, value: values.find((value) => !Number.isInteger(value)) ?? 0 })
  }
  const whole = present === rows && present > 0 && facts.integers === present && facts.overflows === 0
  return { kind: 'number', name, type: whole ? 'long' : 'double', values }
}

/** A file has one mark for decimals: what its unambiguous columns have. */
function decimalOfFile(
  collected: readonly CollectedColumn[],
  findings: ReadonlyMap<CollectedColumn, FormatFinding>,
): '.' | ',' | undefined {
  let points = 0
  let commas = 0
  for (const column of collected) {
    const { kind, facts, present } = column.cells
    if (kind === 'number' && facts.fractions > facts.groups) points++
    const finding = findings.get(column)
    if (finding?.kind !== 'one' || present === 0) continue
    if (finding.format.decimal === '.') points++
    else commas++
  }
  return points > 0 === commas > 0 ? undefined : points > 0 ? '.' : ','
}

function strayOf(
  { name, format }: CollectedColumn,
  { codes, categories }: Texts,
  finding: FormatFinding,
  options: NumberFormatOptions,
): ColumnFault {
  const known = format ?? options
  if (finding.kind === 'ambiguous') {
    const code = categories.indexOf(finding.example)
    return { kind: 'ambiguous', name, row: codes.indexOf(code), text: finding.example }
  }
  const alone = categories.map((text) => !INFINITE.test(text) && findFormat([text], known).kind === 'none')
  // Where each is a number by itself, they do not go together: those that are written plainly are not to blame.
  const stray = alone.includes(true) ? alone : categories.map((text) => !PLAIN.test(text))
  const isStray = (code: number): boolean => code >= 0 && stray[code]!
  const row = codes.findIndex(isStray)
  const count = codes.reduce((n, code) => n + (isStray(code) ? 1 : 0), 0)
  return { kind: 'stray', name, row, text: categories[codes[row]!]!, count }
}

function decoded(codes: Int32Array, values: Float64Array): Float64Array {
  const numbers = new Float64Array(codes.length)
  for (let i = 0; i < codes.length; i++) numbers[i] = codes[i]! < 0 ? Number.NaN : values[codes[i]!]!
  return numbers
}

function isBoolean(texts: readonly string[]): boolean {
  return texts.length <= BOOLEANS.size && texts.every((text) => BOOLEANS.has(text))
}

/** A gap makes a column of booleans text, under pandas' names. */
function booleanText(name: string, codes: Int32Array, values: Float64Array): TextColumn {
  const labels = Array.from(values, (value) => (value === 1 ? 'True' : 'False'))
  const categories = [...new Set(labels)]
  const codeOf = labels.map((label) => categories.indexOf(label))
  return {
    kind: 'text',
    name,
    type: 'string',
    source: 'text',
    codes: codes.map((code) => (code < 0 ? -1 : codeOf[code]!)),
    categories,
  }
}
