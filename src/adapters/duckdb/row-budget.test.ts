import { expect, it } from 'vitest'
import { SILENT } from '../../core/index.ts'
import { fittingRows, MOST_ROWS, type SampleSize, warnOfSample } from './row-budget.ts'

const warned = (size: SampleSize): string => {
  const lines: string[] = []
  warnOfSample({ ...SILENT, warn: (line) => void lines.push(line) }, size)
  return lines.join('\n')
}

it('holds what the memory takes, and never more rows than the engine can list', () => {
  const size = { columns: 3, bytes: 3 * 2 ** 30, totalRows: 2 ** 29 }
  expect(fittingRows({ ...size, memoryBudget: 96_000 })).toBe(1000)
  expect(fittingRows({ ...size, memoryBudget: 12 * 2 ** 30 })).toBe(MOST_ROWS)
})

it('says which limit makes a sample', () => {
  const totalRows = 2 ** 29
  expect(warned({ rows: 1000, totalRows, maxRows: 1000 })).toMatch(/1000 of its 536870912 .* limit of rows that is set/)
  expect(warned({ rows: 1000, totalRows, maxRows: Infinity })).toMatch(/larger than the free memory/)
  expect(warned({ rows: MOST_ROWS, totalRows, maxRows: Infinity })).toMatch(/no more are held at once/)
})
