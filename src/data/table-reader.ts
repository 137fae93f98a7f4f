import type { Reporter } from '../core/index.ts'
import type { Table } from './table.ts'

/** `path`: one file or a glob of CSV, TSV, JSONL, NDJSON (each also .gz) or Parquet. `sql`: one SELECT of DuckDB. */
export type DataSource =
  | { readonly kind: 'path'; readonly path: string }
  | { readonly kind: 'sql'; readonly query: string }

export interface ReadOptions {
  /** Columns to keep, in this order. @default all, as in the file */
  readonly columns?: readonly string[]
  /** Columns that must be numbers: text in one is an error that names the line. @default none */
  readonly numeric?: readonly string[]
  /** Between the fields of a text file. @default tab for .tsv, comma otherwise */
  readonly delimiter?: string
  /** Texts that mean missing, besides pandas' own (`NA`, `NaN`, `null`, …). @default none */
  readonly nullValues?: readonly string[]
  /** Of the sample, where one is taken. @default 0 */
  readonly seed?: number
  /** More rows than this are sampled. @default unlimited */
  readonly maxRows?: number
  /** Bytes the table may take in memory; a larger one is sampled. @default half of what the machine has free */
  readonly memoryBudget?: number
  readonly reporter?: Reporter
}

export interface LoadedTable {
  readonly table: Table
  /** Hex digest of the bytes of `files` in order; of the query and its result for SQL. */
  readonly sha256: string
  /** Absolute paths, sorted; empty for SQL. */
  readonly files: readonly string[]
  /** Rows of the source; more than `table.rows` where `sampled`. */
  readonly totalRows: number
  readonly sampled: boolean
}

export interface TableReader {
  /** @throws DATA_NOT_FOUND, DATA_UNREADABLE, DATA_EMPTY, DATA_COLUMN_DUPLICATE, DATA_COLUMN_MISSING, DATA_VALUE_INVALID */
  read(source: DataSource, options?: ReadOptions): Promise<LoadedTable>
}

export interface TableWriter {
  /** Whether `write` knows the format, before there is anything to write. @throws DATA_UNREADABLE for another extension */
  check(path: string): void
  /** Writes .csv, .tsv, .jsonl, .ndjson (each also .gz) or .parquet; the file appears whole or not at all. @throws DATA_UNREADABLE for another extension, OUTPUT_UNWRITABLE */
  write(path: string, table: Table): Promise<void>
}
