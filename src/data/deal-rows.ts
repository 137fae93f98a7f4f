// The order in which the rows of each class are dealt to the sides of a split.
import { argsort } from '../stats/index.ts'
import { mix } from './row-hash.ts'
import type { RowIdentity } from './row-identity.ts'
import type { Target } from './target.ts'

/** Rows of one class in the order of a keyed hash of their content; `ends[i]` is where the i-th group of equal rows ends. */
export interface Stratum {
  readonly rows: Int32Array
  readonly ends: Int32Array
}

export interface Dealt {
  readonly strata: readonly Stratum[]
  /** Rows of groups that were too large to be dealt as a whole. */
  readonly divided: number
}

export interface DealOptions {
  /** Of the rows that one side of the split gets: what is a large group depends on it. */
  readonly share: number
  readonly seed: number
}

/** Of what its class gives to a side, a group of copies (equal in everything, the target included) may be this part… */
const COPIES_PART = 1 / 4
/** …and one whose rows differ in something that the model does not read: so many such groups a side still measure something. */
const PATTERN_PART = 1 / 20
/** So few rows with the same inputs are no pattern of the data. */
const SMALL_GROUP = 4

function keyed(content: number, seed: number, copy: number): number {
  const salt = mix(Math.imul(copy, 0x9e3779b1) ^ seed)
  const high = mix(Math.floor(content / 2 ** 20) ^ salt)
  const low = mix((content % 2 ** 32) ^ mix(salt + 1))
  return (high >>> 0) * 2 ** 20 + (low >>> 12)
}

/**
 * Equal rows are dealt together, as rows of the rarest class among them. Where they are too many for that (a table of few
 * distinct rows), rows that are equal are the pattern of the data and no copies: these are dealt one by one.
 */
export function dealRows(target: Target, identity: RowIdentity, { share, seed }: DealOptions): Dealt {
  const { group, groups, inputs, content } = identity
  const n = group.length
  const labels = target.task === 'regression' ? new Int32Array(n) : target.values
  const classes = target.task === 'regression' ? 1 : target.classes.length
  const total = new Int32Array(classes)
  for (const label of labels) total[label]!++

  const size = new Int32Array(groups)
  const rarest = new Int32Array(groups).fill(-1)
  const one = new Float64Array(groups)
  const differs = new Uint8Array(groups)
  for (let i = 0; i < n; i++) {
    const g = group[i]!
    if (size[g]!++ === 0) one[g] = content[i]!
    else if (one[g] !== content[i]) differs[g] = 1
    if (rarest[g]! < 0 || total[labels[i]!]! < total[rarest[g]!]!) rarest[g] = labels[i]!
  }
  const dealt = new Float64Array(classes)
  for (let g = 0; g < groups; g++) dealt[rarest[g]!]! += size[g]!
  const limitOf = (g: number): number => {
    const quota = dealt[rarest[g]!]! * share
    return Math.max(quota * (differs[g] === 1 ? PATTERN_PART : COPIES_PART), Math.min(quota, SMALL_GROUP))
  }

  const copies = new Map<number, number>()
  const key = new Float64Array(n)
  const stratum = new Int32Array(n)
  let divided = 0
  for (let i = 0; i < n; i++) {
    const g = group[i]!
    const isWhole = size[g] === 1 || size[g]! <= limitOf(g)
    stratum[i] = isWhole ? rarest[g]! : labels[i]!
    // One key for a group, whatever its size: the least of its rows' keys would put large groups first, and so on one side.
    if (isWhole) key[i] = keyed(differs[g] === 1 ? inputs[i]! : content[i]!, seed, 0)
    else {
      const copy = copies.get(content[i]!) ?? 0
      copies.set(content[i]!, copy + 1)
      key[i] = keyed(content[i]!, seed, copy)
      divided++
    }
  }
  return { strata: inOrder(key, stratum, classes), divided }
}

function inOrder(key: Float64Array, stratum: Int32Array, classes: number): Stratum[] {
  const lists = Array.from({ length: classes }, (): { rows: number[]; ends: number[] } => ({ rows: [], ends: [] }))
  for (const row of argsort(key)) {
    const { rows, ends } = lists[stratum[row]!]!
    if (rows.length > 0 && key[rows.at(-1)!] !== key[row]) ends.push(rows.length)
    rows.push(row)
  }
  return lists.map(({ rows, ends }) => {
    if (rows.length > 0) ends.push(rows.length)
    return { rows: Int32Array.from(rows), ends: Int32Array.from(ends) }
  })
}
