/** Columns a query: DuckDB plans and holds a query of thousands of expressions at a cost that grows with their square. */
const COLUMNS_PER_QUERY = 50

export function* columnGroups<T>(columns: readonly T[]): Generator<readonly T[]> {
  for (let start = 0; start < columns.length; start += COLUMNS_PER_QUERY) {
    yield columns.slice(start, start + COLUMNS_PER_QUERY)
  }
}
