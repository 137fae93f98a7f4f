// Tables of delimited text: read as text in one pass over the bytes, a second one where a column turns out to be text or the rows are too many.
import { AppError, type Reporter } from '../../../core/index.ts'
import {
  CellColumn,
  type FoundReading,
  finishColumns,
  type LoadedTable,
  missingWords,
  type ReadOptions,
} from '../../../data/index.ts'
import { chooseNames } from '../choose-names.ts'
import { fittingRows, warnOfSample } from '../row-budget.ts'
import { type SourceFiles, shownPath } from '../source-files.ts'
import { type CellTarget, collectRows, type RowChoice, sourceRow } from './collect-rows.ts'
import { faultError, reportNotices } from './column-messages.ts'
import { type Layout, layoutOf } from './layout.ts'
import { recordPlace } from './record-place.ts'

export interface DelimitedRequest extends ReadOptions {
  readonly memoryBudget: number
  readonly reporter: Reporter
  /** What people call the source. */
  readonly where: string
}

/** @throws DATA_UNREADABLE, DATA_EMPTY, DATA_COLUMN_MISSING, DATA_COLUMN_DUPLICATE, DATA_VALUE_INVALID, DATA_TOO_LARGE */
export async function readDelimited(source: SourceFiles, request: DelimitedRequest): Promise<LoadedTable> {
  const { files } = source
  const { reporter, where, maxRows = Infinity, memoryBudget, signal } = request
  const layout = await layoutOf(source, request, reporter)
  const names = request.columns ?? layout.names
  const fields = chooseNames(layout.names, names, where)
  const newTargets = newTargetsOf(request, fields, names)
  let targets = newTargets(false)
  const columns = names.length
  const first = await collectRows(
    files,
    layout,
    targets,
    {
      kind: 'all',
      hold: (rows, bytes) => rows <= maxRows && rows <= fittingRows({ memoryBudget, columns, bytes, totalRows: rows }),
    },
    signal,
  )
  const { totalRows, bytes, sha256 } = first
  if (totalRows === 0) throw empty(where, layout)
  let choice: RowChoice = { kind: 'all', hold: () => true }
  if (first.overflowed) {
    const fitting = fittingRows({ memoryBudget, columns, bytes, totalRows })
    const rows = Math.min(totalRows, maxRows, fitting)
    warnOfSample(reporter, { rows, totalRows, maxRows })
    choice = { kind: 'sample', rows, totalRows, seed: request.seed ?? 0 }
    targets = newTargets(false)
    await collectRows(files, layout, targets, choice, signal)
  }
  // Text after numbers, whose texts were not kept.
  const again = targets.filter(({ cells }) => cells.kind === 'mixed')
  if (again.length > 0) {
    const texts = newTargets(true).filter((_, i) => targets[i]!.cells.kind === 'mixed')
    await collectRows(files, layout, texts, choice, signal)
    targets = targets.map((target) => (target.cells.kind === 'mixed' ? texts[again.indexOf(target)]! : target))
  }
  const numeric = new Set(request.numeric)
  const asText = new Set(request.text)
  const finished = finishColumns(
    targets.map(({ cells }, i) => {
      const name = names[i]!
      return { name, cells, numeric: numeric.has(name), text: asText.has(name), format: formatOf(request, name) }
    }),
    { decimal: request.decimal, thousands: request.thousands },
  )
  const sampled = first.overflowed
  const placeOf = (row: number): Promise<string> => recordPlace(files, sourceRow(choice, row), layout)
  if (finished.fault !== undefined) {
    throw faultError(finished.fault, await placeOf(finished.fault.row), shownPath(files[0]!))
  }
  await reportNotices(finished.notices, placeOf, reporter)
  const rows = targets[0]?.cells.rows ?? 0
  return {
    table: { source: where, rows, columns: finished.columns },
    sha256,
    files,
    totalRows,
    sampled,
    reading: readingOf(layout, finished.formats),
  }
}

/** Makes empty columns for the fields. `again`: of texts whatever they hold. */
function newTargetsOf(request: DelimitedRequest, fields: readonly number[], names: readonly string[]) {
  const missing = missingWords(request.nullValues ?? [])
  const asText = new Set(request.text)
  return (again: boolean): CellTarget[] =>
    fields.map((field, i) => {
      const name = names[i]!
      const known = formatOf(request, name)
      const decimal = request.decimal ?? '.'
      return {
        field,
        cells: new CellColumn({ missing, decimal, asText: again || known !== undefined || asText.has(name) }),
      }
    })
}

function formatOf({ formats = {} }: DelimitedRequest, name: string) {
  return Object.hasOwn(formats, name) ? formats[name] : undefined
}

function readingOf(
  { skipInitialSpace, foundDelimiter }: Layout,
  formats: FoundReading['formats'],
): FoundReading | undefined {
  const isPlain = Object.keys(formats ?? {}).length === 0
  if (!skipInitialSpace && isPlain && foundDelimiter === undefined) return undefined
  return {
    ...(foundDelimiter === undefined ? {} : { foundDelimiter }),
    ...(skipInitialSpace ? { skipInitialSpace } : {}),
    ...(isPlain ? {} : { formats }),
  }
}

function empty(where: string, { header }: Layout): AppError {
  return new AppError('DATA_EMPTY', header ? 'there are no rows, only a header' : 'there are no rows', {
    where,
    fix: 'Check how the data was written',
  })
}
