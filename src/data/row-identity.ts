// Which rows of a table are one and the same, and a number for each that is the same in any table that has the row.
import { argsort } from '../stats/index.ts'
import { column } from './column.ts'
import { addRowSums, hashOf, rowSums } from './row-hash.ts'
import type { Column, Table } from './table.ts'
import type { Target } from './target.ts'

export interface RowIdentity {
  /** Rows that are equal in every input have one number, from 0 to `groups` - 1. */
  readonly group: Int32Array
  readonly groups: number
  /** Of what a model reads of the row; an integer below 2^52. */
  readonly inputs: Float64Array
  /** Of everything that the table says of the row, its target included; an integer below 2^52. */
  readonly content: Float64Array
}

/** `inputs`: the columns a model reads. `target.values` is parallel to the rows. @throws DATA_COLUMN_MISSING */
export function identifyRows(table: Table, target: Target, inputs: readonly string[]): RowIdentity {
  const read = rowSums(
    inputs.map((name) => column(table, name)),
    table.rows,
  )
  const ofInputs = hashOf(read)
  const isInput = new Set(inputs)
  const rest = table.columns.filter(({ name }) => name !== target.name && !isInput.has(name))
  const content = hashOf(addRowSums(read, rowSums([...rest, truthColumn(target)], table.rows)))
  return { ...groupsOfHashes(ofInputs), inputs: ofInputs, content }
}

/** The target by what its classes are called, however the table writes them. */
function truthColumn(target: Target): Column {
  const { name } = target
  return target.task === 'regression'
    ? { kind: 'number', type: 'double', name, values: target.values }
    : {
        kind: 'text',
        type: 'string',
        source: 'text',
        name,
        codes: target.values,
        categories: target.classes.map(String),
      }
}

/** Rows of equal hashes, numbered from 0: the group of each row, and how many there are. */
export function groupsOfHashes(hashes: Float64Array): Pick<RowIdentity, 'group' | 'groups'> {
  const group = new Int32Array(hashes.length)
  let groups = 0
  let before = -1
  for (const row of argsort(hashes)) {
    if (hashes[row] !== before) groups++
    before = hashes[row]!
    group[row] = groups - 1
  }
  return { group, groups }
}
