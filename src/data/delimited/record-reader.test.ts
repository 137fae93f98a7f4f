import { describe, expect, it } from 'vitest'
import { createRecordReader } from './record-reader.ts'

interface Options {
  readonly chunk?: number
  readonly skipInitialSpace?: boolean
}

/** The fields of each record, the line before them. */
function read(text: string, { chunk = Infinity, skipInitialSpace = false }: Options = {}): unknown[][] {
  const records: unknown[][] = []
  const reader = createRecordReader({
    delimiter: ',',
    skipInitialSpace,
    where: (line) => `t.csv:${line}`,
    take({ bytes, starts, ends, fields, line }) {
      records.push([line, ...Array.from({ length: fields }, (_, i) => bytes.toString('utf8', starts[i], ends[i]))])
      return true
    },
  })
  const bytes = Buffer.from(text)
  for (let at = 0; at < bytes.length; at += chunk) reader.push(Buffer.from(bytes.subarray(at, at + chunk)))
  reader.end()
  return records
}

const CASES: readonly (readonly [name: string, text: string, records: unknown[][]])[] = [
  [
    'LF',
    'a,b\n1,2\n',
    [
      [1, 'a', 'b'],
      [2, '1', '2'],
    ],
  ],
  [
    'no end of line',
    'a,b\n1,',
    [
      [1, 'a', 'b'],
      [2, '1', ''],
    ],
  ],
  [
    'CRLF',
    'a,b\r\n1,2\r\n',
    [
      [1, 'a', 'b'],
      [2, '1', '2'],
    ],
  ],
  [
    'CR alone',
    'a,b\r1,2\r\r3,4',
    [
      [1, 'a', 'b'],
      [2, '1', '2'],
      [4, '3', '4'],
    ],
  ],
  [
    'a line feed in a quoted header of CRLF',
    '"a\nx",b\r\n1,2\r\n',
    [
      [1, 'a\nx', 'b'],
      [3, '1', '2'],
    ],
  ],
  [
    'a byte order mark and blank lines',
    '\uFEFF\n\r\na,b\n\n1,2\n\n',
    [
      [3, 'a', 'b'],
      [5, '1', '2'],
    ],
  ],
  [
    'quotes doubled and around delimiters',
    '"a,""b""",""\n"""",x\n',
    [
      [1, 'a,"b"', ''],
      [2, '"', 'x'],
    ],
  ],
  ['text behind a closing quote, as pandas has it', '"a"b,"c""d"e"f"\n', [[1, 'ab', 'c"de"f"']]],
  ['a quote within text', 'a"b,c"\n', [[1, 'a"b', 'c"']]],
  [
    'an empty quoted field, which is no blank line',
    'a\n""\n',
    [
      [1, 'a'],
      [2, ''],
    ],
  ],
  [
    'letters of several bytes',
    'é,𝒳\n"ü""",ß',
    [
      [1, 'é', '𝒳'],
      [2, 'ü"', 'ß'],
    ],
  ],
]

describe('records of delimited text', () => {
  it.each(CASES)('with %s', (_, text, records) => {
    for (const chunk of [Infinity, 1, 2, 3, 5, 7]) expect(read(text, { chunk })).toEqual(records)
  })

  it('have no spaces after a delimiter where these are left out, also before a quote', () => {
    const text = 'a, b\n  1,   "x, y"\n'
    expect(read(text, { skipInitialSpace: true })).toEqual([
      [1, 'a', 'b'],
      [2, '1', 'x, y'],
    ])
    expect(read(text)[1]).toEqual([2, '  1', '   "x', ' y"'])
  })

  it('end with the file: an open quote is refused at its line', () => {
    expect(() => read('a,b\n1,2\n3,"4\n5,6\n')).toThrow('t.csv:3: a quote is not closed')
  })

  it('are not longer than 16 MB', () => {
    const reader = createRecordReader({
      delimiter: ',',
      skipInitialSpace: false,
      where: (l) => `:${l}`,
      take: () => true,
    })
    const chunk = Buffer.alloc(2 ** 20, 'x')
    expect(() => {
      for (let i = 0; i < 64; i++) reader.push(Buffer.from(chunk))
    }).toThrow(':1: the line is longer than 16 MB')
  })
})
