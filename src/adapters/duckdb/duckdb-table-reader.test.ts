import { execFileSync } from 'node:child_process'
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AppError } from '../../core/index.ts'
import type { LoadedTable, ReadOptions, Table } from '../../data/index.ts'
import { createDuckdbTableReader } from './duckdb-table-reader.ts'

const reader = createDuckdbTableReader()
let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "mw reader's-"))
})
afterAll(() => rm(folder, { recursive: true }))

let files = 0
async function file(content: string | Buffer, extension = 'csv'): Promise<string> {
  const path = join(folder, `file-${files++}.${extension}`)
  await writeFile(path, content)
  return path
}

interface Read {
  readonly loaded: LoadedTable
  readonly warnings: readonly string[]
  /** `[type, ...values]` of each column. */
  readonly columns: Record<string, unknown[]>
}

async function readPath(path: string, options: ReadOptions = {}): Promise<Read> {
  const warnings: string[] = []
  const reporter = { warn: (message: string) => warnings.push(message), progress: () => {} }
  const loaded = await reader.read({ kind: 'path', path }, { reporter, ...options })
  return { loaded, warnings, columns: contentOf(loaded.table) }
}

function contentOf(table: Table): Record<string, unknown[]> {
  return Object.fromEntries(
    table.columns.map((column) => [
      column.name,
      column.kind === 'number'
        ? [column.type, ...column.values]
        : [column.source, ...[...column.codes].map((code) => column.categories[code] ?? null)],
    ]),
  )
}

const read = async (content: string | Buffer, options: ReadOptions = {}, extension = 'csv'): Promise<Read> =>
  readPath(await file(content, extension), options)

const query = (text: string): Promise<LoadedTable> => reader.read({ kind: 'sql', query: text, folders: [folder] })
const quoted = (path: string): string => path.replaceAll("'", "''")
const refusal = (text: string): Promise<AppError> => failure(query(text))

async function failure(work: Promise<unknown>): Promise<AppError> {
  return work.then(
    () => {
      throw new Error('it was read')
    },
    (error: AppError) => error,
  )
}

describe('types of a CSV file', () => {
  it('are long without gaps, double with gaps or points, boolean, text and dates', async () => {
    const { columns } = await read(
      [
        'whole,gaps,float,flag,gappy,day,stamp,text,code',
        '1,1,0.5,true,TRUE,2024-01-31,2024-01-31 10:00:00,a b,007',
        '-2,,1e3,False,,2024-02-01,2024-02-01T10:00:00Z, x ,010',
        '+3,NA,-.5,TRUE,false,,2024-02-01,NaN,003',
      ].join('\n'),
    )
    expect(columns).toEqual({
      whole: ['long', 1, -2, 3],
      gaps: ['double', 1, Number.NaN, Number.NaN],
      float: ['double', 0.5, 1000, -0.5],
      flag: ['boolean', 1, 0, 1],
      gappy: ['text', 'True', null, 'False'],
      day: ['date', '2024-01-31', '2024-02-01', null],
      stamp: ['date', '2024-01-31 10:00:00', '2024-02-01T10:00:00Z', '2024-02-01'],
      text: ['text', 'a b', ' x ', null],
      code: ['long', 7, 10, 3],
    })
  })

  it('are double where text is numbers and blanks', async () => {
    const { columns } = await read('total,plan\n1.5,a\n ,b\n"\t",c\n 2 ,d\n')
    expect(columns['total']).toEqual(['double', 1.5, Number.NaN, Number.NaN, 2])
  })

  it('are text where DuckDB would see a number and pandas does not', async () => {
    const { columns } = await read('a,b,c,d\n1_000,0x1F,NAN,5\n2,3,4,5%\n')
    expect(Object.values(columns).map(([type]) => type)).toEqual(['text', 'text', 'text', 'text'])
  })

  it('know the words for missing of pandas and of the caller', async () => {
    const words = ['NA', 'N/A', 'null', 'NULL', 'None', 'nan', 'NaN', '#N/A', '<NA>', '"NA"', 'unknown', '1']
    const { columns } = await read(`x,y\n${words.map((word) => `${word},a`).join('\n')}`, { nullValues: ['unknown'] })
    expect(columns['x']).toEqual(['double', ...Array<number>(11).fill(Number.NaN), 1])
  })

  it('are double without values where all are missing', async () => {
    expect((await read('x,y\n,1\n,2\n')).columns['x']).toEqual(['double', Number.NaN, Number.NaN])
  })

  it('keep infinities and rounded integers with a warning', async () => {
    const { columns, warnings } = await read(
      'x,big,huge\ninf,9007199254740993,99999999999999999999\n-Infinity,2,1\n3,4,5\n',
    )
    expect(columns['x']).toEqual(['double', Infinity, -Infinity, 3])
    expect(columns['big']).toEqual(['long', 9007199254740992, 2, 4])
    expect(columns['huge']![0]).toBe('double')
    expect(warnings).toEqual([
      expect.stringMatching(/^column 'x' has 2 infinite values \(first: .*:2\)$/),
      "column 'big' has 1 integers beyond 2^53, which are rounded",
      "column 'huge' has 1 integers beyond 2^53, which are rounded",
    ])
  })

  it('hold 10,000 categories in order of appearance', async () => {
    const names = Array.from({ length: 20_000 }, (_, i) => `c${(i * 7919) % 10_000}`)
    const { columns, loaded } = await read(`c,x\n${names.map((name) => `${name},1`).join('\n')}`)
    expect(columns['c']!.slice(1)).toEqual(names)
    const column = loaded.table.columns[0]!
    expect(column.kind === 'text' && column.categories.slice(0, 3)).toEqual(['c0', 'c7919', 'c5838'])
    expect(column.kind === 'text' && column.categories).toHaveLength(10_000)
  })
})

