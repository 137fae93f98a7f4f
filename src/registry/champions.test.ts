import { expect, test } from 'vitest'
import type { Transition } from './champion-ledger.ts'
import { championBefore } from './champions.ts'

type Line = Parameters<typeof championBefore>[0][number]
const line = (action: Transition['action'], to: number | null): Line => ({
  subject: 'alias:champion',
  action,
  to: to === null ? null : String(to),
})
const promoted = (...versions: number[]): Line[] => versions.map((version) => line('promote', version))
const all = () => true

test('is the one promoted before', () => {
  expect(championBefore(promoted(1, 2, 3), all)).toBe(2)
})

test('is nobody at the first champion, or without any', () => {
  expect(championBefore([], all)).toBeUndefined()
  expect(championBefore(promoted(1), all)).toBeUndefined()
})

test('walks back through rollbacks instead of returning', () => {
  const history = [...promoted(1, 2, 3), line('rollback', 2)]
  expect(championBefore(history, all)).toBe(1)
  expect(championBefore([...history, line('rollback', 1)], all)).toBeUndefined()
  expect(championBefore([...history, ...promoted(4)], all)).toBe(2)
})

test('passes over versions that are gone', () => {
  expect(championBefore(promoted(1, 2, 3), (version) => version !== 2)).toBe(1)
})

test('is the last champion when the place is empty', () => {
  expect(championBefore([...promoted(1, 2), line('delete', null)], all)).toBe(2)
})

test('looks at the champion alone', () => {
  expect(championBefore([...promoted(1, 2), { ...line('alias', 7), subject: 'alias:challenger' }], all)).toBe(1)
})
