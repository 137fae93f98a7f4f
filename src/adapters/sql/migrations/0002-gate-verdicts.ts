import type { Migration } from './migration.ts'

/** What a gate said, as JSON: a line of history of its own kind. */
export const gateVerdicts: Migration = {
  version: 2,
  name: 'gate-verdicts',
  statements: () => ['alter table transitions add column verdict text'],
}
