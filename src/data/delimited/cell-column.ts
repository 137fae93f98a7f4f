// Collects the fields of one column: numbers while all are, else codes of texts.
import type { MissingWords } from './missing-words.ts'
import { createTextDictionary, type TextDictionary } from './text-dictionary.ts'

export interface CellColumnOptions {
  readonly missing: MissingWords
  readonly decimal: '.' | ','
  /** Keeps the texts as they are, also of numbers. */
  readonly asText: boolean
}

/** What was seen of the numbers of a column. */
export interface NumberFacts {
  /** Written as digits alone. */
  integers: number
  /** Such beyond 2^53, which are rounded. */
  large: number
  /** Such beyond 64 bits. */
  overflows: number
  infinite: number
  /** Row of the first infinite value. */
  firstInfinite: number
  /** With a decimal point and digits after it. */
  fractions: number
  /** Of these, those that a separator of thousands could have made: `1.234`. */
  groups: number
}

/** Integers from here on are rounded in float64. */
const EXACT_INTEGERS = 2 ** 53
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/
const INFINITE = /^([+-]?)inf(?:inity)?$/i
const DIGITS = /^[+-]?\d+$/
/** Powers of ten that are exact in float64. */
const POWERS = Float64Array.from({ length: 16 }, (_, i) => 10 ** i)
/** More digits need correct rounding, which `Number` does. */
const FAST_DIGITS = 15
const POINT = 0x2e

export class CellColumn {
  /** `mixed`: text after numbers, whose texts were not kept: the column must be read again as text. */
  kind: 'number' | 'text' | 'mixed'
  rows = 0
  /** Rows with a value. */
  present = 0
  readonly facts: NumberFacts = {
    integers: 0,
    large: 0,
    overflows: 0,
    infinite: 0,
    firstInfinite: -1,
    fractions: 0,
    groups: 0,
  }
  private numbers: Float64Array
  private texts: Int32Array
  private dictionary: TextDictionary | undefined
  private readonly missing: MissingWords
  private readonly point: number

  constructor({ missing, decimal, asText }: CellColumnOptions) {
    this.kind = asText ? 'text' : 'number'
    this.missing = missing
    this.point = decimal.charCodeAt(0)
    this.numbers = new Float64Array(asText ? 0 : 64)
    this.texts = new Int32Array(asText ? 64 : 0)
  }

  /** Takes the field of the next row. */
  add(bytes: Buffer, start: number, end: number): void {
    if (this.kind === 'mixed') return
    let from = start
    let to = end
    while (from < to && isBlank(bytes[from]!)) from++
    while (to > from && isBlank(bytes[to - 1]!)) to--
    const absent = from === to || this.missing(bytes, start, end)
    if (this.kind === 'number') {
      if (absent) {
        this.push(Number.NaN)
        return
      }
      if (this.addNumber(bytes, from, to)) return
      if (this.present > 0) {
        this.kind = 'mixed'
        this.numbers = new Float64Array(0)
        return
      }
      this.kind = 'text'
      this.texts = new Int32Array(Math.max(64, this.numbers.length)).fill(-1, 0, this.rows)
      this.numbers = new Float64Array(0)
    }
    if (this.rows === this.texts.length) this.texts = grown(this.texts, new Int32Array(2 * this.rows))
    this.texts[this.rows++] = absent ? -1 : (this.dictionary ??= createTextDictionary()).codeOf(bytes, start, end)
    if (!absent) this.present++
  }

  /** The numbers, NaN where missing; the column is empty afterwards. */
  takeNumbers(): Float64Array {
    const taken = this.numbers.slice(0, this.rows)
    this.numbers = new Float64Array(0)
    return taken
  }

  /** The texts by code, -1 where missing; the column is empty afterwards. `invalid`: the first row that is not UTF-8. */
  takeTexts(): { readonly codes: Int32Array; readonly categories: readonly string[]; readonly invalid?: number } {
    const codes = this.texts.slice(0, this.rows)
    this.texts = new Int32Array(0)
    const { texts, invalid } = (this.dictionary ?? createTextDictionary()).texts()
    this.dictionary = undefined
    return { codes, categories: texts, ...(invalid === undefined ? {} : { invalid: codes.indexOf(invalid) }) }
  }

  /** Lets go of what it holds; it takes no more. */
  clear(): void {
    this.kind = 'mixed'
    this.numbers = new Float64Array(0)
    this.texts = new Int32Array(0)
    this.dictionary = undefined
  }

  private push(value: number): void {
    if (this.rows === this.numbers.length) this.numbers = grown(this.numbers, new Float64Array(2 * this.rows))
    this.numbers[this.rows++] = value
  }

  private addNumber(bytes: Buffer, start: number, end: number): boolean {
    const sign = bytes[start]!
    const first = sign === 0x2d || sign === 0x2b ? start + 1 : start
    let point = -1
    let whole = 0
    let i = first
    for (; i < end; i++) {
      const byte = bytes[i]!
      if (byte >= 0x30 && byte <= 0x39) whole = whole * 10 + byte - 0x30
      else if (byte === this.point && point < 0) point = i
      else break
    }
    const digits = i - first - (point < 0 ? 0 : 1)
    if (i < end || digits === 0 || digits > FAST_DIGITS) return this.addOther(bytes, start, end)
    const after = point < 0 ? 0 : end - point - 1
    const value = after === 0 ? whole : whole / POWERS[after]!
    if (point < 0) this.facts.integers++
    else if (after > 0) this.countFraction(point - first, after, bytes[first]!)
    this.present++
    this.push(sign === 0x2d ? -value : value)
    return true
  }

  /** Long numbers, exponents and infinities. */
  private addOther(bytes: Buffer, start: number, end: number): boolean {
    if (end - start > 1000) return false
    const read = bytes.toString('latin1', start, end)
    if (this.point !== POINT && read.includes('.')) return false
    const text = this.point === POINT ? read : read.replace(',', '.')
    const infinite = INFINITE.exec(text)
    if (infinite === null && !NUMBER.test(text)) return false
    const value = infinite === null ? Number(text) : infinite[1] === '-' ? -Infinity : Infinity
    const { facts } = this
    if (DIGITS.test(text)) {
      facts.integers++
      if (Math.abs(value) >= EXACT_INTEGERS) facts.large++
      if (Math.abs(value) >= 2 ** 63) facts.overflows++
    } else if (text.includes('.')) facts.fractions++
    if (Math.abs(value) === Infinity) {
      if (facts.infinite++ === 0) facts.firstInfinite = this.rows
    }
    this.present++
    this.push(value)
    return true
  }

  private countFraction(before: number, after: number, first: number): void {
    this.facts.fractions++
    if (after === 3 && before >= 1 && before <= 3 && first !== 0x30) this.facts.groups++
  }
}

/** Space, tab, line feed, vertical tab, form feed, carriage return. */
function isBlank(byte: number): boolean {
  return byte === 0x20 || (byte >= 0x09 && byte <= 0x0d)
}

function grown<T extends Float64Array | Int32Array>(from: T, to: T): T {
  to.set(from)
  return to
}
