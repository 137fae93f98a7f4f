import { AppError } from '../../core/index.ts'
import { type InputColumn, type LoadedTable, sourceOf, type Table } from '../../data/index.ts'
import { inputTypes, readingConfigOf, readingOptions, type StoredModel, trainingConfigOf } from '../models/index.ts'
import type { ProjectDeps } from '../ports/index.ts'

/** Reads a file as the model's own data were read: with its delimiter, its words for missing, its ways to write numbers. Text in an input of numbers is refused by its line. @throws what the reader throws */
export function readModelTable(
  { reader, reporter }: Pick<ProjectDeps, 'reader' | 'reporter'>,
  stored: StoredModel,
  path: string,
  inputs: readonly InputColumn[],
): Promise<LoadedTable> {
  const trained = trainingConfigOf(stored) ?? readingConfigOf(stored)
  const reading = readingOptions(trained?.config.data ?? {}, trained?.data.reading)
  return reader.read({ kind: 'path', path }, { reporter, ...inputTypes(inputs), ...reading })
}

/** The table, if no row of the file was left out: an answer or a label for some rows only would be a loss. @throws DATA_TOO_LARGE */
export function wholeTable({ table, sampled, totalRows }: LoadedTable): Table {
  if (!sampled) return table
  throw new AppError('DATA_TOO_LARGE', `its ${totalRows} rows do not fit into memory at once`, {
    where: sourceOf(table),
    fix: 'Split the file and take its parts one by one',
  })
}
