import { expect, test } from 'vitest'
import { ROLES, roleMay } from './role.ts'

test('each role may what the one below it may, and one thing more', () => {
  const table = ROLES.map((role) => [role, ...(['read', 'write', 'admin'] as const).map((what) => roleMay(role, what))])
  expect(table).toEqual([
    ['viewer', true, false, false],
    ['editor', true, true, false],
    ['admin', true, true, true],
  ])
})
