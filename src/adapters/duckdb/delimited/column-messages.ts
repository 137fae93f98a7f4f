// What is said about columns that were read: warnings of what was found, and errors of what cannot be.
import { AppError, type Reporter } from '../../../core/index.ts'
import type { ColumnFault, ColumnNotice } from '../../../data/index.ts'

/** Of one kind, more are counted, not told one by one. */
const TOLD = 5

export async function reportNotices(
  notices: readonly ColumnNotice[],
  placeOf: (row: number) => Promise<string>,
  reporter: Reporter,
): Promise<void> {
  const marked = notices.filter(({ kind }) => kind === 'mark').map(({ name }) => name)
  if (marked.length > 0) reporter.warn(marksText(marked))
  const told = notices.filter((notice) => notice.kind !== 'mark')
  for (const [kind, ofKind] of Map.groupBy(told, (notice) => notice.kind)) {
    for (const notice of ofKind.slice(0, TOLD)) reporter.warn(await textOf(notice, placeOf))
    const more = ofKind.length - TOLD
    if (more > 0) reporter.warn(`${more} more column${more === 1 ? '' : 's'} ${MORE[kind]}`)
  }
}

/** Of one mark in all columns, since one option deals with it. */
function marksText(names: readonly string[]): string {
  const shown = names.slice(0, TOLD).map((name) => `'${name}'`)
  const more = names.length > TOLD ? ` and ${names.length - TOLD} more` : ''
  return `"?" is a category of ${names.length === 1 ? 'column' : 'columns'} ${shown.join(', ')}${more}. Set data.null_values: ["?"] if it means missing`
}

type ToldKind = Exclude<ColumnNotice['kind'], 'mark'>
type ToldNotice = Extract<ColumnNotice, { kind: ToldKind }>

const MORE: Readonly<Record<ToldKind, string>> = {
  rounded: 'with integers beyond 2^53',
  infinite: 'with infinite values',
  formatted: 'read as numbers',
  point: 'with a decimal point',
}

async function textOf(notice: ToldNotice, placeOf: (row: number) => Promise<string>): Promise<string> {
  const column = `column '${notice.name}'`
  switch (notice.kind) {
    case 'rounded':
      return `${column} has ${notice.count} integers beyond 2^53, which are rounded`
    case 'infinite': {
      const values = `${notice.count} infinite value${notice.count === 1 ? '' : 's'}`
      return `${column} has ${values} (first: ${await placeOf(notice.row)})`
    }
    case 'formatted':
      return `${column} is read as numbers: '${notice.text}' is ${notice.value}`
    case 'point':
      return `${column} is read with a decimal point (${notice.value}), where others have a decimal comma. Set data.decimal: "," if its points separate thousands`
  }
}

/** DATA_VALUE_INVALID, or DATA_UNREADABLE for bytes that are no text. */
export function faultError(fault: ColumnFault, where: string, file: string): AppError {
  if (fault.kind === 'encoding') {
    return new AppError('DATA_UNREADABLE', 'the text is not UTF-8', {
      where,
      fix: `Convert it: iconv -f ISO-8859-1 -t UTF-8 ${file} > utf8.csv`,
    })
  }
  const text = JSON.stringify(fault.text)
  const details = { column: fault.name, value: fault.text }
  if (fault.kind === 'ambiguous') {
    return new AppError(
      'DATA_VALUE_INVALID',
      `${text} in the numeric column '${fault.name}' can be read as two numbers`,
      { where, fix: 'Say which with data.decimal: "," or data.thousands: ","', details },
    )
  }
  const more = fault.count === 1 ? '' : ` (${fault.count} such values)`
  return new AppError('DATA_VALUE_INVALID', `${text} in the numeric column '${fault.name}' is no number${more}`, {
    where,
    fix: `Mend it, or treat it as missing with data.null_values: [${text}], or list the column under features.categorical`,
    details: { ...details, count: fault.count },
  })
}