describe('shapes of a CSV file', () => {
  it('may have a byte order mark, quoted fields over lines, names that differ in case, blank lines and CRLF', async () => {
    const { columns } = await read('\uFEFFa,A,"x ""y"", z"\r\n1,2,"line\r\nbreak"\r\n\r\n3,4,"say ""hi"""\r\n')
    expect(columns).toEqual({
      a: ['long', 1, 3],
      A: ['long', 2, 4],
      'x "y", z': ['text', 'line\r\nbreak', 'say "hi"'],
    })
  })

  it('may be packed, separated by tabs or by what the caller says', async () => {
    const expected = { a: ['long', 1], b: ['text', 'x,y'] }
    expect((await read(gzipSync('a,b\n1,"x,y"\n'), {}, 'csv.gz')).columns).toEqual(expected)
    expect((await read('a\tb\n1\tx,y\n', {}, 'tsv')).columns).toEqual(expected)
    expect((await read('a;b\n1;x,y\n', { delimiter: ';' })).columns).toEqual(expected)
  })

  it('may have a name with characters of a glob', async () => {
    const path = join(folder, 'a[1]*.csv')
    await writeFile(path, 'a,b\n1,2\n')
    expect((await readPath(path)).columns).toEqual({ a: ['long', 1], b: ['long', 2] })
  })

  it('may be cut to the columns that are wanted, in their order', async () => {
    const path = await file('a,b,c\n1,2,3\n')
    expect(Object.keys((await readPath(path, { columns: ['c', 'a'] })).columns)).toEqual(['c', 'a'])
    const error = await failure(readPath(path, { columns: ['aa'] }))
    expect(error).toMatchObject({ code: 'DATA_COLUMN_MISSING', message: expect.stringMatching(/did you mean 'a'/) })
  })

  it('name unnamed columns as pandas does', async () => {
    expect(Object.keys((await read(',x\n0,1\n')).columns)).toEqual(['Unnamed: 0', 'x'])
  })
})

