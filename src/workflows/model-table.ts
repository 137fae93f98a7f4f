import { AppError } from '../core/index.ts'
import { type InputColumn, type LoadedTable, sourceOf, type Table } from '../data/index.ts'
import type { ProjectDeps } from './project-deps.ts'
import { type StoredModel, trainingConfigOf } from './stored-model.ts'

/** The columns that a model reads as numbers. */
export function numericInputs(inputs: readonly InputColumn[]): string[] {
  return inputs.filter(({ type }) => type !== 'string').map(({ name }) => name)
}

/** Reads a file as the model's own data were read: with its delimiter and its words for missing. Text in a column of `numeric` is refused by its line. @throws what the reader throws */
export function readModelTable(
  { reader, reporter }: Pick<ProjectDeps, 'reader' | 'reporter'>,
  stored: StoredModel,
  path: string,
  numeric: readonly string[],
): Promise<LoadedTable> {
  const { delimiter, null_values: nullValues } = trainingConfigOf(stored)?.config.data ?? {}
  return reader.read(
    { kind: 'path', path },
    {
      reporter,
      numeric,
      ...(delimiter === undefined ? {} : { delimiter }),
      ...(nullValues === undefined ? {} : { nullValues }),
    },
  )
}

/** The table, if no row of the file was left out: an answer or a label for some rows only would be a loss. @throws DATA_TOO_LARGE */
export function wholeTable({ table, sampled, totalRows }: LoadedTable): Table {
  if (!sampled) return table
  throw new AppError('DATA_TOO_LARGE', `its ${totalRows} rows do not fit into memory at once`, {
    where: sourceOf(table),
    fix: 'Split the file and take its parts one by one',
  })
}
