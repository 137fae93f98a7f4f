// From a column to what a model learns: infers the task and the classes.
import { AppError, type AppErrorOptions, didYouMean, type Reporter } from '../core/index.ts'
import { affirmationSecond } from './affirmation.ts'
import { byCodePoint } from './code-point-order.ts'
import { column, sourceOf } from './column.ts'
import type { Column, Table } from './table.ts'
import type { ClassLabel, Target, Task } from './target.ts'
import { keyAlone, type Where } from './where.ts'

export interface TargetOptions {
  /** @default inferred: text and booleans are classes, two distinct integers are binary, up to 20 are multiclass, other numbers are regression */
  readonly task?: Task | 'classification' | undefined
  /** The class whose probability is reported; it becomes the second of two. @default the affirmation ('ja' of 'ja' and 'nein'), else the greater one */
  readonly positiveClass?: ClassLabel | boolean | undefined
  /** @default the key alone */
  readonly where?: Where
  readonly reporter?: Reporter
}

export interface MadeTarget {
  readonly target: Target
  /** Rows of the table whose target is present; `target.values` is parallel to it. */
  readonly rows: Int32Array
}

const MAX_INTEGER_CLASSES = 20
/** Beyond them a forest takes gigabytes and tells nothing: most often it is an identifier. */
const MAX_CLASSES = 200

/** The target in column `name`. Rows without one are left out with a warning. @throws DATA_COLUMN_MISSING, DATA_TARGET_INVALID */
export function makeTarget(table: Table, name: string, options: TargetOptions = {}): MadeTarget {
  const where = (options.where ?? keyAlone)('data.target_column')
  const source = column(table, name, where)
  const rows = filledRows(table, source, where, options)
  if (source.kind === 'text' && source.source === 'number') {
    throw invalid(`the numbers of the target '${name}' can be read in two ways ('${source.categories[0]}')`, {
      where,
      fix: 'Set data.thousands or data.decimal to the mark they have',
    })
  }
  const target = hasClasses(source, rows, options.task)
    ? classTarget(source, rows, options, where)
    : numericTarget(source, rows, where)
  if (options.positiveClass !== undefined && target.task !== 'binary') {
    throw invalid(`the target '${name}' has not two classes of which one is the positive`, {
      where: (options.where ?? keyAlone)('data.positive_class'),
      fix: 'Leave positive_class out',
    })
  }
  return { target, rows }
}

/** The same target in another table: of its classes some may be absent, and none may be new. @throws DATA_COLUMN_MISSING, DATA_TARGET_INVALID */
export function targetLike(
  known: Target,
  table: Table,
  options: Pick<TargetOptions, 'where' | 'reporter'>,
): MadeTarget {
  const where = (options.where ?? keyAlone)('data.test_path')
  const source = column(table, known.name, where)
  const rows = filledRows(table, source, where, options)
  if (known.task === 'regression') return { target: { ...known, values: finiteValues(source, rows, where) }, rows }
  const labelOf = labeller(source)
  const indexOf = new Map(known.classes.map((label, index) => [String(label), index]))
  const values = Int32Array.from(rows, (row) => {
    const index = indexOf.get(String(labelOf(row)))
    if (index !== undefined) return index
    throw invalid(`class ${quote(labelOf(row))} in row ${row + 1} of ${sourceOf(table)} is not in the training data`, {
      where,
      fix: `The classes are ${known.classes.slice(0, 20).map(quote).join(', ')}`,
    })
  })
  return { target: { ...known, values }, rows }
}

/** Rows that have a target. */
function filledRows(
  table: Table,
  source: Column,
  where: string,
  { reporter }: Pick<TargetOptions, 'reporter'>,
): Int32Array {
  const rows = presentRows(source)
  if (rows.length === 0) {
    const problem = `the target '${source.name}' has no value in any of ${table.rows} rows of ${sourceOf(table)}`
    throw invalid(problem, { where, fix: 'Name a target column that is filled' })
  }
  if (rows.length < table.rows) {
    const missing = table.rows - rows.length
    reporter?.warn(`${missing} of ${table.rows} rows have no target '${source.name}' and are left out`)
  }
  return rows
}

function presentRows(source: Column): Int32Array {
  const { length } = source.kind === 'number' ? source.values : source.codes
  const rows = new Int32Array(length)
  let n = 0
  for (let i = 0; i < length; i++) {
    const present = source.kind === 'number' ? !Number.isNaN(source.values[i]!) : source.codes[i]! >= 0
    if (present) rows[n++] = i
  }
  return rows.slice(0, n)
}

function hasClasses(source: Column, rows: Int32Array, given: TargetOptions['task']): boolean {
  if (given !== undefined) return given !== 'regression'
  if (source.kind === 'text' || source.type === 'boolean') return true
  const distinct = new Set<number>()
  let integers = true
  for (const row of rows) {
    const value = source.values[row]!
    integers &&= Number.isInteger(value)
    if (distinct.size <= MAX_INTEGER_CLASSES) distinct.add(value)
  }
  return integers && distinct.size <= MAX_INTEGER_CLASSES
}

