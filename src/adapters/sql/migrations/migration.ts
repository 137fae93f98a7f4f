// Written in the SQL that SQLite and PostgreSQL share: bigint, double precision and text mean the same to both.

/** Where the engines differ. */
export interface SqlFlavour {
  /** Ends the CREATE TABLE of a table whose rows lie in the order of their primary key; may be empty. */
  readonly clustered: string
  /** What ends the transaction of every migration: an engine makes of new columns what it must. */
  readonly settle: readonly string[]
  /** Selects the `name` of every table of the place that is ours: a schema beside it may be another program's. */
  readonly tables: string
}

export interface Migration {
  readonly version: number
  readonly name: string
  statements(flavour: SqlFlavour, now: number): readonly string[]
}
