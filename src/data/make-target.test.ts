import { describe, expect, it } from 'vitest'
import { makeTarget, type TargetOptions, targetLike } from './make-target.ts'
import type { Column, ColumnType, Table } from './table.ts'

const number = (values: number[], type: Exclude<ColumnType, 'string'> = 'double'): Column => ({
  kind: 'number',
  name: 'y',
  type,
  values: Float64Array.from(values),
})
const text = (values: string[]): Column => {
  const categories = [...new Set(values)].filter((value) => value !== '')
  const codes = Int32Array.from(values, (value) => categories.indexOf(value))
  return { kind: 'text', name: 'y', type: 'string', source: 'text', categories, codes }
}
const tableOf = (column: Column): Table => ({
  source: 'data.csv',
  rows: column.kind === 'text' ? column.codes.length : column.values.length,
  columns: [column],
})
const make = (column: Column, options?: TargetOptions) => makeTarget(tableOf(column), 'y', options)
const labels = (column: Column, options?: TargetOptions) => {
  const { target } = make(column, options)
  if (target.task === 'regression') throw new Error('no classes')
  return { task: target.task, classes: target.classes, values: [...target.values] }
}

describe('makeTarget', () => {
  it('sorts text classes by code point', () => {
    const column = text(['b', '𝒳', 'b', '\uFF21', 'B', 'B', '𝒳', '\uFF21'])
    expect(labels(column).classes).toEqual(['B', 'b', '\uFF21', '𝒳'])
  })

  it('takes two distinct integers as binary, a few as multiclass, others as regression', () => {
    expect(labels(number([1, 2, 2, 1]))).toEqual({ task: 'binary', classes: [1, 2], values: [0, 1, 1, 0] })
    expect(make(number([0.5, 1.5, 1.5, 0.5])).target.task).toBe('regression')
    expect(labels(number([10, 9, 100, 10, 9, 100])).classes).toEqual([9, 10, 100])
    expect(make(number([0.5, 1, 2, 3])).target.task).toBe('regression')
    expect(make(number(Array.from({ length: 42 }, (_, i) => i % 21))).target.task).toBe('regression')
  })

  it('takes the task that is given', () => {
    expect(make(number([1, 2, 3, 1]), { task: 'regression' }).target.task).toBe('regression')
    const halves = labels(number([0.5, 1, 2, 0.5, 1, 2]), { task: 'classification' })
    expect(halves).toEqual({ task: 'multiclass', classes: ['0.5', '1', '2'], values: [0, 1, 2, 0, 1, 2] })
    expect(() => make(text(['a', 'b']), { task: 'regression' })).toThrow(/'a'.*no regression/)
    expect(() => make(number([1, 1, 2, 2, 3, 3]), { task: 'binary' })).toThrow(/has 3 classes/)
  })

  it('makes booleans the classes false and true, also where a gap made them text', () => {
    expect(labels(number([1, 0, 1, 0], 'boolean'))).toMatchObject({ classes: ['false', 'true'], values: [1, 0, 1, 0] })
    expect(labels(text(['True', '', 'False', 'True', 'False']))).toMatchObject({
      classes: ['false', 'true'],
      values: [1, 0, 1, 0],
    })
  })

  it('moves the positive class to second place', () => {
    const column = text(['bad', 'good', 'bad', 'good'])
    expect(labels(column, { positiveClass: 'bad' })).toMatchObject({ classes: ['good', 'bad'], values: [1, 0, 1, 0] })
    expect(labels(number([1, 0, 1, 0], 'boolean'), { positiveClass: false }).classes).toEqual(['true', 'false'])
    expect(() => make(column, { positiveClass: 'goood' })).toThrow(/no class 'goood'.*did you mean 'good'/)
  })

  it('asks after the affirmation, whatever its place in the alphabet', () => {
    expect(labels(text(['ja', 'nein', 'ja', 'nein']))).toMatchObject({ classes: ['nein', 'ja'], values: [1, 0, 1, 0] })
    for (const [no, yes] of [
      ['NO', 'YES'],
      ['Não', 'Sim'],
      ['net', 'da'],
      ['non', 'oui'],
      ['no', 'si\u0301'],
      ['nie', 'tak'],
      ['n', 'j'],
      ['n', 'y'],
    ] as const) {
      expect(labels(text([yes, no, yes, no])).classes).toEqual([no, yes])
    }
  })

  it('leaves other words in their order, and what the config says above all', () => {
    expect(labels(text(['ja', 'maybe', 'ja', 'maybe'])).classes).toEqual(['ja', 'maybe'])
    expect(labels(text(['ja', 'nein', 'ja', 'nein']), { positiveClass: 'nein' }).classes).toEqual(['ja', 'nein'])
    expect(labels(text(['ja', 'nein', 'weiss', 'ja', 'nein', 'weiss'])).classes).toEqual(['ja', 'nein', 'weiss'])
  })

  it('leaves rows without a target out and says so', () => {
    const warnings: string[] = []
    const reporter = { warn: (message: string) => warnings.push(message), progress: () => {} }
    const { rows, target } = make(number([1, Number.NaN, 0, 1, 0]), { reporter })
    expect([[...rows], target.values.length]).toEqual([[0, 2, 3, 4], 4])
    expect(warnings).toEqual(["1 of 5 rows have no target 'y' and are left out"])
  })

  it.each([
    ['constant', text(['a', 'a']), /constant: every row is 'a'/],
    ['a constant number', number([2, 2]), /constant: every row is 2/],
    ['empty', number([Number.NaN]), /no value in any of 1 rows/],
    ['a class with a single row', text(['a', 'a', 'b']), /class 'b' of the target 'y' has a single row/],
    ['infinite', number([0.5, 1.5, 2.5, Infinity]), /is Infinity in row 4/],
  ])('refuses a target that is %s', (_, column, message) => {
    expect(() => make(column, { where: (key) => `c.yaml:3 ${key}` })).toThrow(
      expect.objectContaining({ code: 'DATA_TARGET_INVALID', where: 'c.yaml:3 data.target_column' }),
    )
    expect(() => make(column)).toThrow(message)
  })

  it('names the nearest column when the target is not in the table', () => {
    expect(() => makeTarget({ ...tableOf(number([1])), source: 'data.csv' }, 'yy')).toThrow(
      /data\.target_column: no column 'yy' in data\.csv \(did you mean 'y'\?\)/,
    )
    expect(() => makeTarget(tableOf(number([1])), 'z')).toThrow(/no column 'z' in data\.csv\. Use one of: y/)
  })

  it('refuses a positive class where there are not two', () => {
    expect(() => make(text(['a', 'b', 'c', 'a', 'b', 'c']), { positiveClass: 'c' })).toThrow(
      /data\.positive_class: .*two/,
    )
    expect(() => make(number([0.5, 1.5, 2.5]), { positiveClass: 1 })).toThrow(/data\.positive_class: .*two/)
  })
})

