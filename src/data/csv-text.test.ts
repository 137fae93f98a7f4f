import { describe, expect, it } from 'vitest'
import { parseCsv } from './csv-text.ts'

describe('parseCsv', () => {
  it('reads quotes, doubled quotes, commas and line ends inside them, and a byte order mark', () => {
    expect(parseCsv('\uFEFFa,b\r\n"x, ""y""\n",\n\n,z')).toEqual([
      ['a', 'b'],
      ['x, "y"\n', ''],
      ['', 'z'],
    ])
  })

  it('takes another delimiter', () => {
    expect(parseCsv('a;"b;c";d,e', ';')).toEqual([['a', 'b;c', 'd,e']])
  })
})
