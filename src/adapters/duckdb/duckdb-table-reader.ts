import { AppError, type Reporter, SILENT } from '../../core/index.ts'
import type { DataSource, LoadedTable, ReadOptions, Table, TableReader } from '../../data/index.ts'
import { chooseNames } from './choose-names.ts'
import { hashFiles, hashQuery } from './content-hash.ts'
import { readDelimited } from './delimited/read-delimited.ts'
import { readError } from './duckdb-error.ts'
import { fetchColumns } from './fetch-columns.ts'
import type { StagedSource } from './first-place.ts'
import { inferColumns } from './infer-columns.ts'
import { jsonRelation, parquetRelation, queryRelation, type Relation } from './relation.ts'
import { type Session, withSession } from './session.ts'
import { findFiles, type SourceFiles, shownPath } from './source-files.ts'
import { stageRows } from './stage-rows.ts'
import type { ReadColumn } from './staged-column.ts'
import { refuseStrayText } from './stray-text.ts'

/** Reads delimited text itself, and every other table with DuckDB, a fresh one in memory for each. */
export function createDuckdbTableReader(): TableReader {
  return {
    async read(source, options = {}) {
      const found = source.kind === 'path' ? await findFiles(source.path) : undefined
      const where = source.kind === 'path' ? shownPath(source.path) : 'data.query'
      const memoryBudget = options.memoryBudget ?? process.availableMemory() / 2
      if (found?.format === 'csv' || found?.format === 'tsv') {
        return readDelimited(found, { ...options, memoryBudget, where, reporter: options.reporter ?? SILENT })
      }
      try {
        const { signal } = options
        return await withSession(
          {
            files: found?.files ?? [],
            folders: source.kind === 'sql' ? source.folders : [],
            memoryLimit: memoryBudget,
            signal,
          },
          (session) => load(session, { source, found, where, options: { ...options, memoryBudget } }),
        )
      } catch (error) {
        throw readError(error, where)
      }
    },
  }
}

interface Job {
  readonly source: DataSource
  readonly found: SourceFiles | undefined
  readonly where: string
  readonly options: ReadOptions & { readonly memoryBudget: number }
}

async function load(session: Session, { source, found, where, options }: Job): Promise<LoadedTable> {
  const reporter: Reporter = options.reporter ?? SILENT
  const relation = await relationOf(session, source, found)
  const names = options.columns ?? relation.names
  const columns = chooseNames(relation.names, names, where).map(
    (index, i): ReadColumn => ({ name: names[i]!, id: `c${index}`, type: relation.types[index]! }),
  )
  const files = found?.files ?? []
  const staging = stageRows(session, relation, {
    columns,
    maxRows: options.maxRows ?? Infinity,
    memoryBudget: options.memoryBudget,
    seed: options.seed ?? 0,
    nullValues: options.nullValues ?? [],
    reporter,
  })
  const [{ rows, totalRows }, fileHash] = await Promise.all([staging, hashFiles(files)])
  if (rows === 0) {
    throw new AppError('DATA_EMPTY', found === undefined ? 'the query gives no rows' : 'there are no rows', {
      where,
      fix: 'Check how the data was written',
    })
  }
  const sampled = rows < totalRows
  const numeric = new Set(options.numeric)
  const staged: StagedSource = { sampled, where }
  await refuseStrayText(session, { columns, numeric, source: staged })
  const plan = await inferColumns(session, { columns, numeric, rows, reporter, source: staged })
  const table: Table = { source: where, rows, columns: await fetchColumns(session, plan, rows) }
  const sha256 = source.kind === 'sql' ? hashQuery(source.query, table) : fileHash
  return { table, sha256, files, totalRows, sampled }
}

function relationOf(session: Session, source: DataSource, found: SourceFiles | undefined): Promise<Relation> {
  if (source.kind === 'sql') return queryRelation(source, session)
  return found!.format === 'jsonl' ? jsonRelation(found!, session) : parquetRelation(found!, session)
}