describe('bad input', () => {
  const cases: [string, string | Buffer, string, RegExp, ReadOptions?][] = [
    ['an empty file', '', 'DATA_EMPTY', /file-\d+\.csv: the file is empty/],
    ['a file of blank lines', '\n\n', 'DATA_EMPTY', /the file is empty/],
    ['a header only', 'a,b\n', 'DATA_EMPTY', /there are no rows, only a header/],
    ['a line too long', 'a,b\n1,2\n3,4,5\n', 'DATA_UNREADABLE', /file-\d+\.csv:3: the line has 3 fields, the header 2/],
    ['a line too short', 'a,b\n1\n', 'DATA_UNREADABLE', /:2: the line has 1 field, the header 2/],
    ['an open quote', 'a,b\n1,"2\n3,4\n', 'DATA_UNREADABLE', /:2: a quote is not closed/],
    [
      'semicolons and bars',
      'a;b;c|d\n1;2;3|4\n',
      'DATA_UNREADABLE',
      /a semicolon would split it into 3.*data\.delimiter: ";"/,
    ],
    [
      'tabs here, not there',
      'a\tb\n1\t2\n3\n',
      'DATA_UNREADABLE',
      /a tab would split it into 2.*data\.delimiter: "\\t"/,
    ],
    ['another delimiter than the config says', 'a;b\n1;2\n', 'DATA_UNREADABLE', /a semicolon/, { delimiter: ',' }],
    ['UTF-16', Buffer.from('\uFEFFa,b\n1,2\n', 'utf16le'), 'DATA_UNREADABLE', /is UTF-16, not UTF-8.*iconv -f UTF-16/],
    ['UTF-16 unmarked', Buffer.from('a,b\n1,2\n', 'utf16le'), 'DATA_UNREADABLE', /zero bytes.*iconv -f UTF-16LE/],
    ['Latin-1', Buffer.from('a,b\n1,caf\xe9\n', 'latin1'), 'DATA_UNREADABLE', /:2: the text is not UTF-8.*iconv/],
    ['Latin-1 in the header', Buffer.from('caf\xe9,b\n1,2\n', 'latin1'), 'DATA_UNREADABLE', /not UTF-8.*iconv/],
    ['two columns of one name', 'a,b,a\n1,2,3\n', 'DATA_COLUMN_DUPLICATE', /named 'a' \(columns 1 and 3\)/],
    [
      'text among numbers',
      'x,n\n"a\nb",1\n\nc,oops\nd,\ne,oops\n',
      'DATA_VALUE_INVALID',
      /file-\d+\.csv:5: "oops" in the numeric column 'n' is no number \(2 such values\).*data\.null_values: \["oops"\]/,
      { numeric: ['n'] },
    ],
  ]
  it.each(cases)('%s', async (_, content, code, message, options) => {
    const error = await failure(read(content, options))
    expect(error).toMatchObject({ name: 'AppError', code })
    expect(error.message).toMatch(message)
  })

  it('a missing file: names the nearest', async () => {
    await writeFile(join(folder, 'churn_train.csv'), 'a\n1\n')
    expect(await failure(readPath(join(folder, 'churn_trian.csv')))).toMatchObject({
      code: 'DATA_NOT_FOUND',
      message: expect.stringMatching(/no such file \(did you mean 'churn_train\.csv'\?\)/),
    })
  })

  it('a glob without a match, a folder, an unknown kind, an address', async () => {
    const messages = [join(folder, 'none-*.csv'), folder, await file('a', 'xlsx'), 's3://bucket/a.csv'].map(
      async (path) => (await failure(readPath(path))).message,
    )
    expect(await Promise.all(messages)).toEqual([
      expect.stringMatching(/no file matches the pattern/),
      expect.stringMatching(/is a folder.*\*\.csv/),
      expect.stringMatching(/unknown kind of data file/),
      expect.stringMatching(/remote data is not supported/),
    ])
  })

  it('a pipe and a device, for what they are', async () => {
    const pipe = join(folder, 'pipe.csv')
    execFileSync('mkfifo', [pipe])
    for (const [path, kind] of [
      [pipe, 'a pipe'],
      ['/dev/zero', 'a device'],
    ] as const) {
      expect(await failure(readPath(path))).toMatchObject({
        code: 'DATA_NOT_FOUND',
        message: expect.stringMatching(`is ${kind}, not a regular file`),
        fix: expect.stringContaining('to a file first'),
      })
    }
  })

  it('a broken Parquet or JSON file', async () => {
    expect(await failure(read('not parquet', {}, 'parquet'))).toMatchObject({ code: 'DATA_UNREADABLE' })
    expect(await failure(read('{"a":1}\n{"a":\n', {}, 'jsonl'))).toMatchObject({ code: 'DATA_UNREADABLE' })
  })
})

