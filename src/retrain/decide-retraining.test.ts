import { describe, expect, it } from 'vitest'
import { decideRetraining, type RetrainFacts } from './decide-retraining.ts'

const FACTS: RetrainFacts = {
  now: 100 * 3_600_000,
  last: null,
  cooldownMs: 24 * 3_600_000,
  dataSha256: 'new',
  championSha256: 'old',
  sameRecipe: true,
  rows: 1000,
  minRows: 100,
}

describe('decideRetraining', () => {
  it('goes ahead with new data after the cool-down', () => {
    expect(decideRetraining(FACTS)).toEqual({ go: true })
    expect(
      decideRetraining({
        ...FACTS,
        last: { startedAt: FACTS.now - FACTS.cooldownMs, dataSha256: 'old', sameRecipe: true },
      }),
    ).toEqual({ go: true })
    expect(decideRetraining({ ...FACTS, championSha256: null })).toEqual({ go: true })
  })

  it('goes ahead on the same data with another recipe, once', () => {
    const changed = { ...FACTS, championSha256: 'new', sameRecipe: false }
    expect(decideRetraining(changed)).toEqual({ go: true })
    const last = { startedAt: 0, dataSha256: 'new' }
    expect(decideRetraining({ ...changed, last: { ...last, sameRecipe: false } })).toEqual({ go: true })
    expect(decideRetraining({ ...changed, last: { ...last, sameRecipe: true } }).go).toBe(false)
  })

  it.each([
    [
      'within the cool-down',
      { last: { startedAt: FACTS.now - 3_600_000, dataSha256: 'old', sameRecipe: true } },
      /ends in 1380 min/,
    ],
    ['on the champion’s own data', { championSha256: 'new' }, /those the champion was trained with/],
    [
      'on what the last one learned from',
      { last: { startedAt: 0, dataSha256: 'new', sameRecipe: true } },
      /the last retraining has learned/,
    ],
    ['on a handful of rows', { rows: 99 }, /99 rows are too few/],
  ])('stays its hand %s', (_, change, reason) => {
    expect(decideRetraining({ ...FACTS, ...change })).toEqual({ go: false, reason: expect.stringMatching(reason) })
  })
})
