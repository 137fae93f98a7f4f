import { AppError } from '../core/index.ts'
import type { GateInput } from './gate-input.ts'
import type { GateDecision, GateRule } from './gate-policy.ts'

/** Every rule is checked, so that the decision tells all reasons at once. Passes when no check failed. Never throws for missing facts: they fail their check. */
export function evaluateGate(_rules: readonly GateRule[], _input: GateInput): GateDecision {
  throw new AppError('INTERNAL', 'evaluateGate is being written')
}