describe('targetLike', () => {
  const known = make(text(['low', 'high', 'mid', 'low', 'high', 'mid'])).target

  it('has the classes of the known target, also those without a row', () => {
    const { target, rows } = targetLike(known, tableOf(text(['mid', '', 'high'])), {})
    expect(target).toEqual({ ...known, values: Int32Array.of(2, 0) })
    expect([...rows]).toEqual([0, 2])
  })

  it('may be constant, as one row is', () => {
    const numbers = make(number([0.5, 1.5, 2.5])).target
    expect(targetLike(numbers, tableOf(number([7])), {}).target.values).toEqual(Float64Array.of(7))
    expect(targetLike(known, tableOf(text(['low'])), {}).target.values).toEqual(Int32Array.of(1))
  })

  it('refuses a class that training did not have', () => {
    expect(() => targetLike(known, { ...tableOf(text(['low', 'huge'])), source: 'test.csv' }, {})).toThrow(
      /data\.test_path: class 'huge' in row 2 of test\.csv is not in the training data\. The classes are 'high', 'low', 'mid'/,
    )
  })
})

it('takes a column with hundreds of values for no target', () => {
  const many = Array.from({ length: 602 }, (_, i) => `c${i % 301}`)
  expect(() => make(text(many))).toThrow(/has 301 classes, more than 200.*identifier/s)
})
