export type { GateCheck, GateDecision, GateRule } from './gate-policy.ts'
