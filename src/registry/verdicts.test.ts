import { describe, expect, it } from 'vitest'
import type { GateVerdict } from './gate-verdict.ts'
import { standingRefusal, verdictsOn, verdictTags } from './verdicts.ts'

const verdict = (outcome: GateVerdict['outcome'], sha256: string, more: Partial<GateVerdict> = {}): GateVerdict => ({
  outcome,
  data: { name: `${sha256}.csv`, sha256 },
  rows: 100,
  champion: 1,
  compared: true,
  policy: [],
  failed: outcome === 'refused' ? ['val_auc versus champion'] : [],
  ...more,
})

describe('standingRefusal', () => {
  it.each<[string, readonly GateVerdict[], string | undefined]>([
    ['nothing was said', [], undefined],
    ['it passed', [verdict('passed', 'a')], undefined],
    ['it was refused', [verdict('refused', 'a')], 'a'],
    ['it passed on other data since', [verdict('passed', 'b'), verdict('refused', 'a')], 'a'],
    ['it passed on the same data since', [verdict('passed', 'a'), verdict('refused', 'a')], undefined],
    ['it passed, then was refused', [verdict('refused', 'a'), verdict('passed', 'a')], 'a'],
    [
      'both passed in the end',
      [verdict('passed', 'a'), verdict('passed', 'b'), verdict('refused', 'a'), verdict('refused', 'b')],
      undefined,
    ],
  ])('when %s', (_, newestFirst, refusedOn) => {
    expect(standingRefusal(newestFirst)?.data.sha256).toBe(refusedOn)
  })
})

it('tags say what stands and who was beaten last', () => {
  expect(verdictTags([verdict('passed', 'b', { champion: 2 }), verdict('refused', 'a')])).toEqual({
    'modelwright.gate': 'refused',
    'modelwright.gate.champion': '2',
  })
  expect(verdictTags([verdict('passed', 'a', { champion: null })])).toMatchObject({
    'modelwright.gate.champion': 'none',
  })
  expect(verdictTags([verdict('passed', 'a', { compared: false })])).toMatchObject({
    'modelwright.gate.champion': 'any',
  })
})

it('tells the verdicts on one version from other lines', () => {
  const lines = [
    { version: 2, verdict: verdict('passed', 'b') },
    { version: 1, verdict: verdict('refused', 'a') },
    { version: 2, verdict: null },
  ]
  expect(verdictsOn(lines, 2).map(({ data }) => data.sha256)).toEqual(['b'])
})
