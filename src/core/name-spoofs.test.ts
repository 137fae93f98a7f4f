import { describe, expect, it } from 'vitest'
import { validateModelName } from './names.ts'

const good = [
  'churn-classifier',
  'Churn v2 (new)',
  'отток',
  'μοντέλο',
  '解約モデル',
  '이탈 모델 v2',
  'נטישה',
  'ताल',
  'café',
  'churn_2026.11',
]
const bad: [string, string, RegExp][] = [
  ['a Cyrillic letter among Latin ones', 'сhurn', /mixes scripts/],
  ['a Greek letter among Latin ones', 'chυrn', /mixes scripts/],
  ['full-width letters', 'ｃhurn', /another form/],
  ['mathematical letters', '𝐜hurn', /another form/],
  ['a zero-width space', 'churn\u200b', /cannot be seen/],
  ['a joiner', 'chu\u200drn', /cannot be seen/],
  ['a soft hyphen', 'chu\u00adrn', /cannot be seen/],
  ['a Hangul filler', 'churn\u3164', /cannot be seen/],
  ['a direction', 'churn\u202enruhc', /cannot be seen/],
  ['a no-break space', 'churn\u00a0model', /cannot be seen/],
  ['an escape', 'churn\x1b[2J', /cannot be seen/],
  ['a C1 control', 'churn\x9b', /cannot be seen/],
  ['a trailing space', 'churn ', /begins or ends/],
  ['a leading space', ' churn', /begins or ends/],
  ['a hyphen that is none', 'churn‐classifier', /symbol/],
  ['a letter in two pieces', 'cafe\u0301', /another form/],
]

describe('a model name', () => {
  it.each(good)('may be %s', (name) => expect(validateModelName(name)).toBe(name))

  it.each(bad)('may not have %s', (_, name, why) => {
    expect(() => validateModelName(name)).toThrow(
      expect.objectContaining({ code: 'NAME_INVALID', message: expect.stringMatching(why) }),
    )
  })
})
