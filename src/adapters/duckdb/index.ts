export { createDuckdbTableReader } from './duckdb-table-reader.ts'
export { createDuckdbTableWriter } from './duckdb-table-writer.ts'
