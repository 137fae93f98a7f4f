// Rows to learn from out of the log of predictions: those whose labels came in, beside the table that the model grew up on.
import { createHash } from 'node:crypto'
import type { Config } from '../../config/index.ts'
import { AppError, isAppError, SILENT } from '../../core/index.ts'
import { type Column, joinRows, type LoadedTable, sourceOf, type Table } from '../../data/index.ts'
import { planFeatures } from '../../features/index.ts'
import { interfaceOfGraph } from '../../score/index.ts'
import { dataName, declaredNumeric, type ReadingDeps, readTable, trainingSource } from '../fitting/index.ts'
import type { StoredModel } from '../models/index.ts'
import { inputTypes } from '../models/index.ts'
import { labelledTable, readWindow, type WindowDeps } from '../observation/index.ts'
import type { ProjectDeps } from '../ports/index.ts'

export type LabelledDeps = ReadingDeps & WindowDeps

export interface LabelledRequest {
  /** Milliseconds; undefined: all of the log. */
  readonly windowMs: number | undefined
  /** Without the config's table. */
  readonly alone: boolean
}

/** Where the rows came from. */
export interface RowSources {
  /** The config's table; null where the log alone is learned from. */
  readonly base: { readonly name: string; readonly rows: number } | null
  /** Predictions whose labels came in. */
  readonly labelled: number
  /** Of these, rows that the table has too: counted once. */
  readonly repeated: number
}

export interface LabelledData {
  readonly loaded: LoadedTable
  /** The config, without the columns of the table that the log knows nothing of. */
  readonly config: Config
  readonly sources: RowSources
}

/** @throws what reading the config's table throws; DATA_COLUMN_MISSING, DATA_VALUE_INVALID where it does not fit the log */
export async function readLabelled(
  deps: LabelledDeps,
  config: Config,
  stored: StoredModel,
  { windowMs, alone }: LabelledRequest,
): Promise<LabelledData> {
  const log = labelledTable(await readWindow(deps, stored, { windowMs }), config.data.target_column)
  if (alone) {
    return {
      loaded: { table: log, sha256: contentHash(log), files: [], totalRows: log.rows, sampled: false },
      config,
      sources: { base: null, labelled: log.rows, repeated: 0 },
    }
  }
  const base = await readBase(deps, config, stored)
  const table = withLabelsAs(base.table, log, config.data.target_column)
  const unknown = new Set(table.columns.map(({ name }) => name)).difference(
    new Set(log.columns.map(({ name }) => name)),
  )
  const fitting = withoutUnknown(config, table, unknown, deps)
  deps.reporter.progress(`adding ${log.rows} labelled predictions to ${table.rows} rows`, 0, 1)
  const joined = joinRows(table, log)
  const added = joined.table.rows - table.rows
  const name = dataName(base)
  return {
    loaded: {
      table: { ...joined.table, source: `${name} and ${added} labelled predictions` },
      sha256: createHash('sha256').update(base.sha256).update(contentHash(log)).digest('hex'),
      files: [],
      totalRows: base.totalRows + added,
      sampled: base.sampled,
    },
    config: fitting,
    sources: { base: { name, rows: table.rows }, labelled: log.rows, repeated: joined.repeated },
  }
}

async function readBase(deps: ReadingDeps, config: Config, stored: StoredModel): Promise<LoadedTable> {
  const { inputs } = interfaceOfGraph(stored.folder.graph)
  const types = inputTypes(inputs)
  const numeric = new Set([...declaredNumeric(config), ...(types.numeric ?? [])])
  const text = (types.text ?? []).filter((name) => !numeric.has(name))
  try {
    return await readTable(config, trainingSource(config), deps, { numeric: [...numeric], text })
  } catch (error) {
    if (!isAppError(error, 'DATA_NOT_FOUND')) throw error
    const { code, problem, where } = error
    throw new AppError(code, problem, {
      where,
      fix: 'Name the table to add the log to with --data, or learn from the log alone with --log-only',
    })
  }
}

/** The table with its target written as the log writes labels: a class that is a truth value or a fraction is text there. */
function withLabelsAs(table: Table, log: Table, target: string): Table {
  const label = log.columns.find(({ name }) => name === target)
  if (label?.kind !== 'text') return table
  return { ...table, columns: table.columns.map((one) => (one.name === target ? asText(one) : one)) }
}

function asText(column: Column): Column {
  const { name } = column
  if (column.kind === 'text') {
    const isBoolean = column.categories.every((text) => text === 'True' || text === 'False')
    return isBoolean ? { ...column, categories: column.categories.map((text) => text.toLowerCase()) } : column
  }
  const textOf = (value: number): string => (column.type === 'boolean' ? String(value !== 0) : String(value))
  const codeOf = new Map<string, number>()
  const codes = Int32Array.from(column.values, (value) => {
    if (Number.isNaN(value)) return -1
    const text = textOf(value)
    if (!codeOf.has(text)) codeOf.set(text, codeOf.size)
    return codeOf.get(text)!
  })
  return { kind: 'text', type: 'string', source: 'text', name, codes, categories: [...codeOf.keys()] }
}

/** The log holds what the champion reads and nothing else: a feature that it lacks would be missing in every row of it. @throws DATA_COLUMN_MISSING */
function withoutUnknown(
  config: Config,
  table: Table,
  unknown: ReadonlySet<string>,
  { reporter }: Pick<ProjectDeps, 'reporter'>,
): Config {
  const { target_column: target, drop_columns: dropped = [] } = config.data
  const { sample_weight: weight } = config.training
  if (weight !== undefined && unknown.has(weight)) {
    throw new AppError('DATA_COLUMN_MISSING', `the log of predictions has no weights '${weight}'`, {
      where: config.where('training.sample_weight'),
      fix: 'Leave it out, or retrain from a table that has the weights of the new rows',
    })
  }
  const plan = planFeatures(table, { ...config.features, target, drop: dropped, where: config.where, reporter: SILENT })
  const lost = plan.inputs.map(({ name }) => name).filter((name) => unknown.has(name))
  const isListed = config.features.numeric !== undefined || config.features.categorical !== undefined
  if (lost.length === 0) return isListed ? config : dropping(config, unknown)
  const names = lost.map((name) => `'${name}'`).join(', ')
  if (isListed) {
    throw new AppError('DATA_COLUMN_MISSING', `the log of predictions has no ${names}: the champion does not read it`, {
      where: config.where('features'),
      fix: 'Train with it and promote the version first; from then on the log has it',
    })
  }
  reporter.warn(
    `${names} of ${sourceOf(table)} is left out: the champion does not read it, so the log does not have it`,
  )
  return dropping(config, unknown)
}

function dropping(config: Config, names: ReadonlySet<string>): Config {
  const { drop_columns: dropped = [] } = config.data
  return { ...config, data: { ...config.data, drop_columns: [...new Set([...dropped, ...names])] } }
}

function contentHash(table: Table): string {
  const hash = createHash('sha256')
  for (const column of table.columns) {
    hash.update(`${column.name}\0`)
    if (column.kind === 'number') hash.update(column.values)
    else hash.update(column.codes).update(JSON.stringify(column.categories))
  }
  return hash.digest('hex')
}
