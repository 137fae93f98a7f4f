// Decides the type of each column of the staged table by the type it came with.
import type { Reporter } from '../../core/index.ts'
import type { ColumnType } from '../../data/index.ts'
import { columnGroups } from './column-groups.ts'
import { firstPlace, type StagedSource } from './first-place.ts'
import type { Session } from './session.ts'
import { castOf, isNumber, numberOf, type ReadColumn, withCasts } from './staged-column.ts'

/** How a column of the staged table becomes one of ours. */
export interface PlannedColumn {
  readonly name: string
  readonly type: ColumnType
  readonly source: 'text' | 'date'
  /** SQL of its value: DOUBLE for numbers and booleans, VARCHAR for text. */
  readonly value: string
}

const DATE_TEXT = String.raw`\d{4}-\d{2}-\d{2}(?:[ T]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?(?:Z|[+-]\d{2}(?::?\d{2})?)?`
const TRUE_TEXT = `('True', 'TRUE', 'true')`
export const BOOLEAN_TEXT = `('True', 'TRUE', 'true', 'False', 'FALSE', 'false')`
/** Integers from here on are rounded in float64. */
const EXACT_INTEGERS = 2 ** 53
/** DuckDB reads JSON integers of both signs, and sums integers, as HUGEINT. */
const INTEGERS = /^(?:U?(?:TINYINT|SMALLINT|INTEGER)|BIGINT|HUGEINT)$/
const NUMBERS = /^(?:FLOAT|DOUBLE|DECIMAL.*|UHUGEINT|UBIGINT|BIGNUM)$/
const NESTED = /^(?:STRUCT|MAP|UNION|BLOB|BIT|GEOMETRY)|\[\d*\]$/

export interface InferOptions {
  readonly columns: readonly ReadColumn[]
  readonly numeric: ReadonlySet<string>
  readonly rows: number
  readonly reporter: Reporter
  readonly source: StagedSource
}

/** The columns that can be used; nested ones are left out with a warning. */
export async function inferColumns(session: Session, options: InferOptions): Promise<PlannedColumn[]> {
  const usable = options.columns.filter(({ name, type }) => {
    if (NESTED.test(type)) options.reporter.warn(`column '${name}' is left out: its values are ${type}, not plain ones`)
    return !NESTED.test(type)
  })
  if (usable.length === 0) return []
  const facts: (number | null)[] = []
  for (const group of columnGroups(usable)) {
    facts.push(...(await session.numbers(`SELECT ${group.map(factsOf).join(', ')} FROM ${withCasts(group)}`)))
  }
  const planned: PlannedColumn[] = []
  for (const [i, column] of usable.entries()) {
    const [present, numbers, integers, booleans, dates, large, infinite, overflows] = facts
      .slice(i * FACTS, (i + 1) * FACTS)
      .map((fact) => fact ?? 0) as [number, number, number, number, number, number, number, number]
    if (integers === present && large > 0) {
      options.reporter.warn(`column '${column.name}' has ${large} integers beyond 2^53, which are rounded`)
    }
    if (infinite > 0) {
      const condition = column.type === 'VARCHAR' ? isInfiniteText(column.id) : `isinf(${column.id})`
      const { place } = await firstPlace(session, column, condition, options.source)
      const values = `${infinite} infinite value${infinite === 1 ? '' : 's'}`
      options.reporter.warn(`column '${column.name}' has ${values} (first: ${place})`)
    }
    const full = present === options.rows
    planned.push(
      column.type === 'VARCHAR'
        ? textColumn(column, { present, numbers, integers, booleans, dates, overflows, full }, options)
        : typedColumn(column, full, overflows > 0),
    )
  }
  return planned
}

const FACTS = 8