describe('several files', () => {
  it('of a glob are one table in the order of their names, hashed in that order', async () => {
    await writeFile(join(folder, 'part-b.csv'), 'a,b\n3,4\n')
    await writeFile(join(folder, 'part-a.csv'), 'a,b\n1,x\n')
    const { loaded, columns } = await readPath(join(folder, 'part-*.csv'))
    expect(columns).toEqual({ a: ['long', 1, 3], b: ['text', 'x', '4'] })
    expect(loaded.files.map((name) => name.slice(-10))).toEqual(['part-a.csv', 'part-b.csv'])
    const { loaded: joined } = await read('a,b\n1,x\na,b\n3,4\n')
    expect(loaded.sha256).toBe(joined.sha256)
    expect(loaded.sha256).toMatch(/^[0-9a-f]{64}$/)
    expect(await failure(readPath(join(folder, 'part-*.csv'), { numeric: ['b'] }))).toMatchObject({
      message: expect.stringMatching(/part-a\.csv:2: "x"/),
    })
  })

  it('must have the same header', async () => {
    await writeFile(join(folder, 'odd-1.csv'), 'a,b\n3,4\n')
    await writeFile(join(folder, 'odd-2.csv'), 'a,c\n1,2\n')
    const error = await failure(readPath(join(folder, 'odd-*.csv')))
    expect(error.message).toMatch(/odd-2\.csv:1: the columns differ from those of .*odd-1\.csv/)
  })
})

