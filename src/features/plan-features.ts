// Decides which columns become features and how, from what the config lists and what the table holds.
import { AppError, type Reporter, SILENT } from '../core/index.ts'
import { type Column, column, countPresent, keyAlone, sourceOf, type Table, type Where } from '../data/index.ts'
import { columnsOf } from './columns-of.ts'
import type { Expression } from './expression.ts'
import type { FeatureOptions, PlanOptions } from './feature-options.ts'
import type { FeaturePlan, PlannedCategorical } from './feature-plan.ts'
import { parseExpression } from './parse-expression.ts'
import { numbersByName } from './raw-columns.ts'

/** A column of more categories that nobody listed is capped: one feature each would drown the rest. */
const AUTOMATIC_MAX_CATEGORIES = 255
/** Text with more distinct values than this share of its rows (and more than a handful) names rows, it does not describe them. */
const ID_SHARE = 0.9
const ID_MIN_DISTINCT = 20

interface Context {
  readonly table: Table
  readonly options: PlanOptions
  readonly where: Where
  readonly reporter: Reporter
}

/**
 * What to fit. With neither `numeric` nor `categorical` given, every column but the target and `drop` is used:
 * numbers as numeric, text as categorical; dates, identifiers and columns without a value are left out with a warning.
 * @throws DATA_COLUMN_MISSING, DATA_VALUE_INVALID (text, infinities), FEATURE_INVALID, EXPRESSION_INVALID
 */
export function planFeatures(table: Table, options: PlanOptions = {}): FeaturePlan {
  const context: Context = {
    table,
    options,
    where: options.where ?? keyAlone,
    reporter: options.reporter ?? SILENT,
  }
  const derived = planDerived(context)
  const listed = options.numeric !== undefined || options.categorical !== undefined
  const { numeric, categorical } = listed ? listedColumns(context) : foundColumns(context)
  if (numeric.length + categorical.length + derived.length === 0) {
    throw new AppError('FEATURE_INVALID', `${sourceOf(table)} has no column to learn from`, {
      where: context.where('features'),
      fix: 'List columns under features.numeric or features.categorical',
    })
  }
  refuseInfinite(context, numeric, derived)
  const needed = new Set([
    ...numeric,
    ...categorical.map(({ name }) => name),
    ...derived.flatMap(({ expression }) => [...columnsOf(expression)]),
  ])
  return {
    inputs: table.columns.filter(({ name }) => needed.has(name)).map(({ name, type }) => ({ name, type })),
    numeric,
    derived,
    categorical,
    impute: {
      numeric: options.impute?.numeric ?? null,
      categorical: options.impute?.categorical ?? null,
    },
    scale: options.scale ?? null,
  }
}

function planDerived({ table, options, where }: Context): { name: string; expression: Expression }[] {
  const known = new Set(table.columns.filter(isUsable).map(({ name }) => name))
  return Object.entries(options.derived ?? {}).map(([name, text]) => {
    const place = where(`features.derived.${name}`)
    if (table.columns.some((existing) => existing.name === name)) {
      throw new AppError('FEATURE_INVALID', `a column of ${sourceOf(table)} is named '${name}' already`, {
        where: place,
        fix: 'Give the derived feature another name',
      })
    }
    const expression = parseExpression(text, { columns: known, where: place })
    known.add(name)
    return { name, expression }
  })

  function isUsable(candidate: Column): boolean {
    return candidate.kind === 'number' && candidate.name !== options.target
  }
}

/** A number that is not finite has no mean, no split and no place in a graph of float32. */
function refuseInfinite(
  { table, options, where }: Context,
  numeric: readonly string[],
  derived: FeaturePlan['derived'],
): void {
  const columns = numbersByName(table, derived)
  const refuse = (name: string, place: string, fix: string): void => {
    const count = countInfinite(columns.get(name)!)
    if (count === 0) return
    const rows = `${count} row${count === 1 ? '' : 's'}`
    throw new AppError('DATA_VALUE_INVALID', `'${name}' is infinite in ${rows}`, { where: place, fix })
  }
  for (const name of numeric) {
    const listed = options.numeric?.indexOf(name) ?? -1
    const fix = 'Treat such values as missing with data.null_values: ["inf", "-inf"], or mend the data'
    refuse(name, listed < 0 ? sourceOf(table) : where(`features.numeric[${listed}]`), fix)
  }
  const guard = 'Guard the expression against division by zero and log of zero, for example x / max(y, 1)'
  for (const { name } of derived) refuse(name, where(`features.derived.${name}`), guard)
}

