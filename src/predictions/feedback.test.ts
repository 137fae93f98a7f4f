import { describe, expect, it } from 'vitest'

import { isAppError } from '../core/index.ts'
import { classLabelOf } from './class-label.ts'
import { parseFeedback } from './feedback.ts'

const CLASSES = ['No', 'Yes']

describe('parseFeedback', () => {
  it('takes one label or many, as label or actual, in any form of the class', () => {
    expect(parseFeedback({ prediction_id: 'a', label: 'Yes' }, CLASSES, 5)).toEqual([
      { predictionId: 'a', label: 'Yes', timestamp: 5 },
    ])
    const many = [
      { prediction_id: 'a', actual: true },
      { prediction_id: 'b', label: 0 },
      { prediction_id: 'c', label: 'no' },
    ]
    expect(parseFeedback(many, CLASSES, 5).map(({ label }) => label)).toEqual(['Yes', 'No', 'No'])
  })

  it.each([
    [{ label: 'Yes' }, 'body.prediction_id missing'],
    [{ prediction_id: '../../etc', label: 'Yes' }, 'body.prediction_id string_pattern_mismatch'],
    [{ prediction_id: 'a' }, 'body.label missing'],
    [{ prediction_id: 'a', label: 'Perhaps' }, 'body.label literal_error'],
    [{ prediction_id: 'a', actual: {} }, 'body.actual literal_error'],
    ['text', 'body dict_type'],
    [[], 'body too_short'],
  ])('refuses %j as %s', (body, problem) => {
    try {
      parseFeedback(body, CLASSES, 5)
      expect.unreachable()
    } catch (error) {
      if (!isAppError(error)) throw error
      const detail = error.details['detail'] as { loc: string[]; type: string }[]
      expect(detail.map(({ loc, type }) => `${loc.join('.')} ${type}`)).toEqual([problem])
    }
  })
})

describe('classLabelOf', () => {
  it('keeps the kind of the classes', () => {
    expect(classLabelOf([0, 1], '1')).toBe(1)
    expect(classLabelOf([0, 1], false)).toBe(0)
    expect(classLabelOf(['1', '2', '3'], 2)).toBe('2')
    expect(classLabelOf(['a', 'b'], true)).toBeUndefined()
    expect(classLabelOf(['No', 'Yes'], 'constructor')).toBeUndefined()
    expect(classLabelOf([], '4.5')).toBe(4.5)
    expect(classLabelOf([], 'x')).toBeUndefined()
    expect(classLabelOf([], Number.POSITIVE_INFINITY)).toBeUndefined()
  })
})
