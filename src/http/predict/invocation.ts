// Bodies of MLflow's scoring protocol as rows: exactly one of dataframe_split, dataframe_records, instances and inputs.

import { validationError } from '../../core/index.ts'
import { type InputColumn, parseCsv, parseDecimal } from '../../data/index.ts'

const FORMS = ['dataframe_split', 'dataframe_records', 'instances', 'inputs'] as const

function refuse(msg: string, ...loc: string[]): never {
  throw validationError([{ loc: ['body', ...loc], msg, type: 'value_error' }])
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Of two columns of one name the last would win without a word. */
function checkOnce(names: readonly unknown[], ...where: string[]): asserts names is readonly string[] {
  const seen = new Set<string>()
  for (const name of names) {
    if (typeof name !== 'string') refuse('the name of every column must be text', ...where)
    if (seen.has(name)) refuse(`the column ${JSON.stringify(name)} stands twice`, ...where)
    seen.add(name)
  }
}

function fromCells(names: readonly string[], cells: unknown, where: string): Record<string, unknown> {
  if (!Array.isArray(cells) || cells.length !== names.length) refuse(`every row needs ${names.length} values`, where)
  return Object.fromEntries(names.map((name, j) => [name, cells[j] as unknown]))
}

function split(value: unknown): unknown[] {
  if (!isObject(value) || !Array.isArray(value['columns']) || !Array.isArray(value['data'])) {
    refuse('it needs columns and data', 'dataframe_split')
  }
  const { columns, data } = value as { columns: unknown[]; data: unknown[] }
  checkOnce(columns, 'dataframe_split')
  return data.map((cells) => fromCells(columns, cells, 'dataframe_split'))
}

/** Records, or bare lists in the order of the signature. */
function listed(value: unknown, inputs: readonly InputColumn[], where: string): unknown[] {
  if (!Array.isArray(value)) refuse('it must be a list', where)
  const names = inputs.map(({ name }) => name)
  return (value as unknown[]).map((row) => (Array.isArray(row) ? fromCells(names, row, where) : row))
}

/** A column by name: a list of equal length each, or one value; what is no column of the model is ignored. */
function byColumn(value: Record<string, unknown>, inputs: readonly InputColumn[]): unknown[] {
  const columns = inputs
    .filter(({ name }) => Object.hasOwn(value, name))
    .map(({ name }) => [name, Array.isArray(value[name]) ? (value[name] as unknown[]) : [value[name]]] as const)
  const rows = columns[0]?.[1].length ?? 1
  if (columns.some(([, cells]) => cells.length !== rows)) refuse('all columns need the same number of values', 'inputs')
  return Array.from({ length: rows }, (_, i) => Object.fromEntries(columns.map(([name, cells]) => [name, cells[i]])))
}

/** Rows of a JSON body. @throws VALIDATION_FAILED */
export function parseInvocation(body: unknown, inputs: readonly InputColumn[]): unknown[] {
  if (!isObject(body)) refuse(`it must be an object with one of ${FORMS.join(', ')}`)
  const given = FORMS.filter((form) => Object.hasOwn(body, form))
  if (given.length !== 1) refuse(`it must have exactly one of ${FORMS.join(', ')}`)
  const form = given[0]!
  const value = body[form]
  if (form === 'dataframe_split') return split(value)
  return form === 'inputs' && isObject(value) ? byColumn(value, inputs) : listed(value, inputs, form)
}

/** Rows of a CSV body with a header; an empty cell is a missing value. @throws VALIDATION_FAILED */
export function parseCsvRecords(text: string, inputs: readonly InputColumn[]): unknown[] {
  const types = new Map(inputs.map(({ name, type }) => [name, type]))
  const [header = [], ...lines] = parseCsv(text)
  checkOnce(header)
  return lines.map((cells, i) => {
    if (cells.length !== header.length) refuse(`line ${i + 2} has ${cells.length} values, the header ${header.length}`)
    return Object.fromEntries(
      cells.map((cell, j) => {
        const name = header[j]!
        const type = types.get(name)
        if (cell === '') return [name, null]
        if (type === 'long' || type === 'double') {
          if (cell.trim() === '') return [name, null]
          return [name, parseDecimal(cell) ?? cell]
        }
        const lower = cell.toLowerCase()
        return [name, type === 'boolean' && (lower === 'true' || lower === 'false') ? lower === 'true' : cell]
      }),
    )
  })
}
