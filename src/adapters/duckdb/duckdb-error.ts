// Says in our words what DuckDB could not read.
import { AppError } from '../../core/index.ts'
import { shownPath } from './source-files.ts'

/** DATA_UNREADABLE with `file:line` where DuckDB gives it; an error that is no fault of the data as it is. */
export function readError(error: unknown, where: string): unknown {
  if (error instanceof AppError || error instanceof TypeError || error instanceof RangeError) return error
  const message = error instanceof Error ? error.message : String(error)
  const file = /^\s*file = (.+)$/m.exec(message)?.[1]
  const line = /(?:CSV Error on Line: |in line |at line )(\d+)/i.exec(message)?.[1]
  const [problem, fix] = explain(message, file === undefined ? where : shownPath(file))
  return new AppError('DATA_UNREADABLE', problem, {
    where: `${file === undefined ? where : shownPath(file)}${line === undefined ? '' : `:${line}`}`,
    fix,
    cause: error,
  })
}

function explain(message: string, file: string): [problem: string, fix: string] {
  const fields = /Expected Number of Columns: (\d+) Found: (\d+)/.exec(message)
  if (fields !== null) {
    return [
      `the line has ${fields[2]} field${fields[2] === '1' ? '' : 's'}, the header ${fields[1]}`,
      'Mend the line: put quotes around a field that holds the delimiter, or set data.delimiter if it is another',
    ]
  }
  if (/unterminated quote/i.test(message))
    return ['a quote is not closed', 'Close it, and double quotes within a field: ""']
  if (/not utf-8|invalid unicode/i.test(message)) {
    return ['the text is not UTF-8', `Convert it: iconv -f ISO-8859-1 -t UTF-8 ${file} > utf8.csv`]
  }
  const refused = /^Permission Error: Cannot access file "(.*?)" - /s.exec(message)?.[1]
  if (refused !== undefined) {
    return /^[a-z][a-z0-9+.-]+:\/\//i.test(refused)
      ? [`the query reads ${refused}: remote data is not supported`, 'Download it first, and name the local file']
      : [
          `the query reads ${refused}, which is not below the project's folder`,
          'Copy it into the project, or list its folder under data.query_folders',
        ]
  }
  if (/Out of Memory/i.test(message)) return ['the data does not fit into memory', 'Set data.max_rows to sample it']
  const [first] = message.split('\n')
  return [`the data cannot be read: ${first}`, 'Check that the file is complete and of the kind its name says']
}
