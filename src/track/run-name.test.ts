import { expect, test } from 'vitest'
import { generateRunName } from './run-name.ts'

test('joins an adjective, a noun and a number, each picked from all there are', () => {
  expect(generateRunName(() => 0)).toMatch(/^[a-z]+-[a-z]+-0$/)
  const sizes: number[] = []
  generateRunName((n) => sizes.push(n) && n - 1)
  expect(sizes[0]! * sizes[1]! * sizes[2]!).toBeGreaterThan(5_000_000)
  expect(generateRunName((n) => n - 1)).toMatch(/^[a-z]+-[a-z]+-999$/)
})
