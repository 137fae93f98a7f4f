export { byCodePoint } from './code-point-order.ts'
export { column, dropColumns, selectRows, sourceOf, valueAt } from './column.ts'
export { parseCsv } from './csv-text.ts'
export { DECIMAL, parseDecimal } from './decimal.ts'
export { CellColumn } from './delimited/cell-column.ts'
export { type ColumnFault, type ColumnNotice, finishColumns } from './delimited/finish-columns.ts'
export { missingWords } from './delimited/missing-words.ts'
export { createRecordReader, type DelimitedRecord } from './delimited/record-reader.ts'
export { joinRows } from './join-rows.ts'
export { type LearnedRows, learnedRows, unseenRows } from './learned-rows.ts'
export { makeTarget, targetLike } from './make-target.ts'
export { countPresent, presentNumbers, valuesOfRows } from './numbers.ts'
export { identifyRows, type RowIdentity } from './row-identity.ts'
export { selectTarget } from './select-target.ts'
export { kFold, type Split, trainValSplit } from './split.ts'
export { findSuspects } from './suspects/find-suspects.ts'
export type { Suspect } from './suspects/suspect.ts'
export type { Column, ColumnType, InputColumn, NumberColumn, Table, TextColumn } from './table.ts'
export type {
  DataSource,
  DelimitedOptions,
  FoundReading,
  LoadedTable,
  ReadOptions,
  TableReader,
  TableWriter,
} from './table-reader.ts'
export type { ClassLabel, ClassTarget, NumericTarget, Target, Task } from './target.ts'
export { keyAlone, type Where } from './where.ts'
