import type { InputColumn, Table } from '../data/index.ts'
import type { InputBatch, Scorer, Scores } from './scorer.ts'

export interface TableOptions {
  /** Names the table in errors, for example its path. */
  readonly where?: string
}

/** The columns a model reads, out of a table, in the model's order. @throws DATA_COLUMN_MISSING, MODEL_INPUT_INVALID */
export declare function toInputBatch(table: Table, inputs: readonly InputColumn[], options?: TableOptions): InputBatch

/** Scores every row of a table. @throws DATA_COLUMN_MISSING, MODEL_INPUT_INVALID, CATEGORY_UNKNOWN */
export declare function scoreTable(scorer: Scorer, table: Table, options?: TableOptions): Promise<Scores>
