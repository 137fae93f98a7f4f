import type { Reporter } from '../core/index.ts'
import type { NumberFormat } from './delimited/number-format.ts'
import type { Table } from './table.ts'

/** `path`: one file or a glob of CSV, TSV, JSONL, NDJSON (each also .gz) or Parquet. `sql`: one SELECT of DuckDB, which reads files below `folders` (absolute) alone. */
export type DataSource =
  | { readonly kind: 'path'; readonly path: string }
  | { readonly kind: 'sql'; readonly query: string; readonly folders: readonly string[] }

/** How delimited text is read, beyond what it says itself; the names of pandas.read_csv. */
export interface DelimitedOptions {
  /** Between the fields. @default tab for .tsv, comma otherwise; where that leaves one field, the only one that splits it */
  readonly delimiter?: string | undefined
  /** Between the fields of an earlier file of the kind; gives way to the usual one where it does not split the header. @default none is known */
  readonly foundDelimiter?: string | undefined
  /** Texts that mean missing, besides pandas' own (`NA`, `NaN`, `null`, …). @default none */
  readonly nullValues?: readonly string[] | undefined
  /** Whether the first line holds the names of the columns. @default true, unless `names` are given */
  readonly header?: boolean | undefined
  /** Names of the columns, in order; with a header, in place of its own. @default as in the header, else 0, 1, 2, … */
  readonly names?: readonly string[] | undefined
  /** The mark for decimals. @default what fits the columns */
  readonly decimal?: NumberFormat['decimal'] | undefined
  /** The mark between thousands. @default what fits a column that has no other reading */
  readonly thousands?: NumberFormat['thousands'] | undefined
  /** Leaves out spaces after a delimiter. @default where every field has them */
  readonly skipInitialSpace?: boolean | undefined
  /** How the numbers of a column are written: then it has no other reading. @default none is known */
  readonly formats?: Readonly<Record<string, NumberFormat>> | undefined
}

/** What a reader found out about the way a file is written, to read the next one alike. */
export type FoundReading = Pick<DelimitedOptions, 'foundDelimiter' | 'skipInitialSpace' | 'formats'>

export interface ReadOptions extends DelimitedOptions {
  /** Columns to keep, in this order. @default all, as in the file */
  readonly columns?: readonly string[]
  /** Columns that must be numbers: text in one is an error that names the line. @default none */
  readonly numeric?: readonly string[]
  /** Columns that stay the text they are, digits too. @default none */
  readonly text?: readonly string[]
  /** Of the sample, where one is taken. @default 0 */
  readonly seed?: number
  /** More rows than this are sampled. @default unlimited */
  readonly maxRows?: number | undefined
  /** Bytes the table may take in memory; a larger one is sampled. @default half of what the machine has free */
  readonly memoryBudget?: number
  readonly reporter?: Reporter
  /** Stops the reading. @default nothing does */
  readonly signal?: AbortSignal | undefined
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
  /** Of delimited text, where there is something to know. */
  readonly reading?: FoundReading | undefined
}

export interface TableReader {
  /** @throws DATA_NOT_FOUND, DATA_UNREADABLE, DATA_EMPTY, DATA_COLUMN_DUPLICATE, DATA_COLUMN_MISSING, DATA_VALUE_INVALID, INTERRUPTED */
  read(source: DataSource, options?: ReadOptions): Promise<LoadedTable>
}

export interface WriteOptions {
  /** Between the fields of .csv. @default comma */
  readonly delimiter?: string | undefined
}

export interface TableWriter {
  /** Whether `write` knows the format, before there is anything to write. @throws USAGE for another extension */
  check(path: string): void
  /** Writes .csv, .tsv, .jsonl, .ndjson (each also .gz) or .parquet; the file appears whole or not at all. @throws USAGE for another extension, OUTPUT_UNWRITABLE */
  write(path: string, table: Table, options?: WriteOptions): Promise<void>
}