function numericTarget(source: Column, rows: Int32Array, where: string): Target {
  const values = finiteValues(source, rows, where)
  if (values.every((value) => value === values[0])) throw constant(source.name, values[0]!, where)
  return { task: 'regression', name: source.name, values }
}

function finiteValues(source: Column, rows: Int32Array, where: string): Float64Array {
  if (source.kind === 'text' || source.type === 'boolean') {
    const example = source.kind === 'text' ? quote(source.categories[source.codes[rows[0]!]!]!) : 'true or false'
    throw invalid(`the target '${source.name}' is not a number (${example}), so it has no regression`, {
      where,
      fix: 'Name a numeric target column, or leave the task out to learn classes',
    })
  }
  const values = Float64Array.from(rows, (row) => source.values[row]!)
  const infinite = values.findIndex((value) => !Number.isFinite(value))
  if (infinite >= 0) {
    throw invalid(`the target '${source.name}' is ${values[infinite]} in row ${rows[infinite]! + 1}`, {
      where,
      fix: 'Remove infinite targets, or name them under data.null_values to leave their rows out',
    })
  }
  return values
}

function classTarget(source: Column, rows: Int32Array, options: TargetOptions, where: string): Target {
  const labelOf = labeller(source)
  const counts = new Map<ClassLabel, number>()
  for (const row of rows) counts.set(labelOf(row), (counts.get(labelOf(row)) ?? 0) + 1)
  const classes = affirmationSecond(
    [...counts.keys()].sort((a, b) => (typeof a === 'number' ? a - (b as number) : byCodePoint(a, b as string))),
  )
  if (classes.length > MAX_CLASSES) {
    throw invalid(`the target '${source.name}' has ${classes.length} classes, more than ${MAX_CLASSES}`, {
      where,
      fix: 'Is it an identifier? Name another target, group its rare values, or set training.task: regression for numbers',
    })
  }
  if (classes.length === 1) throw constant(source.name, classes[0]!, where)
  const single = classes.filter((label) => counts.get(label) === 1)
  if (single.length > 0) {
    const more = single.length > 1 ? ` (and ${single.length - 1} more such classes)` : ''
    throw invalid(`class ${quote(single[0]!)} of the target '${source.name}' has a single row${more}`, {
      where,
      fix: 'Add rows of that class, merge it into another, or remove it: training and validation each need one',
    })
  }
  const task = classes.length === 2 ? 'binary' : 'multiclass'
  if (options.task === 'binary' && task !== 'binary') {
    const shown = classes.slice(0, 5).map(quote).join(', ')
    throw invalid(`the target '${source.name}' has ${classes.length} classes (${shown}…), not two`, {
      where,
      fix: "Use the task 'multiclass', or keep two classes",
    })
  }
  if (options.positiveClass !== undefined && task === 'binary') putSecond(classes, options, source.name)
  const indexOf = new Map(classes.map((label, index) => [label, index]))
  return { task, name: source.name, classes, values: Int32Array.from(rows, (row) => indexOf.get(labelOf(row))!) }
}

/** The class of a row. Booleans become 'false' and 'true', also where a gap made their column text ('False', 'True'). */
function labeller(source: Column): (row: number) => ClassLabel {
  if (source.kind === 'number') {
    return source.type === 'boolean'
      ? (row) => (source.values[row] === 0 ? 'false' : 'true')
      : source.values.every((value) => Number.isNaN(value) || Number.isSafeInteger(value))
        ? (row) => source.values[row]! + 0 // no negative zero among the classes
        : (row) => String(source.values[row]) // a class is an integer or text, in ONNX too
  }
  const boolean = source.categories.every((category) => category === 'True' || category === 'False')
  const labels = boolean ? source.categories.map((category) => category.toLowerCase()) : source.categories
  return (row) => labels[source.codes[row]!]!
}

function putSecond(classes: ClassLabel[], options: TargetOptions, name: string): void {
  const wanted = String(options.positiveClass)
  const index = classes.findIndex((label) => String(label) === wanted)
  if (index < 0) {
    const names = classes.map(String)
    throw invalid(`no class '${wanted}' in the target '${name}'${didYouMean(wanted, names)}`, {
      where: (options.where ?? keyAlone)('data.positive_class'),
      fix: `Use one of: ${names.slice(0, 20).join(', ')}`,
    })
  }
  const [label] = classes.splice(index, 1)
  classes.splice(1, 0, label!)
}

function constant(name: string, value: ClassLabel, where: string): AppError {
  return invalid(`the target '${name}' is constant: every row is ${quote(value)}`, {
    where,
    fix: 'Name another target column, or use data in which it varies',
  })
}

function quote(label: ClassLabel): string {
  return typeof label === 'number' ? String(label) : `'${label}'`
}

function invalid(problem: string, options: AppErrorOptions): AppError {
  return new AppError('DATA_TARGET_INVALID', problem, options)
}
