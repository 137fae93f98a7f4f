import { findDuplicateRows } from './duplicate-rows.ts'
import { findImbalance } from './imbalance.ts'
import { findLeaks } from './leak.ts'
import { findMostlyMissing } from './mostly-missing.ts'
import { findNearlyConstant } from './nearly-constant.ts'
import { findRowIds } from './row-id.ts'
import type { Suspect, Suspicion } from './suspect.ts'

/** What misleads most comes first. */
const FINDERS: readonly ((suspicion: Suspicion) => readonly Suspect[])[] = [
  findLeaks,
  findDuplicateRows,
  findImbalance,
  findRowIds,
  findMostlyMissing,
  findNearlyConstant,
]

/** Every suspect in a table that a model learns from; a sound table has none. */
export function findSuspects(suspicion: Suspicion): Suspect[] {
  return FINDERS.flatMap((find) => find(suspicion))
}
