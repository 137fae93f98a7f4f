import { describe, expect, it } from 'vitest'
import { createRng } from '../../core/index.ts'
import { identifyRows } from '../row-identity.ts'
import type { Column, Table } from '../table.ts'
import type { Target } from '../target.ts'
import { findSuspects } from './find-suspects.ts'
import type { Suspect } from './suspect.ts'

const ROWS = 2000
const NONE = Number.NaN

type Cells = readonly (number | string)[]

/** Text and numbers; '' and NaN are missing. */
function columnOf(name: string, cells: Cells): Column {
  if (cells.every((cell) => typeof cell === 'number')) {
    return { kind: 'number', name, type: 'double', values: Float64Array.from(cells as number[]) }
  }
  const categories = [...new Set(cells as string[])].filter((text) => text !== '')
  const codes = Int32Array.from(cells as string[], (text) => categories.indexOf(text))
  return { kind: 'text', name, type: 'string', source: 'text', codes, categories }
}

function each(value: (i: number) => number | string, rows = ROWS): Cells {
  return Array.from({ length: rows }, (_, i) => value(i))
}

/** Charges, tenure and a contract of customers of whom a third leave, with whatever is added or put in their place. */
function customers(rows = ROWS, seed = 1): Record<string, Cells> {
  const rng = createRng(seed)
  const tenure = each(() => rng.int(72), rows)
  const charges = each(() => Math.round(2000 + 8000 * rng.next()) / 100, rows)
  const contract = each(() => ['month', 'year', 'two years'][rng.int(3)]!, rows)
  const left = each((i) => {
    const signal = Number(charges[i]) / 40 - Number(tenure[i]) / 36 + (contract[i] === 'month' ? 1 : 0) + rng.normal()
    return signal > 1.3 ? 'yes' : 'no'
  }, rows)
  return { tenure, charges, contract, left }
}

function targetOf(cells: Cells): Target {
  if (typeof cells[0] === 'number')
    return { task: 'regression', name: 'left', values: Float64Array.from(cells as number[]) }
  const classes = [...new Set(cells as string[])].sort()
  const values = Int32Array.from(cells as string[], (cell) => classes.indexOf(cell))
  return { task: classes.length === 2 ? 'binary' : 'multiclass', name: 'left', classes, values }
}

function suspects(cells: Record<string, Cells>, recalls: readonly number[] = [0.9, 0.5]): Suspect[] {
  const { left, ...rest } = cells
  const target = targetOf(left!)
  const inputs = Object.entries(rest).map(([name, column]) => columnOf(name, column))
  const table: Table = { rows: target.values.length, columns: inputs }
  const identity = identifyRows(table, target, Object.keys(rest))
  return findSuspects({ inputs, target, identity, recalls })
}

describe('a sound table', () => {
  it.each([1, 2, 3, 4, 5])('has no suspect, seed %i', (seed) => {
    expect(suspects(customers(ROWS, seed))).toEqual([])
    expect(suspects(customers(120, seed))).toEqual([])
  })

  it('has none where few columns of few values make rows alike, or a number hardly repeats', () => {
    const { contract, left } = customers()
    const rng = createRng(3)
    const grade = each(() => rng.int(5))
    expect(suspects({ contract: contract!, grade, left: left! })).toEqual([])
    const income = each(() => 20_000 + rng.int(80_000), 300)
    const distance = each(() => rng.next(), 300)
    expect(suspects({ income, distance, left: customers(300)['left']! })).toEqual([])
  })

  it('has none where a strong column does not say all', () => {
    const { left, ...rest } = customers()
    const rng = createRng(2)
    const score = left!.map((cell) => (cell === 'yes' ? 2.5 : 0) + rng.normal())
    expect(suspects({ ...rest, score, left: left! })).toEqual([])
    const spend = each((i) => 3 * Number(rest['charges']![i]) + 30 * rng.normal())
    expect(suspects({ ...rest, left: spend })).toEqual([])
  })
})

