export { contractOfModel, contractOfVersion } from './contract.ts'
export { isEnough, type JudgedRows } from './fair-comparison.ts'
export { type GateDeps, type GateOutcome, runGate } from './gate-check.ts'
export { dataText } from './verdict-text.ts'
