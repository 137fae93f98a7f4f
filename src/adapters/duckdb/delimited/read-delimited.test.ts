// What people's exports hold beyond plain commas and points; the types of plain text are in duckdb-table-reader.test.ts.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AppError } from '../../../core/index.ts'
import type { LoadedTable, ReadOptions } from '../../../data/index.ts'
import { createDuckdbTableReader } from '../duckdb-table-reader.ts'

const reader = createDuckdbTableReader()
let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'delimited-'))
})
afterAll(() => rm(folder, { recursive: true }))

let files = 0
interface Read {
  readonly loaded: LoadedTable
  readonly warnings: string[]
  /** `[type, ...values]` of each column. */
  readonly columns: Record<string, unknown[]>
}

async function read(content: string | Buffer, options: ReadOptions = {}, extension = 'csv'): Promise<Read> {
  const path = join(folder, `t${files++}.${extension}`)
  await writeFile(path, content)
  const warnings: string[] = []
  const reporter = { warn: (message: string) => void warnings.push(message), progress: () => {} }
  const loaded = await reader.read({ kind: 'path', path }, { reporter, ...options })
  const columns = loaded.table.columns.map((column) => [
    column.name,
    column.kind === 'number'
      ? [column.type, ...column.values]
      : [column.source, ...[...column.codes].map((code) => column.categories[code] ?? null)],
  ])
  return { loaded, warnings, columns: Object.fromEntries(columns) }
}

const failure = (content: string | Buffer, options?: ReadOptions): Promise<AppError> =>
  read(content, options).then(
    () => {
      throw new Error('it was read')
    },
    (error: AppError) => error,
  )

describe('a delimiter no one named', () => {
  it.each([
    [';', ';'],
    ['\t', '\\t'],
    ['|', '|'],
  ])('%j is found where it alone splits the header and the records, with a warning', async (delimiter, shown) => {
    const text = 'a,n\n"x, y",1.5\nz,2\n'.replaceAll(/,(?! )/g, delimiter)
    const { columns, warnings, loaded } = await read(text)
    expect(columns).toEqual({ a: ['text', 'x, y', 'z'], n: ['double', 1.5, 2] })
    expect(warnings).toEqual([expect.stringContaining(`Set data.delimiter: "${shown}"`)])
    expect(loaded.reading).toEqual({ foundDelimiter: delimiter })
  })

  it('is found without a word where an earlier file had it, and gives way where it does not fit', async () => {
    const found = { foundDelimiter: ';' }
    const alike = await read('a;b,c\n1;2\n', found)
    expect([Object.keys(alike.columns), alike.warnings]).toEqual([['a', 'b,c'], []])
    expect(Object.keys((await read('a,b\n1,2\n', found)).columns)).toEqual(['a', 'b'])
    expect(Object.keys((await read('a\tb\n1\t2\n', found, 'tsv')).columns)).toEqual(['a', 'b'])
  })

  it('a header of one name stays one column', async () => {
    expect((await read('a\n1;2\n')).columns).toEqual({ a: ['text', '1;2'] })
  })
})

describe('a question mark among the values', () => {
  const text = 'job,age,note\nclerk,3,a\n?,4,what?\nclerk,?,b\n'

  it('is named once with its columns, and the option that makes it missing', async () => {
    const { warnings, columns } = await read(text)
    expect(warnings).toEqual([
      `"?" is a category of columns 'job', 'age'. Set data.null_values: ["?"] if it means missing`,
    ])
    expect(columns['job']).toEqual(['text', 'clerk', '?', 'clerk'])
  })

  it('is missing without a word where the config says so', async () => {
    const { warnings, columns } = await read(text, { nullValues: ['?'] })
    expect(warnings).toEqual([])
    expect(columns['age']).toEqual(['double', 3, 4, Number.NaN])
  })
})

