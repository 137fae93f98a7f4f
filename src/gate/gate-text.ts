import { AppError } from '../core/index.ts'
import type { GateDecision } from './gate-policy.ts'

/** A decision for people: one line a check, then the verdict. */
export function renderGate(_decision: GateDecision, _format: 'text' | 'markdown' = 'text'): string {
  throw new AppError('INTERNAL', 'renderGate is being written')
}
