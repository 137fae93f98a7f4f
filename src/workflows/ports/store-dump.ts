/** Some rows of one table, as the store keeps them. */
export interface DumpedRows {
  readonly table: string
  readonly rows: readonly Readonly<Record<string, string | number | null>>[]
}

/** The whole store as rows, whichever engine keeps it: for copies that another engine can read. */
export interface StoreDump {
  /** Of the schema that the rows fit. */
  schemaVersion(): Promise<number>
  /** That nobody has used the store yet. @throws RESOURCE_ALREADY_EXISTS */
  requireUnused(): Promise<void>
  /** Every row as of one moment, while others go on writing. */
  read(): Promise<AsyncIterable<DumpedRows>>
  /**
   * Rows of the same schema, into a store that nobody has used yet: all or nothing. `rows` may be asked for more than once.
   * @throws RESOURCE_ALREADY_EXISTS where the store holds something, STORE_INVALID for rows that do not fit
   */
  load(rows: () => AsyncIterable<DumpedRows>): Promise<void>
}
