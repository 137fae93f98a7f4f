export type { Column, ColumnType, InputColumn, NumberColumn, Table, TextColumn } from './table.ts'
export type { ClassLabel, ClassTarget, NumericTarget, Target, Task } from './target.ts'
