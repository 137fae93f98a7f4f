import { describe, expect, it } from 'vitest'
import { findFormat } from './number-format.ts'

const found = (...texts: string[]) => {
  const finding = findFormat(texts)
  return finding.kind === 'one' ? [...finding.values] : finding.kind
}

describe('numbers as people write them', () => {
  it('are read where all fit one format', () => {
    expect(found('$1,234.56', '$0.50', '-$12', '$-3.5', '($7.25)')).toEqual([1234.56, 0.5, -12, -3.5, -7.25])
    expect(found('12,57', '0,5', '1234,5', '-3')).toEqual([12.57, 0.5, 1234.5, -3])
    expect(found('1.234,56', '12')).toEqual([1234.56, 12])
    expect(found('1,234,567', '12,573', '7')).toEqual([1_234_567, 12_573, 7])
    expect(found("1'234.5", '1’234')).toEqual([1234.5, 1234])
    expect(found('1 234,5 €', '12 345,6 €', '3 €')).toEqual([1234.5, 12_345.6, 3])
    expect(found('45%', '7.5 %', '−3%')).toEqual([45, 7.5, -3])
    expect(found('1,5E-3', '2,25')).toEqual([0.0015, 2.25])
  })

  it('are ambiguous where a comma may be either', () => {
    expect(found('12,573', '1,234')).toBe('ambiguous')
    expect(found('$12.573', '$1.234')).toBe('ambiguous')
    expect(findFormat(['12,573'], { decimal: '.' })).toMatchObject({ kind: 'one', whole: true })
    expect(findFormat(['12,573'], { thousands: ',' }).kind).toBe('one')
    expect(findFormat(['12,573'], { decimal: ',' })).toMatchObject({ values: Float64Array.of(12.573) })
  })

  it('are no numbers where one is not, units differ, or groups are of other lengths', () => {
    const none = [
      ['1,5', 'x'],
      ['$1', '€2'],
      ['5', '5%'],
      ['12,34,567'],
      ['0,123,456'],
      ['1.2.3'],
      ['1_000'],
      ['10.0.0.1'],
    ]
    for (const texts of [
      ...none,
      ['030 123 456'],
      ['--1'],
      ['(1'],
      ['$1€'],
      ['1,,2'],
      [''],
      ['2024-01-31'],
      ['AB 12'],
    ]) {
      expect(found(...texts), texts.join(' ')).toBe('none')
    }
  })

  it('may have a separator anywhere where one is asked for, as in pandas', () => {
    expect(findFormat(['12,34,567'], { thousands: ',' }, true)).toMatchObject({ values: Float64Array.of(1_234_567) })
  })

  it('takes no time over long texts', () => {
    expect(found(' '.repeat(10_000_000))).toBe('none')
    expect(found(`${'1,'.repeat(30)}x`)).toBe('none')
  })
})
