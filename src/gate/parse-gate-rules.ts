import { AppError } from '../core/index.ts'
import type { Task } from '../data/index.ts'
import type { GateRule } from './gate-policy.ts'

/** The `gate` section of a config. `where` names it in errors: `modelwright.yaml:12 gate`. @throws CONFIG_INVALID */
export function parseGateRules(_raw: readonly unknown[], _where: string): readonly GateRule[] {
  throw new AppError('INTERNAL', 'parseGateRules is being written')
}

/** The gate of a config that has none: the graph answers as the pipeline does, and the candidate is no worse than the champion. */
export function defaultGate(_task: Task): readonly GateRule[] {
  throw new AppError('INTERNAL', 'defaultGate is being written')
}
