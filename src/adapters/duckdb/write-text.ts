// A table as CSV, TSV or JSON lines; missing values are empty fields, or null.
import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import type { Column, Table } from '../../data/index.ts'
import type { Format } from './source-files.ts'

const ROWS_PER_PIECE = 2048

export interface TextOptions {
  readonly format: Format
  readonly gzip: boolean
  /** Of .csv. */
  readonly delimiter: string
}

export async function writeText(file: string, table: Table, { format, gzip, delimiter }: TextOptions): Promise<void> {
  const pieces = format === 'jsonl' ? jsonPieces(table) : delimitedPieces(table, format === 'tsv' ? '\t' : delimiter)
  const text = Readable.from(pieces, { objectMode: true })
  await (gzip ? pipeline(text, createGzip(), createWriteStream(file)) : pipeline(text, createWriteStream(file)))
}

function* delimitedPieces(table: Table, delimiter: string): Generator<string> {
  const quote = (text: string): string =>
    /["\r\n]/.test(text) || text.includes(delimiter) || text.trim() !== text ? `"${text.replaceAll('"', '""')}"` : text
  yield `${table.columns.map(({ name }) => quote(name)).join(delimiter)}\n`
  const cells = table.columns.map((column) => cellsOf(column, quote, String, ['False', 'True'], ''))
  yield* linesOf(table.rows, (row) => cells.map((cell) => cell(row)).join(delimiter))
}

function* jsonPieces(table: Table): Generator<string> {
  const cells = table.columns.map((column) => {
    const cell = cellsOf(column, JSON.stringify, jsonNumber, ['false', 'true'], 'null')
    const key = JSON.stringify(column.name)
    return (row: number): string => `${key}:${cell(row)}`
  })
  yield* linesOf(table.rows, (row) => `{${cells.map((cell) => cell(row)).join(',')}}`)
}

function* linesOf(rows: number, line: (row: number) => string): Generator<string> {
  for (let start = 0; start < rows; start += ROWS_PER_PIECE) {
    let piece = ''
    for (let row = start; row < Math.min(start + ROWS_PER_PIECE, rows); row++) piece += `${line(row)}\n`
    yield piece
  }
}

/** JSON has no infinity; Python and DuckDB both read a number too large for a double as one. */
function jsonNumber(value: number): string {
  return Number.isFinite(value) ? JSON.stringify(value) : value > 0 ? '1e999' : '-1e999'
}

/** Whether doubles would be read as integers: without a gap or a fraction among them nothing else says what they are. */
function looksWhole(values: Float64Array): boolean {
  return values.every((value) => Number.isInteger(value) || Math.abs(value) === Infinity)
}

/** The text of a column's cells, by row. */
function cellsOf(
  column: Column,
  text: (value: string) => string,
  number: (value: number) => string,
  booleans: readonly [string, string],
  missing: string,
): (row: number) => string {
  if (column.kind === 'text') {
    const texts = column.categories.map(text)
    return (row) => texts[column.codes[row]!] ?? missing
  }
  const { values } = column
  if (column.type === 'boolean') return (row) => booleans[values[row] === 0 ? 0 : 1]
  const whole = column.type === 'double' && looksWhole(values) ? '.0' : ''
  return (row) => {
    const value = values[row]!
    if (Number.isNaN(value)) return missing
    const written = number(value)
    return /^-?\d+$/.test(written) ? written + whole : written
  }
}
