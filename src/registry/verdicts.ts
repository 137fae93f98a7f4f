// What the gate said of a version, and which of its refusals still stands.

import type { Transition } from './champion-ledger.ts'
import type { GateVerdict } from './gate-verdict.ts'

/** Tag of a version: `passed` or `refused`, a refusal that stands over a later pass on other data. */
export const GATE_TAG = 'modelwright.gate'
/** Tag of a version: the champion it was compared with last: its number, `none`, or `any` where no rule compares. */
export const RIVAL_TAG = 'modelwright.gate.champion'

type Line = Pick<Transition, 'version' | 'verdict'>

/** The verdicts on a version, newest first as the history is. */
export function verdictsOn(history: readonly Line[], version: number): readonly GateVerdict[] {
  return history.flatMap((line) => (line.version === version && line.verdict !== null ? [line.verdict] : []))
}

/**
 * The newest refusal that stands: on each table the last verdict counts, so a pass on other data lifts nothing.
 * @param verdicts newest first
 */
export function standingRefusal(verdicts: readonly GateVerdict[]): GateVerdict | undefined {
  const seen = new Set<string>()
  for (const verdict of verdicts) {
    const { sha256 } = verdict.data
    if (!seen.has(sha256) && verdict.outcome === 'refused') return verdict
    seen.add(sha256)
  }
  return undefined
}

/** The tags of a version that was judged. @param verdicts newest first, at least one */
export function verdictTags(verdicts: readonly GateVerdict[]): Readonly<Record<string, string>> {
  const { champion, compared } = verdicts[0]!
  return {
    [GATE_TAG]: standingRefusal(verdicts) === undefined ? 'passed' : 'refused',
    [RIVAL_TAG]: compared ? String(champion ?? 'none') : 'any',
  }
}
