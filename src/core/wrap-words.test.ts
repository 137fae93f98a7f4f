import { expect, it } from 'vitest'
import { wrapWords } from './wrap-words.ts'

it('breaks lines at spaces and never within a word', () => {
  expect(wrapWords('warning: set data.skipinitialspace to true', 31, '  ')).toBe(
    'warning: set\n  data.skipinitialspace to true',
  )
  expect(wrapWords('a data.skipinitialspace', 10)).toBe('a\ndata.skipinitialspace')
})

it('leaves what fits, what is broken already, and what no terminal shows', () => {
  expect(wrapWords('  one two\nthree', 80)).toBe('  one two\nthree')
  expect(wrapWords('word '.repeat(99).trim(), Number.POSITIVE_INFINITY)).not.toContain('\n')
  expect(wrapWords('', 10)).toBe('')
})