/** Counts of: present, numbers, integers, booleans, dates, integers beyond 2^53, infinities, integers beyond 64 bits. */
function factsOf({ id, type }: ReadColumn): string {
  if (type === 'VARCHAR') {
    return [
      `count(${id})`,
      count(isNumber(id)),
      count(isInteger(id)),
      count(`${id} IN ${BOOLEAN_TEXT}`),
      count(`CASE WHEN ${id} LIKE '____-__-__%' THEN regexp_full_match(${id}, '${DATE_TEXT}') END`),
      count(`abs(${castOf(id)}) >= ${EXACT_INTEGERS} AND ${isInteger(id)}`),
      count(isInfiniteText(id)),
      count(`abs(${castOf(id)}) >= ${2 ** 63} AND ${isInteger(id)}`),
    ].join(', ')
  }
  const whole = INTEGERS.test(type)
  const integers = whole ? `count(${id})` : '-1'
  const large = whole ? count(`${id} > ${EXACT_INTEGERS} OR ${id} < -${EXACT_INTEGERS}`) : '0'
  const overflows = whole ? count(`${id} NOT BETWEEN -9223372036854775808 AND 9223372036854775807`) : '0'
  const infinite = /^(?:FLOAT|DOUBLE)$/.test(type) ? count(`isinf(${id})`) : '0'
  return [`count(${id})`, '0', integers, '0', '0', large, infinite, overflows].join(', ')
}

interface TextFacts {
  readonly present: number
  readonly numbers: number
  readonly integers: number
  readonly booleans: number
  readonly dates: number
  /** Beyond 64 bits. */
  readonly overflows: number
  readonly full: boolean
}

function textColumn({ name, id }: ReadColumn, facts: TextFacts, { numeric }: InferOptions): PlannedColumn {
  const { present, full } = facts
  const text = (source: 'text' | 'date', value = id): PlannedColumn => ({ name, type: 'string', source, value })
  // Text is text, unless the caller wants numbers.
  const infers = numeric.has(name)
  if (infers && facts.numbers === present) {
    const type = full && present > 0 && facts.integers === present && facts.overflows === 0 ? 'long' : 'double'
    return { name, type, source: 'text', value: numberOf(id) }
  }
  if (infers && facts.booleans === present) {
    const isTrue = `${id} IN ${TRUE_TEXT}`
    return { name, type: full ? 'boolean' : 'double', source: 'text', value: `CAST(${isTrue} AS DOUBLE)` }
  }
  return text(present > 0 && facts.dates === present ? 'date' : 'text')
}

function typedColumn({ name, id, type }: ReadColumn, full: boolean, overflows: boolean): PlannedColumn {
  const number = `CAST(${id} AS DOUBLE)`
  if (INTEGERS.test(type)) return { name, type: full && !overflows ? 'long' : 'double', source: 'text', value: number }
  if (NUMBERS.test(type)) return { name, type: 'double', source: 'text', value: number }
  if (type === 'BOOLEAN' && full) return { name, type: 'boolean', source: 'text', value: number }
  if (type === 'BOOLEAN') {
    const value = `CASE WHEN ${id} THEN 'True' WHEN NOT ${id} THEN 'False' END`
    return { name, type: 'string', source: 'text', value }
  }
  const source = /^(?:DATE|TIMESTAMP)/.test(type) ? 'date' : 'text'
  return { name, type: 'string', source, value: type === 'JSON' ? `${id} ->> '$'` : `CAST(${id} AS VARCHAR)` }
}

function count(condition: string): string {
  return `count(*) FILTER (${condition})`
}

function isInfiniteText(id: string): string {
  return `isinf(${castOf(id)}) AND ${isNumber(id)}`
}

/** Few values that are no integers are whole, so few are searched for a point or exponent. */
function isInteger(id: string): string {
  const others = ['.', 'e', 'E', 'n', 'N', '_'].map((character) => `contains(${id}, '${character}')`)
  return `CASE WHEN ${castOf(id)} = floor(${castOf(id)}) THEN NOT (${others.join(' OR ')}) ELSE false END`
}
