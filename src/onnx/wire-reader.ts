// Protobuf's wire format, read field by field into plain numbers and typed arrays: a list of a million numbers takes eight
// million bytes, and what a file makes us hold is bounded by its size. https://protobuf.dev/programming-guides/encoding

const utf8 = new TextDecoder('utf-8', { fatal: true })

const VARINT = 0
const FIXED64 = 1
const BYTES = 2
const FIXED32 = 5

/** Thrown at the first byte that no writer makes; readers say MODEL_INVALID in its place. */
class WireError extends Error {}

/** The fields of one message, one after the other: `next()`, then one of the readers that fit the field, or `skip()`. */
export class WireReader {
  readonly #bytes: Uint8Array
  readonly #view: DataView
  #at = 0
  #wire = VARINT

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  /** The number of the next field; 0 at the end. */
  next(): number {
    if (this.#at === this.#bytes.length) return 0
    const tag = this.#varint()
    this.#wire = tag & 7
    const field = Math.floor(tag / 8)
    if (field < 1 || field > 2 ** 29 - 1) throw new WireError(`field ${field}`)
    return field
  }

  /** Whether the field is text, bytes or a message. */
  get isText(): boolean {
    return this.#wire === BYTES
  }

  /** A signed integer; beyond 2^53 the nearest double. */
  int(): number {
    this.#expect(VARINT)
    return this.#varint()
  }

  float(): number {
    this.#expect(FIXED32)
    return this.#view.getFloat32(this.#advance(4), true)
  }

  /** A view on the bytes of a string, of bytes or of a message. */
  bytes(): Uint8Array {
    this.#expect(BYTES)
    const length = this.#varint()
    if (!(length >= 0 && length <= this.#bytes.length - this.#at)) throw new WireError(`length ${length}`)
    const start = this.#advance(length)
    return this.#bytes.subarray(start, start + length)
  }

  text(): string {
    return utf8.decode(this.bytes())
  }

  /** Elements of a repeated field: packed into one, or one each. */
  intsInto(list: NumberList): void {
    if (this.#wire !== BYTES) return list.push(this.int())
    const packed = new WireReader(this.bytes())
    while (packed.#at < packed.#bytes.length) list.push(packed.#varint())
  }

  floatsInto(list: NumberList): void {
    if (this.#wire !== BYTES) return list.push(this.float())
    const { view, length } = this.#packed(4)
    for (let i = 0; i < length; i++) list.push(view.getFloat32(4 * i, true))
  }

  doublesInto(list: NumberList): void {
    if (this.#wire !== BYTES) {
      this.#expect(FIXED64)
      return list.push(this.#view.getFloat64(this.#advance(8), true))
    }
    const { view, length } = this.#packed(8)
    for (let i = 0; i < length; i++) list.push(view.getFloat64(8 * i, true))
  }

  skip(): void {
    if (this.#wire === VARINT) this.#varint()
    else if (this.#wire === FIXED64) this.#advance(8)
    else if (this.#wire === FIXED32) this.#advance(4)
    else this.bytes()
  }

  #packed(width: number): { view: DataView; length: number } {
    const bytes = this.bytes()
    if (bytes.length % width !== 0) throw new WireError(`packed ${bytes.length}`)
    return { view: new DataView(bytes.buffer, bytes.byteOffset, bytes.length), length: bytes.length / width }
  }

  #expect(wire: number): void {
    if (this.#wire !== wire) throw new WireError(`wire type ${this.#wire}`)
  }

  #advance(length: number): number {
    const start = this.#at
    if (length > this.#bytes.length - start) throw new WireError('cut off')
    this.#at = start + length
    return start
  }

  #varint(): number {
    let low = 0
    let high = 0
    for (let shift = 0; shift < 70; shift += 7) {
      const byte = this.#bytes[this.#advance(1)]!
      const bits = byte & 0x7f
      if (shift < 28) low |= bits << shift
      else if (shift === 28) {
        low |= bits << 28
        high |= bits >>> 4
      } else high |= bits << (shift - 32)
      if (byte < 0x80) return high === 0 ? low >>> 0 : high * 2 ** 32 + (low >>> 0)
    }
    throw new WireError('endless integer')
  }
}

/** Numbers whose count is known only at the end. */
export class NumberList {
  #values = new Float64Array(4)
  #length = 0

  push(value: number): void {
    if (this.#length === this.#values.length) {
      const grown = new Float64Array(2 * this.#length)
      grown.set(this.#values)
      this.#values = grown
    }
    this.#values[this.#length++] = value
  }

  get length(): number {
    return this.#length
  }

  finish(): Float64Array {
    return this.#values.slice(0, this.#length)
  }
}

/** How many different texts are remembered. */
const KNOWN = 8

/** Texts of a repeated field. The few that a list repeats a million times (modes of tree nodes) are kept once. */
export class TextList {
  readonly values: string[] = []
  readonly #known: { readonly bytes: Uint8Array; readonly text: string }[] = []

  push(bytes: Uint8Array): void {
    let found = this.#known.find((known) => same(known.bytes, bytes))
    if (found === undefined) {
      found = { bytes, text: utf8.decode(bytes) }
      if (this.#known.length < KNOWN) this.#known.push(found)
    }
    this.values.push(found.text)
  }
}

function same(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
}