describe('a column that predicts the target alone', () => {
  const { left, ...rest } = customers()
  const rng = createRng(7)
  const isYes = left!.map((cell) => cell === 'yes')
  it.each<[string, Cells]>([
    ['as a number', isYes.map((yes) => (yes ? 5 : 0) + rng.next())],
    ['the other way round', isYes.map((yes) => (yes ? -5 : 0) + rng.next())],
    [
      'by range, in the middle',
      isYes.map((yes) => (yes ? 0.5 + 0.1 * rng.next() : rng.next() < 0.5 ? rng.next() / 3 : 1 + rng.next())),
    ],
    ['by what is missing', isYes.map((yes) => (yes ? rng.next() : NONE))],
    ['as text', isYes.map((yes) => (yes ? 'closed' : ['open', 'paused'][rng.int(2)]!))],
    ['as text with a gap', isYes.map((yes) => (yes ? ['price', 'moved'][rng.int(2)]! : ''))],
    ['but for a few rows', isYes.map((yes) => (yes === rng.next() > 0.003 ? 1 : 0))],
  ])('is a leak: %s', (_, leak) => {
    const found = suspects({ ...rest, leak, left: left! })
    expect(found).toContainEqual({ kind: 'leak', column: 'leak', measure: 'roc_auc', score: expect.any(Number) })
    expect(found.filter(({ kind }) => kind === 'leak')).toHaveLength(1)
  })

  it('is a leak where one class in 500 is rare, of three classes, and of a number', () => {
    const rare = each((i) => (i % 500 === 0 ? 'yes' : 'no'), 20_000)
    const leak = rare.map((cell) => (cell === 'yes' ? 1 : 0) + 0.5 * rng.next())
    const noise = each(() => rng.normal(), 20_000)
    expect(suspects({ leak, noise, left: rare })).toMatchObject([{ kind: 'leak', column: 'leak' }])
    const three = each(() => 'abc'[rng.int(3)]!)
    expect(suspects({ ...rest, copy: three.map((cell) => `${cell}!`), left: three })).toMatchObject([
      { kind: 'leak', column: 'copy', measure: 'recall_macro', score: 1 },
    ])
    const price = each(() => rng.normal())
    const taxed = price.map((value) => 1.2 * Number(value) + 0.01 * rng.normal())
    const band = price.map((value) => (Number(value) > 0 ? 'high' : 'low'))
    expect(suspects({ ...rest, taxed, band, left: price })).toMatchObject([
      { kind: 'leak', column: 'taxed', measure: 'r2' },
    ])
  })

  it('is not called one because each of its many values was seen once', () => {
    const street = each((i) => `street ${i % 1900}`)
    expect(suspects({ ...rest, street, left: left! }).filter(({ kind }) => kind === 'leak')).toEqual([])
  })
})

/** A third of the rows twice. */
function repeated(cells: Record<string, Cells>): Record<string, Cells> {
  return Object.fromEntries(
    Object.entries(cells).map(([name, column]) => [name, [...column, ...column.slice(0, ROWS / 2)]]),
  )
}

describe('copies', () => {
  it('are counted', () => {
    expect(suspects(repeated(customers()))).toEqual([
      { kind: 'duplicate_rows', rows: expect.closeTo(1000, -2), share: expect.closeTo(1 / 3, 2), apartFrom: [] },
    ])
  })

  it('are found behind a row number, which is named', () => {
    const cells = repeated(customers())
    const id = cells['left']!.map((_, i) => 5000 + i)
    const found = suspects({ id, ...cells })
    expect(found.map(({ kind }) => kind)).toEqual(['duplicate_rows', 'row_id'])
    expect(found[0]).toMatchObject({ apartFrom: ['id'] })
  })
})

describe('a column that names rows', () => {
  const rng = createRng(5)
  const shuffled = Array.from({ length: ROWS }, (_, i) => 1 + i)
  rng.shuffle(shuffled)
  it.each<[string, Cells]>([
    ['1 to n', each((i) => i + 1)],
    ['downwards, in steps', each((i) => -7 * i)],
    ['1 to n, in any order', shuffled],
    ['n of 10 n', each((i) => 1000 + 10 * shuffled[i]! + (i % 10))],
    ['with a gap', each((i) => (i === 700 ? NONE : i))],
    ['as text', each((i) => `C-${shuffled[i]}`)],
  ])('is one: %s', (_, id) => {
    expect(suspects({ ...customers(), id })).toEqual([{ kind: 'row_id', column: 'id' }])
  })
})

describe('columns that say little', () => {
  it('are constant, nearly constant, or mostly missing', () => {
    const currency = each(() => 'EUR')
    const version = each((i) => (i < 2 ? 1 : 2))
    const fax = each((i) => (i % 5 === 0 ? i % 3 : NONE))
    const note = each((i) => (i % 5 < 2 ? 'x' : ''))
    expect(suspects({ ...customers(), currency, version, fax, note })).toEqual([
      { kind: 'mostly_missing', column: 'fax', share: 0.8 },
      { kind: 'mostly_missing', column: 'note', share: 0.6 },
      { kind: 'constant', column: 'currency', value: 'EUR', share: 1 },
      { kind: 'constant', column: 'version', value: 2, share: 0.999 },
    ])
    const rareFlag = each((i) => (i % 400 === 0 ? 1 : 0))
    const halfMissing = each((i) => (i % 2 === 0 ? NONE : i % 7))
    expect(suspects({ ...customers(), rareFlag, halfMissing })).toEqual([])
  })
})

describe('a rare class', () => {
  const { left: _, ...rest } = customers()
  const rare = each((i) => (i % 500 === 0 ? 'yes' : 'no'))
  it('is a suspect where it is hardly found, and only there', () => {
    expect(suspects({ ...rest, left: rare }, [1, 0.05])).toEqual([
      { kind: 'imbalance', class: 'yes', rows: 4, share: 0.002, recall: 0.05 },
    ])
    expect(suspects({ ...rest, left: rare }, [1, 0.8])).toEqual([])
    expect(suspects({ ...rest, left: rare }, [])).toEqual([])
    expect(suspects(customers(), [1, 0.05])).toEqual([])
  })
})
