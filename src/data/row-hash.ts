// A number for the content of each row: the same wherever the row stands, in whatever file, order of columns or category codes.
import type { Column, NumberColumn, TextColumn } from './table.ts'

const LANES = [0x9e3779b9, 0x7f4a7c15] as const

/** Finaliser of MurmurHash3: every bit of the word moves every bit of the result. */
export function mix(word: number): number {
  let h = word ^ (word >>> 16)
  h = Math.imul(h, 0x85ebca6b)
  h ^= h >>> 13
  h = Math.imul(h, 0xc2b2ae35)
  return h ^ (h >>> 16)
}

/** FNV-1a over UTF-16 units, finalised. */
function textWord(text: string, seed: number): number {
  let h = seed
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193)
  return mix(h ^ text.length)
}

const double = new Float64Array(1)
const words = new Int32Array(double.buffer)

function numberWord(value: number, seed: number): number {
  double[0] = value + 0 // no negative zero
  return mix(mix(seed ^ words[0]!) + words[1]!)
}

/** A text that is a number's shortest form is hashed as the number, and a truth value as 0 or 1: one stray cell makes a whole column text. */
function categoryWord(text: string, seed: number): number {
  if (text === 'True' || text === 'False') return numberWord(text === 'True' ? 1 : 0, seed)
  const value = Number(text)
  return String(value) === text && Number.isFinite(value) ? numberWord(value, seed) : textWord(text, seed)
}

function addNumbers(sums: Int32Array, { values }: NumberColumn, seed: number): void {
  for (let i = 0; i < sums.length; i++) {
    const value = values[i]!
    if (!Number.isNaN(value)) sums[i] = sums[i]! + numberWord(value, seed)
  }
}

function addTexts(sums: Int32Array, { codes, categories }: TextColumn, seed: number): void {
  const wordOf = Int32Array.from(categories, (text) => (text === '' ? 0 : categoryWord(text, seed)))
  for (let i = 0; i < sums.length; i++) {
    const code = codes[i]!
    if (code >= 0) sums[i] = sums[i]! + wordOf[code]!
  }
}

/** Two words a row, each the sum of what its cells say: sums of other columns can be added. A missing value adds nothing, so that a column that came later leaves the rows as they were that have nothing in it. */
export type RowSums = readonly [Int32Array, Int32Array]

export function rowSums(columns: readonly Column[], rows: number): RowSums {
  const [high, low] = LANES.map((lane) => {
    const sums = new Int32Array(rows)
    for (const column of columns) {
      const seed = textWord(column.name, lane)
      if (column.kind === 'number') addNumbers(sums, column, seed)
      else addTexts(sums, column, seed)
    }
    return sums
  })
  return [high!, low!]
}

export function addRowSums([high, low]: RowSums, more: RowSums): RowSums {
  return [high.map((sum, i) => sum + more[0][i]!), low.map((sum, i) => sum + more[1][i]!)]
}

/** One integer below 2^52 a row. */
export function hashOf([high, low]: RowSums): Float64Array {
  return Float64Array.from(high, (word, i) => (mix(word) >>> 0) * 2 ** 20 + (mix(low[i]!) >>> 12))
}
