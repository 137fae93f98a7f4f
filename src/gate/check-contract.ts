import { contractBreaks } from './contract.ts'
import type { GateInput } from './gate-input.ts'
import type { GateCheck } from './gate-policy.ts'

/** Name of the check: a refusal for nothing else can be lifted by the one who promotes. */
export const CONTRACT_CHECK = 'contract'

const say = (status: GateCheck['status'], explanation: string): GateCheck => ({
  name: CONTRACT_CHECK,
  status,
  explanation,
})

/** Whether the candidate could take the champion's place without breaking a caller. */
export function checkContract({ candidate, champion }: GateInput): GateCheck {
  if (champion === undefined) return say('skipped', 'contract: there is no champion yet, no caller to break: skipped')
  if (champion === 'itself') return say('skipped', 'contract: the candidate is the champion itself: skipped')
  if (candidate.contract === undefined || champion.contract === undefined) {
    return say('skipped', `contract: that of champion v${champion.version} is not known: skipped`)
  }
  const breaks = contractBreaks(champion.contract, candidate.contract)
  if (breaks.length === 0)
    return say('passed', `contract: requests and answers of champion v${champion.version} go on: passed`)
  return say('failed', `contract: callers of champion v${champion.version} would break: ${breaks.join('; ')}: refused`)
}
