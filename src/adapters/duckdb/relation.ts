// What a source looks like to DuckDB: a FROM clause of columns c0, c1, … and their real names.
import { AppError } from '../../core/index.ts'
import type { DataSource } from '../../data/index.ts'
import { refuseDuplicates } from './refuse-duplicates.ts'
import type { Session } from './session.ts'
import { type SourceFiles, shownPath } from './source-files.ts'
import { escapeGlob, quoteList, quoteLiteral, quoteName } from './sql-text.ts'

export interface Relation {
  /** Gives the columns `c0`, `c1`, …: of real names so that two differing only in case can live together. */
  readonly from: string
  readonly names: readonly string[]
  /** DuckDB's type of each. */
  readonly types: readonly string[]
}

export async function parquetRelation(source: SourceFiles, session: Session): Promise<Relation> {
  return typedRelation(`read_parquet(${fileList(source)})`, session, shownPath(source.files[0]!))
}

/** Texts that look like dates stay text, as they are in the file. */
export async function jsonRelation(source: SourceFiles, session: Session): Promise<Relation> {
  // Deeper than a column's own fields, no type matters: the column is left out.
  const options = `format = 'newline_delimited', sample_size = -1, maximum_depth = 3, map_inference_threshold = -1`
  const where = shownPath(source.files[0]!)
  const found = await typedRelation(`read_json(${fileList(source)}, ${options})`, session, where)
  const columns = found.names.map((name, i) => `${quoteLiteral(name)}: ${quoteLiteral(jsonType(found.types[i]!))}`)
  const from = `read_json(${fileList(source)}, ${options}, columns = {${columns.join(', ')}})`
  return typedRelation(from, session, where)
}

function jsonType(type: string): string {
  return /^(?:DATE|TIME|TIMESTAMP|UUID)/.test(type) ? 'VARCHAR' : type
}

/** @throws DATA_UNREADABLE unless the query is one SELECT */
export async function queryRelation(source: DataSource & { kind: 'sql' }, session: Session): Promise<Relation> {
  const query = source.query.trim().replace(/;\s*$/, '')
  const { count } = await session.connection.extractStatements(query)
  if (count !== 1) {
    throw new AppError('DATA_UNREADABLE', `the query has ${count} statements`, {
      where: 'data.query',
      fix: 'Write one SELECT',
    })
  }
  return typedRelation(`(${query}\n)`, session, 'data.query')
}

async function typedRelation(from: string, session: Session, where: string): Promise<Relation> {
  const statement = await session.connection.prepare(`SELECT * FROM ${from}`)
  const count = statement.columnCount
  const names = Array.from({ length: count }, (_, i) => statement.columnName(i))
  const types = Array.from({ length: count }, (_, i) => String(statement.columnType(i)))
  statement.destroySync()
  refuseDuplicates(names, where)
  const alias = names.map((_, i) => quoteName(`c${i}`)).join(', ')
  return { from: `${from} AS source(${alias})`, names, types }
}

function fileList({ files }: SourceFiles): string {
  return quoteList(files.map(escapeGlob))
}
