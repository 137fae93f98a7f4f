// From DuckDB's chunks to our columns, vector by vector: rows as objects cost five times as much.
import type { DuckDBVector } from '@duckdb/node-api'
import type { Column } from '../../data/index.ts'
import { columnGroups } from './column-groups.ts'
import type { PlannedColumn } from './infer-columns.ts'
import type { Session } from './session.ts'

/** The planned columns of the staged table, rows in its order. */
export async function fetchColumns(session: Session, plan: readonly PlannedColumn[], rows: number): Promise<Column[]> {
  const dictionaries = new Map<PlannedColumn, string[]>()
  for (const [i, column] of plan.entries()) {
    if (column.type === 'string') dictionaries.set(column, await dictionary(session, column, i))
  }
  const targets = plan.map((column) => (column.type === 'string' ? new Int32Array(rows) : new Float64Array(rows)))
  const values = plan.map((column, i) =>
    column.type === 'string'
      ? `coalesce(CAST(enum_code(CAST(${column.value} AS d${i})) AS INTEGER), -1)`
      : `coalesce(${column.value}, 'NaN')`,
  )
  for (const group of columnGroups(targets.map((target, i) => ({ target, value: values[i]! })))) {
    let offset = 0
    for (const chunk of await session.query(`SELECT ${group.map(({ value }) => value).join(', ')} FROM staged`)) {
      group.forEach(({ target }, i) => copy(chunk.getColumnVector(i) as DuckDBVector<number>, target, offset))
      offset += chunk.rowCount
    }
  }
  return plan.map((column, i): Column => {
    const { name, type } = column
    return type === 'string'
      ? {
          kind: 'text',
          name,
          type,
          source: column.source,
          codes: targets[i] as Int32Array,
          categories: dictionaries.get(column)!,
        }
      : { kind: 'number', name, type, values: targets[i] as Float64Array }
  })
}

/** The distinct texts in order of first appearance, which becomes the enum `d<index>`. */
async function dictionary(session: Session, { value }: PlannedColumn, index: number): Promise<string[]> {
  const distinct = `SELECT v FROM (SELECT ${value} AS v, rowid AS r FROM staged) WHERE v IS NOT NULL GROUP BY v ORDER BY min(r)`
  await session.query(`CREATE TYPE d${index} AS ENUM (${distinct})`)
  const texts: string[] = []
  for (const chunk of await session.query(`SELECT unnest(enum_range(CAST(NULL AS d${index})))::VARCHAR`)) {
    texts.push(...(chunk.getColumnValues(0) as string[]))
  }
  return texts
}

function copy(from: DuckDBVector<number>, to: Int32Array | Float64Array, offset: number): void {
  const { itemCount } = from
  for (let i = 0; i < itemCount; i++) to[offset + i] = from.getItem(i)!
}