describe('formatted numbers', () => {
  it('are numbers, with a warning that says what a value became', async () => {
    const { columns, warnings, loaded } = await read(
      'price,seats,share,rate\n"$1,234.56","12,573",45%,1.5\n$7.00,980,3%,2\n,"1,001",0%,2.25\n',
    )
    expect(columns).toEqual({
      price: ['double', 1234.56, 7, Number.NaN],
      seats: ['long', 12_573, 980, 1001],
      share: ['double', 45, 3, 0],
      rate: ['double', 1.5, 2, 2.25],
    })
    expect(warnings).toEqual([
      "column 'price' is read as numbers: '$1,234.56' is 1234.56",
      "column 'seats' is read as numbers: '12,573' is 12573",
      "column 'share' is read as numbers: '45%' is 45",
    ])
    expect(loaded.reading).toEqual({
      formats: {
        price: { decimal: '.', thousands: ',' },
        seats: { decimal: '.', thousands: ',' },
        share: { decimal: '.', thousands: ',' },
      },
    })
  })

  it('may come after plain ones, and have a decimal comma', async () => {
    const rows = Array.from({ length: 3000 }, (_, i) => `${i};${i < 2999 ? i : '"1.234,5"'};12,57`)
    const { columns, warnings } = await read(`a;late;comma\n${rows.join('\n')}`, { delimiter: ';' })
    expect(columns['late']!.slice(-2)).toEqual([2998, 1234.5])
    expect(columns['comma']!.slice(0, 2)).toEqual(['double', 12.57])
    expect(warnings).toHaveLength(2)
  })

  it('that can be read in two ways stay as they are, and are refused where numbers must be', async () => {
    const content = 'n,y\n"12,573",1\n"1,234",2\n'
    expect((await read(content)).columns['n']).toEqual(['number', '12,573', '1,234'])
    expect((await failure(content, { numeric: ['n'] })).message).toMatch(
      /t\d+\.csv:2: "12,573" in the numeric column 'n' can be read as two numbers\. Say which with data\.decimal/,
    )
    expect((await read(content, { thousands: ',' })).columns['n']).toEqual(['long', 12_573, 1234])
    expect((await read(content, { decimal: ',' })).columns['n']).toEqual(['double', 12.573, 1.234])
  })

  it('are read as the other columns of the file write theirs', async () => {
    expect((await read('n;m\n12,573;1,5\n1,234;2,25\n', { delimiter: ';' })).columns['n']![1]).toBe(12.573)
    const { columns, warnings } = await read('n;m\n12.573;1,5\n1.234;2,25\n', { delimiter: ';' })
    expect(columns['n']).toEqual(['double', 12.573, 1.234])
    expect(warnings.join()).toMatch(/'n' is read with a decimal point \(12\.573\), where others have a decimal comma/)
  })

  it('have a decimal comma everywhere where one is set: a point is no mark for decimals then', async () => {
    const { columns } = await read('a;b;c\n1,5;1.234;1.5\n2;2.000;2\n', { delimiter: ';', decimal: ',' })
    expect(columns).toEqual({
      a: ['double', 1.5, 2],
      b: ['long', 1234, 2000],
      c: ['text', '1.5', '2'],
    })
  })

  it('are read as before where the format is known, however few they are', async () => {
    const formats = { n: { decimal: ',', thousands: '.' } } as const
    const { columns, warnings } = await read('n;t\n1.234;1,5\n', { delimiter: ';', formats, text: ['t'] })
    expect(columns).toEqual({ n: ['long', 1234], t: ['text', '1,5'] })
    expect(warnings).toEqual([])
    expect((await failure('n;t\n12.5;x\n', { delimiter: ';', formats, numeric: ['n'] })).message).toMatch(
      /:2: "12\.5" in the numeric column 'n' is no number/,
    )
  })

  it('of many columns are told of a few', async () => {
    const names = Array.from({ length: 9 }, (_, i) => `c${i}`)
    const { warnings } = await read(`${names.join(',')}\n${names.map(() => '$1').join(',')}\n`)
    expect(warnings).toHaveLength(6)
    expect(warnings.at(-1)).toBe('4 more columns read as numbers')
  })
})

describe('dates', () => {
  it('are dates in the ways exports write them', async () => {
    const { columns } = await read(
      'd,e,f\n31/12/2024,12/31/24 11:59 PM,31-Dec-2024\n01/02/2024,1/1/24 1:00 AM,1-Jan-2025\n',
    )
    expect(Object.values(columns).map(([source]) => source)).toEqual(['date', 'date', 'date'])
  })
})

