import { expect, it } from 'vitest'
import { visibleLine, visibleText } from './visible-text.ts'

it('leaves text of every script as it is, with its lines', () => {
  const text = 'churn 解約 отток\tמודל 👩‍💻 é\nüber\n'
  expect(visibleText(text)).toBe(text)
  expect(visibleLine('a\nb\tc')).toBe('a\\nb\\tc')
})

it.each([
  ['an escape sequence', '\x1b[2J\x1b]0;owned\x07'],
  ['a carriage return', 'fail\rpass'],
  ['C1 controls', '\x9b2J'],
  ['directions', 'a\u202eb\u2066c\u200f'],
  ['what cannot be seen', 'a\u200bb\ufeff\u2060'],
  ['tags', '\u{e0041}'],
  ['half a pair', '\ud800x'],
  ['line separators', '\u2028'],
])('shows %s', (_, text) => {
  const shown = visibleText(text)
  expect(shown).toMatch(/^[\x20-\x7e]*$/)
  // In a JSON string the text is still the same.
  expect(JSON.parse(`"${visibleText(JSON.stringify(text).slice(1, -1))}"`)).toBe(text)
})
