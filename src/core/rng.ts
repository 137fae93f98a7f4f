// Seeded random numbers, the same on every machine: xoshiro128** seeded by splitmix32 (Blackman & Vigna 2018).

export interface Rng {
  /** The next 32 random bits, as an unsigned integer. */
  uint32(): number
  /** Uniform in [0, 1), 32 bits of resolution. */
  next(): number
  /** Uniform integer in [0, n), n ≤ 2^32; unbiased enough for sampling (multiply-shift). */
  int(n: number): number
  /** Standard normal (Box–Muller, one value a call). */
  normal(): number
  /** Shuffles in place (Fisher–Yates). */
  shuffle(values: Int32Array | Uint32Array | unknown[]): void
  /** An independent generator; the same `key` gives the same stream whatever was drawn before. */
  fork(key: number): Rng
}

export function createRng(seed: number): Rng {
  const base = seed >>> 0 || 0x9e3779b9
  let z = base
  const mix = (): number => {
    z = (z + 0x9e3779b9) | 0
    let t = z ^ (z >>> 16)
    t = Math.imul(t, 0x21f0aaad)
    t ^= t >>> 15
    t = Math.imul(t, 0x735a2d97)
    return (t ^ (t >>> 15)) >>> 0
  }
  let a = mix()
  let b = mix()
  let c = mix()
  let d = mix()

  const uint32 = (): number => {
    const x = Math.imul(b, 5)
    const result = Math.imul((x << 7) | (x >>> 25), 9) >>> 0
    const t = b << 9
    c ^= a
    d ^= b
    b ^= c
    a ^= d
    c ^= t
    d = (d << 11) | (d >>> 21)
    return result
  }
  const next = (): number => uint32() / 4294967296
  const int = (n: number): number => Math.floor(next() * n)
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next())
  const shuffle = (values: Int32Array | Uint32Array | unknown[]): void => {
    for (let i = values.length - 1; i > 0; i--) {
      const j = int(i + 1)
      const swap = values[i]
      values[i] = values[j] as never
      values[j] = swap as never
    }
  }
  const fork = (key: number): Rng => createRng((Math.imul(base ^ (key + 0x85ebca6b), 0xc2b2ae35) ^ key) >>> 0)
  return { uint32, next, int, normal, shuffle, fork }
}