describe('spaces after delimiters', () => {
  const content = 'age, job, note, y\n39, clerk, "a,b", <=50K\n50, exec, "x""", >50K\n7, , "", <=50K\n'

  it('are left out where every field has one', async () => {
    const { columns, warnings, loaded } = await read(content)
    expect(columns).toEqual({
      age: ['long', 39, 50, 7],
      job: ['text', 'clerk', 'exec', null],
      note: ['text', 'a,b', 'x"', null],
      y: ['text', '<=50K', '>50K', '<=50K'],
    })
    expect(warnings).toEqual([
      expect.stringMatching(/a space follows every delimiter, and is left out.*skipinitialspace: false/),
    ])
    expect(loaded.reading).toEqual({ skipInitialSpace: true })
  })

  it('stay where a field has none, or where they are to stay', async () => {
    expect((await read('a, b\n1, x\n2,y\n')).columns[' b']).toEqual(['text', ' x', 'y'])
    expect((await read('a, b\n1, x\n', { skipInitialSpace: false })).columns[' b']).toEqual(['text', ' x'])
    expect((await read('a,b\n1, x\n2,y\n', { skipInitialSpace: true })).columns['b']).toEqual(['text', 'x', 'y'])
  })
})

describe('headers', () => {
  it('may have line feeds within quotes where lines end with CRLF, as Excel writes', async () => {
    const { columns } = await read('\uFEFF"Amount\n(EUR)",kind\r\n1,"x\ny"\r\n2,z\r\n')
    expect(columns).toEqual({ 'Amount\n(EUR)': ['long', 1, 2], kind: ['text', 'x\ny', 'z'] })
  })

  it('may be missing', async () => {
    expect((await read('1,x\n2,y\n', { header: false })).columns).toEqual({ 0: ['long', 1, 2], 1: ['text', 'x', 'y'] })
    expect((await read('1,x\n', { names: ['a', 'b'] })).columns).toEqual({ a: ['long', 1], b: ['text', 'x'] })
    expect((await read('p,q\n1,x\n', { names: ['a', 'b'], header: true })).columns).toEqual({
      a: ['long', 1],
      b: ['text', 'x'],
    })
    expect((await failure('1,x\n', { names: ['a'] })).message).toMatch(/:1: the line has 2 fields, data\.names 1/)
    expect((await failure('1,x\n2\n', { header: false })).message).toMatch(/:2: the line has 1 field, the first 2/)
  })

  it('that are numbers alone are suspected to be rows', async () => {
    const { warnings } = await read('39,7.5\n1,2\n')
    expect(warnings).toEqual([expect.stringMatching(/is numbers alone: 39, 7\.5.*data\.header: false/)])
    expect((await read('0,1\n5,6\n')).warnings).toEqual([])
  })

  it('may have names that objects inherit', async () => {
    const { columns, loaded } = await read('__proto__,toString\n"1,5",1\n"2,25",2\n')
    expect(Object.entries(columns)).toHaveLength(2)
    expect(Object.hasOwn(loaded.reading!.formats!, '__proto__')).toBe(true)
  })
})

describe('a packed file that is far larger than it seems', () => {
  it('is sampled to the memory that it may take, whatever it says of itself', async () => {
    const rows = 200_000
    const packed = gzipSync(`a,b\n${'1,x\n'.repeat(rows)}`)
    expect(packed.length).toBeLessThan(3000)
    const { loaded, warnings } = await read(packed, { memoryBudget: 640_000 }, 'csv.gz')
    expect(loaded).toMatchObject({ totalRows: rows, sampled: true })
    expect(loaded.table.rows).toBe(10_000)
    expect(warnings).toEqual([expect.stringMatching(/sampled to 10000 of its 200000 rows/)])
  })

  it('may be cut off, which is said', async () => {
    const packed = gzipSync(`a,b\n${Array.from({ length: 5000 }, (_, i) => `${i},${i * i}`).join('\n')}`)
    const path = join(folder, 'cut.csv.gz')
    await writeFile(path, packed.subarray(0, packed.length / 2))
    await expect(reader.read({ kind: 'path', path })).rejects.toMatchObject({
      code: 'DATA_UNREADABLE',
      message: expect.stringMatching(/cut\.csv\.gz: cannot be read: unexpected end of file/),
    })
  })
})
