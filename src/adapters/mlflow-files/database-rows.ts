// Rows of MLflow's database as our own things.
import type { SQLOutputValue } from 'node:sqlite'
import type { LifecycleStage, Metric, RunStatus } from '../../track/index.ts'

export type Row = Readonly<Record<string, SQLOutputValue>>

/** `select *` of a table with the rest of the statement; of a table that older databases do not have, nothing. */
export type Ask = (table: string, rest: string, ...values: (string | number)[]) => Row[]

const RUN_STATUSES: readonly RunStatus[] = ['RUNNING', 'SCHEDULED', 'FINISHED', 'FAILED', 'KILLED']

export function textOf(row: Row, column: string): string {
  const value = row[column]
  return value === null || value === undefined ? '' : String(value)
}
export const orNull = (row: Row, column: string): string | null => textOf(row, column) || null
export const numberOf = (row: Row, column: string): number => Number(row[column] ?? 0)

/** @param key column of the keys @param value column of the values */
export const pairsOf = (rows: readonly Row[], key = 'key', value = 'value'): Record<string, string> =>
  Object.fromEntries(rows.map((row) => [textOf(row, key), textOf(row, value)]))

export const stageOf = (row: Row): LifecycleStage =>
  textOf(row, 'lifecycle_stage') === 'deleted' ? 'deleted' : 'active'

export const statusOf = (row: Row): RunStatus =>
  RUN_STATUSES.find((known) => known === textOf(row, 'status')) ?? 'FINISHED'

export const metricOf = (row: Row): Metric => ({
  key: textOf(row, 'key'),
  value: numberOf(row, 'is_nan') ? Number.NaN : numberOf(row, 'value'),
  timestamp: numberOf(row, 'timestamp'),
  step: numberOf(row, 'step'),
})