function listedColumns(context: Context): { numeric: string[]; categorical: PlannedCategorical[] } {
  const { options, where } = context
  const seen = new Map<string, string>()
  const claim = (name: string, list: 'numeric' | 'categorical', index: number): Column => {
    const place = where(`features.${list}[${index}]`)
    const refuse = (problem: string, fix: string): never => {
      throw new AppError('FEATURE_INVALID', `column '${name}' ${problem}`, { where: place, fix })
    }
    if (name === options.target) refuse('is the target', 'Remove it: a model must not see what it predicts')
    if (options.drop?.includes(name)) refuse('is listed and dropped', 'Remove it from one of the two')
    const found = column(context.table, name, place)
    if (seen.has(name)) refuse(`is listed already (${seen.get(name)})`, 'List it once')
    seen.set(name, list)
    if (presentCount(found) === 0) {
      refuse(`has no value in any row of ${sourceOf(context.table)}`, 'Remove it, or mend the data')
    }
    return found
  }
  const numeric = (options.numeric ?? []).map((name, index) => {
    const found = claim(name, 'numeric', index)
    if (found.kind === 'text') throw notNumeric(found.categories, name, context, where(`features.numeric[${index}]`))
    return name
  })
  const categorical = (options.categorical ?? []).map((name, index) => {
    claim(name, 'categorical', index)
    return planCategorical(name, options, Infinity)
  })
  return { numeric, categorical }
}

function notNumeric(categories: readonly string[], name: string, { table }: Context, where: string): AppError {
  const stray = categories.find((text) => Number.isNaN(Number(text))) ?? categories[0]!
  return new AppError(
    'DATA_VALUE_INVALID',
    `column '${name}' of ${sourceOf(table)} has text: ${JSON.stringify(stray)}`,
    {
      where,
      fix: `Mend the value, list it under data.null_values: [${JSON.stringify(stray)}], or list the column under features.categorical`,
    },
  )
}

function foundColumns(context: Context): { numeric: string[]; categorical: PlannedCategorical[] } {
  const { table, options, reporter } = context
  const numeric: string[] = []
  const categorical: PlannedCategorical[] = []
  for (const found of table.columns) {
    const { name } = found
    if (name === options.target || options.drop?.includes(name)) continue
    const present = presentCount(found)
    const leaveOut = (why: string, otherwise: string): void =>
      reporter.warn(`column '${name}' is left out: ${why}. ${otherwise}`)
    if (present === 0) {
      leaveOut('it has no value in any row', 'Add it to data.drop_columns to silence this')
    } else if (found.kind === 'number') {
      numeric.push(name)
    } else if (found.source === 'date') {
      leaveOut(
        `it holds dates ('${found.categories[0]}')`,
        'Derive numbers from it in data.query, or list it under features.categorical',
      )
    } else if (found.source === 'number') {
      leaveOut(
        `its numbers can be read in two ways ('${found.categories[0]}')`,
        'Set data.thousands or data.decimal to the mark they have, or list it under features.categorical',
      )
    } else if (found.categories.length > ID_MIN_DISTINCT && distinctCount(found.codes) > ID_SHARE * present) {
      leaveOut(
        'nearly every row has a value of its own, as an identifier does',
        'List it under features.categorical if it is none',
      )
    } else {
      categorical.push(capped(name, distinctCount(found.codes), context))
    }
  }
  return { numeric, categorical }
}

function capped(name: string, distinct: number, { options, reporter }: Context): PlannedCategorical {
  const planned = planCategorical(name, options, AUTOMATIC_MAX_CATEGORIES)
  if (distinct > AUTOMATIC_MAX_CATEGORIES && options.encode?.max_categories === undefined) {
    reporter.warn(
      `column '${name}' has ${distinct} categories: the ${AUTOMATIC_MAX_CATEGORIES - 1} most frequent are kept, the rest share one feature. Set features.encode.max_categories to choose`,
    )
  }
  return planned
}

function planCategorical(name: string, { encode }: FeatureOptions, defaultMax: number): PlannedCategorical {
  return {
    name,
    method: encode?.method ?? 'onehot',
    unknown: encode?.handle_unknown ?? 'ignore',
    minFrequency: encode?.min_frequency ?? 0,
    maxCategories: encode?.max_categories ?? defaultMax,
  }
}

function presentCount(found: Column): number {
  return found.kind === 'number'
    ? countPresent(found.values)
    : found.codes.reduce((n, code) => n + (code >= 0 ? 1 : 0), 0)
}

function countInfinite(values: Float64Array): number {
  let n = 0
  for (let i = 0; i < values.length; i++) if (values[i] === Infinity || values[i] === -Infinity) n++
  return n
}

function distinctCount(codes: Int32Array): number {
  const seen = new Set(codes)
  return seen.size - (seen.has(-1) ? 1 : 0)
}
