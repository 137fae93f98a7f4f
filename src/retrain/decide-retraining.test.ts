import { describe, expect, it } from 'vitest'
import { decideRetraining, type RetrainFacts } from './decide-retraining.ts'

const FACTS: RetrainFacts = {
  now: 100 * 3_600_000,
  last: null,
  cooldownMs: 24 * 3_600_000,
  dataSha256: 'new',
  championSha256: 'old',
  rows: 1000,
  minRows: 100,
}

describe('decideRetraining', () => {
  it('goes ahead with new data after the cool-down', () => {
    expect(decideRetraining(FACTS)).toEqual({ go: true })
    expect(
      decideRetraining({ ...FACTS, last: { startedAt: FACTS.now - FACTS.cooldownMs, dataSha256: 'old' } }),
    ).toEqual({ go: true })
    expect(decideRetraining({ ...FACTS, championSha256: null })).toEqual({ go: true })
  })

  it.each([
    ['within the cool-down', { last: { startedAt: FACTS.now - 3_600_000, dataSha256: 'old' } }, /ends in 1380 min/],
    ['on the champion’s own data', { championSha256: 'new' }, /those the champion was trained on/],
    [
      'on what the last one learned from',
      { last: { startedAt: 0, dataSha256: 'new' } },
      /the last retraining has learned/,
    ],
    ['on a handful of rows', { rows: 99 }, /99 rows are too few/],
  ])('stays its hand %s', (_, change, reason) => {
    expect(decideRetraining({ ...FACTS, ...change })).toEqual({ go: false, reason: expect.stringMatching(reason) })
  })
})
