import { expect, it } from 'vitest'
import { areDates } from './date-text.ts'

it.each([
  ['2024-01-31', '2024-02-01T10:00:00Z', '2024-02-01 10:00:00.123+02:00'],
  ['31/12/2024', '1/2/2024'],
  ['12/31/24 11:59 PM', '1/1/24 1:00 AM'],
  ['31.12.2024', '1.2.2024, 10:30'],
  ['31-12-2024', '01-02-2024'],
  ['2024/12/31', '2024/1/2'],
  ['31-Dec-2024', '1 January 24'],
  ['Dec 31, 2024', 'May 1 2024'],
])('knows dates: %s', (...texts) => expect(areDates(texts)).toBe(true))

it.each([['1.2.03'], ['555-12-1234'], ['1/2'], ['2024-01-31', 'soon'], ['3/4/2024 kg']])(
  'knows what is none: %s',
  (...texts) => expect(areDates(texts)).toBe(false),
)

it('has none where there is no text', () => expect(areDates([])).toBe(false))
