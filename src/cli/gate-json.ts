import type { GateDecision } from '../gate/index.ts'

/** A decision as `--json` prints it. */
export function gateJson({ passed, checks }: GateDecision) {
  return { passed, checks: checks.map(({ pValue, ...check }) => ({ ...check, p_value: pValue })) }
}
