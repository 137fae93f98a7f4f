// The distinct texts of a column, found by their bytes: a string is made of each only once.
import { isUtf8 } from 'node:buffer'

export interface TextDictionary {
  /** The code of a text: its place in the order of first appearance. */
  codeOf(bytes: Buffer, start: number, end: number): number
  /** Bytes it takes. */
  readonly size: () => number
  /** The texts in order; `invalid` is the code of the first that is not UTF-8. */
  texts(): { readonly texts: string[]; readonly invalid: number | undefined }
}

const SEPARATOR = 0x0a

export function createTextDictionary(): TextDictionary {
  let pool: Buffer = Buffer.allocUnsafe(256)
  let used = 0
  let count = 0
  /** Text `c` is `pool[bounds[c]]` to before `bounds[c + 1] - 1`: a separator stands between two. */
  let bounds = new Int32Array(17)
  let hashes = new Int32Array(16)
  /** Codes + 1 by hash, open addressing; at most half full. */
  let slots = new Int32Array(32)

  const append = (bytes: Buffer, start: number, end: number, hash: number): number => {
    if (used + end - start + 1 > pool.length) {
      const larger = Buffer.allocUnsafe(Math.max(2 * pool.length, used + end - start + 1))
      pool.copy(larger, 0, 0, used)
      pool = larger
    }
    used += bytes.copy(pool, used, start, end)
    pool[used++] = SEPARATOR
    if (count === hashes.length) {
      hashes = grown(hashes, 2 * count)
      bounds = grown(bounds, 2 * count + 1)
      slots = new Int32Array(4 * count)
      for (let code = 0; code < count; code++) slots[freeSlot(hashes[code]!)] = code + 1
    }
    hashes[count] = hash
    bounds[count + 1] = used
    slots[freeSlot(hash)] = count + 1
    return count++
  }

  const freeSlot = (hash: number): number => {
    const mask = slots.length - 1
    let slot = hash & mask
    while (slots[slot] !== 0) slot = (slot + 1) & mask
    return slot
  }

  return {
    codeOf(bytes, start, end) {
      let hash = 0x811c9dc5 // FNV-1a
      for (let i = start; i < end; i++) hash = Math.imul(hash ^ bytes[i]!, 0x01000193)
      hash ^= hash >>> 15
      const mask = slots.length - 1
      for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
        const code = slots[slot]! - 1
        if (code < 0) return append(bytes, start, end, hash)
        if (hashes[code] === hash && equal(pool, bounds[code]!, bounds[code + 1]! - 1, bytes, start, end)) return code
      }
    },
    size: () => pool.length + 4 * (bounds.length + hashes.length + slots.length),
    texts() {
      const invalid = isUtf8(pool.subarray(0, used)) ? undefined : firstInvalid(pool, bounds, count)
      const texts = Array.from({ length: count }, (_, code) =>
        pool.toString('utf8', bounds[code], bounds[code + 1]! - 1),
      )
      return { texts, invalid }
    },
  }
}

function firstInvalid(pool: Buffer, bounds: Int32Array, count: number): number {
  let code = 0
  while (code < count && isUtf8(pool.subarray(bounds[code], bounds[code + 1]! - 1))) code++
  return code
}

function equal(a: Buffer, from: number, to: number, b: Buffer, start: number, end: number): boolean {
  if (to - from !== end - start) return false
  for (let i = from, j = start; i < to; i++, j++) if (a[i] !== b[j]) return false
  return true
}

function grown(from: Int32Array, length: number): Int32Array<ArrayBuffer> {
  const to = new Int32Array(length)
  to.set(from)
  return to
}