describe('other sources', () => {
  it('JSON lines keep types, text that looks like a date, and leave nested values out', async () => {
    const { columns, warnings } = await read(
      '{"a":-1,"b":2.5,"c":"007","d":"2024-01-31","e":true,"n":{"x":1}}\n{"a":2,"b":null,"c":"8","d":null,"e":false}\n',
      {},
      'jsonl',
    )
    expect(columns).toEqual({
      a: ['long', -1, 2],
      b: ['double', 2.5, Number.NaN],
      c: ['text', '007', '8'],
      d: ['date', '2024-01-31', null],
      e: ['boolean', 1, 0],
    })
    expect(warnings).toEqual([expect.stringMatching(/'n' is left out/)])
  })

  it('JSON lines of many keys are as many columns', async () => {
    const keys = Array.from({ length: 300 }, (_, i) => `"k${i}":${i / 4}`).join(',')
    const { columns } = await read(`{${keys}}\n{${keys}}\n`, {}, 'jsonl')
    expect(Object.keys(columns)).toHaveLength(300)
    expect(columns['k299']).toEqual(['double', 74.75, 74.75])
  })

  it('JSON lines of endless depth lose the column that has it', async () => {
    const deep = `${'{"k":'.repeat(10_000)}1${'}'.repeat(10_000)}`
    const { columns, warnings } = await read(`{"a":1,"d":${deep}}\n{"a":2,"d":${deep}}\n`, {}, 'jsonl')
    expect(columns).toEqual({ a: ['long', 1, 2] })
    expect(warnings).toEqual([expect.stringMatching(/^column 'd' is left out/)])
  })

  it('a query gives a table; its hash follows text and result', async () => {
    const path = await file('a,b\n1,x\n2,y\n')
    const sql = `SELECT a * 10 AS tens, b, CAST('2024-01-31' AS DATE) AS day FROM '${path.replaceAll("'", "''")}' ORDER BY a;`
    const loaded = await query(sql)
    expect(contentOf(loaded.table)).toEqual({
      tens: ['long', 10, 20],
      b: ['text', 'x', 'y'],
      day: ['date', '2024-01-31', '2024-01-31'],
    })
    expect((await query(sql)).sha256).toBe(loaded.sha256)
    await writeFile(path, 'a,b\n1,x\n2,z\n')
    expect((await query(sql)).sha256).not.toBe(loaded.sha256)
  })

  it('a query reads the folders that it may, and nothing else of this machine', async () => {
    const outside = await mkdtemp(join(tmpdir(), 'mw-outside-'))
    await writeFile(join(outside, 'secret.csv'), 'a\n1\n')
    const beside = `${folder}-beside`
    await symlink(outside, beside)
    const link = join(folder, 'link')
    await symlink(outside, link)
    for (const from of [
      "read_text('/etc/passwd')",
      "glob('/etc/*')",
      `'${quoted(join(outside, 'secret.csv'))}'`,
      `'${quoted(folder)}/../${basename(outside)}/secret.csv'`,
      `'${quoted(join(link, 'secret.csv'))}'`,
      `'${quoted(join(beside, 'secret.csv'))}'`,
    ]) {
      expect(await refusal(`SELECT * FROM ${from}`)).toMatchObject({
        code: 'DATA_UNREADABLE',
        message: expect.stringMatching(/not below the project's folder.*query_folders/),
      })
    }
    expect(await refusal("SELECT * FROM 'https://example.org/a.csv'")).toMatchObject({
      message: expect.stringMatching(/remote data is not supported/),
    })
    const sql = `SELECT * FROM '${quoted(join(outside, 'secret.csv'))}'`
    const { table: found } = await reader.read({ kind: 'sql', query: sql, folders: [folder, outside] })
    expect(found.rows).toBe(1)
    await rm(beside)
    await rm(outside, { recursive: true })
  })

  it('a query that is none, or several, is refused', async () => {
    expect(await refusal('SELECT 1; SELECT 2')).toMatchObject({
      message: 'data.query: the query has 2 statements. Write one SELECT',
    })
    expect(await refusal('SELEKT 1')).toMatchObject({ code: 'DATA_UNREADABLE', where: 'data.query' })
    expect(await refusal(`COPY (SELECT 1) TO '${join(folder, 'stolen.csv').replaceAll("'", "''")}'`)).toMatchObject({
      code: 'DATA_UNREADABLE',
    })
    expect(await refusal('SELECT 1 AS a WHERE false')).toMatchObject({ code: 'DATA_EMPTY' })
  })
})

describe('a table larger than memory', () => {
  const n = 5000
  const content = `i,t\n${Array.from({ length: n }, (_, i) => `${i},row ${i}`).join('\n')}\n`

  it('is sampled in the order of the file, the same for a seed, with a warning', async () => {
    const path = await file(content)
    const sample = await readPath(path, { memoryBudget: 64_000, seed: 1 })
    const { loaded, columns, warnings } = sample
    expect(loaded).toMatchObject({ totalRows: n, sampled: true })
    expect(loaded.table.rows).toBe(1000)
    expect(warnings).toEqual([expect.stringMatching(/sampled to 1000 of its 5000 rows, because it is larger/)])
    const rows = columns['i']!.slice(1) as number[]
    expect(rows).toEqual(rows.toSorted((a, b) => a - b))
    expect(columns['t']!.slice(1)).toEqual(rows.map((i) => `row ${i}`))
    // Spread over the file: about a tenth of the sample in each tenth of the rows.
    for (let tenth = 0; tenth < 10; tenth++) {
      const share = rows.filter((i) => Math.floor(i / 500) === tenth).length
      expect(share).toBeGreaterThan(60)
      expect(share).toBeLessThan(140)
    }
    expect((await readPath(path, { memoryBudget: 64_000, seed: 1 })).columns).toEqual(columns)
    expect((await readPath(path, { memoryBudget: 64_000, seed: 2 })).columns).not.toEqual(columns)
    expect((await readPath(path)).loaded.sha256).toBe(loaded.sha256)
  })

  it('is sampled to the rows that are allowed', async () => {
    const { loaded, warnings } = await read(content, { maxRows: 10 })
    expect([loaded.table.rows, warnings.length]).toEqual([10, 1])
    expect((await read(content, { maxRows: n })).loaded.sampled).toBe(false)
  })

  it('still names the line of stray text', async () => {
    const stray = content.replace('row 4321', 'stray').replaceAll(/row (\d+)/g, '$1')
    const error = await failure(read(stray, { maxRows: 4999, numeric: ['t'], seed: 3 }))
    expect(error.message).toMatch(/\.csv:4323: "stray"/)
  })
})
