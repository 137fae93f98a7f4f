import { randomFillSync } from 'node:crypto'

const BYTES = 15
const POOL = BYTES * 512

/** Ids of 120 random bits, 20 characters fit for a URL: unique across processes, and knowing one says nothing about the next. */
export function createPredictionIds(): () => string {
  const pool = Buffer.allocUnsafeSlow(POOL)
  let at = POOL
  return () => {
    if (at === POOL) {
      randomFillSync(pool)
      at = 0
    }
    at += BYTES
    return pool.toString('base64url', at - BYTES, at)
  }
}
