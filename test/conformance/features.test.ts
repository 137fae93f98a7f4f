// Features are what scikit-learn's ColumnTransformer makes of the same rows; column types are what pandas.read_csv finds.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createDuckdbTableReader } from '../../src/adapters/duckdb/index.ts'
import { createRng } from '../../src/core/index.ts'
import type { Table } from '../../src/data/index.ts'
import {
  type FeatureMatrix,
  type FeatureOptions,
  fitFeatures,
  planFeatures,
  transformFeatures,
} from '../../src/features/index.ts'
import { runPython } from './python.ts'

const NUMERIC = ['skewed', 'whole', 'gappy', 'constant', 'tied']
const CATEGORICAL = ['plan', 'city', 'even']
/** `native`: gaps stay. */
const CASES: readonly (FeatureOptions & { readonly native?: true })[] = [
  {},
  { scale: 'standard' },
  { scale: 'minmax', impute: { numeric: 'mean' } },
  { impute: { numeric: 'most_frequent', categorical: { constant: 'missing' } } },
  { impute: { numeric: { constant: -3.5 } }, scale: 'standard', encode: { min_frequency: 12 } },
  { encode: { min_frequency: 0.05 } },
  { encode: { max_categories: 4 } },
  { encode: { max_categories: 3, min_frequency: 2 } },
  { encode: { method: 'ordinal' } },
  { encode: { method: 'ordinal', max_categories: 5 } },
  { native: true },
  { native: true, scale: 'standard' },
  { native: true, scale: 'minmax', encode: { min_frequency: 0.05 } },
  { native: true, encode: { max_categories: 4 } },
  { native: true, encode: { method: 'ordinal' } },
  { native: true, encode: { method: 'ordinal', min_frequency: 12 } },
]

const TYPES = [
  'whole,signed,zero_padded,gaps,na_words,float,exponent,round,flag,FLAG,gappy_flag,text,mixed,underscore,hex,infinite,padded,day,empty,large,past,quoted',
  '1,-1,007,1,1,0.5,1e3,1.0,True,TRUE,True,a,1,1_0,0x1,inf,1,2024-01-01,,9007199254740993,99999999999999999999,"1"',
  '2,+2,010,,NA,1,2E-2,2.0,False,false,,b,x,2,2,1.5, 2,2024-01-02,,1,1,"2"',
  '3,3,003,3,null,2.25,.5,3.0,true,true,False,NaN,3,3,3,-Infinity,3 ,2024-01-03,,2,2,"3"',
].join('\n')

/** What MLflow's enforcement asks of a DataFrame column for each of our types. */
const DTYPE = { long: 'int64', double: 'float64', boolean: 'bool', string: 'object' } as const

interface Answer {
  readonly dtypes: Record<string, string>
  readonly cases: readonly { names: string[]; train: (number | null)[][]; test: (number | null)[][] }[]
}

function csv(seed: number, rows: number, extra: readonly string[]): string {
  const rng = createRng(seed)
  const pick = (values: readonly string[]): string => values[Math.floor(rng.next() ** 2 * values.length)]!
  const sometimes = (text: string): string => (rng.next() < 0.1 ? '' : text)
  const cities = [...Array.from({ length: 30 }, (_, i) => `Città ${i}`), 'a, "b"', 'É', '𝒳', '\uFF21', ...extra]
  const lines = Array.from({ length: rows }, () =>
    [
      sometimes(String(Math.exp(3 * rng.normal()))),
      String(rng.int(1000)),
      sometimes(String(rng.int(50))),
      '0.1',
      sometimes(String(rng.int(4))),
      sometimes(pick(['Month-to-month', 'One year', 'Two year', ...extra])),
      sometimes(`"${pick(cities).replaceAll('"', '""')}"`),
      sometimes(['b', 'a', 'd', 'c'][rng.int(4)]!),
    ].join(','),
  )
  return `${[...NUMERIC, ...CATEGORICAL].join(',')}\n${lines.join('\n')}\n`
}

describe('features against scikit-learn', () => {
  let folder: string
  let answer: Answer
  let train: Table
  let test: Table
  let types: Table
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mw-features-'))
    const path = (name: string): string => join(folder, `${name}.csv`)
    await writeFile(path('train'), csv(1, 400, []))
    await writeFile(path('test'), csv(2, 200, ['never seen', 'nor this']))
    await writeFile(path('types'), TYPES)
    const read = async (name: string): Promise<Table> =>
      (await createDuckdbTableReader().read({ kind: 'path', path: path(name) })).table
    ;[train, test, types] = [await read('train'), await read('test'), await read('types')]
    answer = await runPython<Answer>('sklearn', 'features.py', {
      train: path('train'),
      test: path('test'),
      types: path('types'),
      numeric: NUMERIC,
      categorical: CATEGORICAL,
      cases: CASES,
    })
  })
  afterAll(() => rm(folder, { recursive: true }))

  it.each(CASES.map((options, i) => [JSON.stringify(options), options, i] as const))(
    'agree on %s',
    async (_, options, i) => {
      const expected = answer.cases[i]!
      const plan = planFeatures(train, { numeric: NUMERIC, categorical: CATEGORICAL, ...options })
      const fitted = await fitFeatures(train, plan, {
        precision: 'float64',
        scaleByDefault: false,
        takesMissing: options.native === true,
      })
      for (const [table, oracle] of [
        [train, expected.train],
        [test, expected.test],
      ] as const) {
        const actual = await transformFeatures(fitted, table)
        expect(actual.names).toEqual(
          expected.names.map((name) => name.replace('_infrequent_sklearn', '_infrequent').replace(/_nan$/, '_missing')),
        )
        expect(worstDifference(actual, oracle)).toBeLessThanOrEqual(1e-12)
      }
    },
  )

  it('reads columns with the types of pandas', () => {
    const expected = new Map(Object.entries(answer.dtypes))
    const ours = types.columns.map(({ name, type }) => [name, DTYPE[type]])
    // pandas has no float for integers beyond 64 bits: it keeps them as Python objects (uint64 where they fit).
    expect(expected.get('past')).toMatch(/object|uint64|float64/)
    expected.set('past', 'float64')
    expect(ours).toEqual([...expected])
  })
})

/** Relative where values are large. */
function worstDifference({ columns }: FeatureMatrix, oracle: readonly (readonly (number | null)[])[]): number {
  expect(columns).toHaveLength(oracle.length)
  let worst = 0
  for (const [j, column] of columns.entries()) {
    for (let i = 0; i < column.length; i++) {
      const expected = oracle[j]![i]!
      if (expected === null || Number.isNaN(column[i]!)) {
        expect([expected, column[i]]).toEqual([null, Number.NaN])
        continue
      }
      worst = Math.max(worst, Math.abs(column[i]! - expected) / Math.max(1, Math.abs(expected)))
    }
  }
  return worst
}
