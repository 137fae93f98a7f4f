// Fits imputers, scalers and encoders on training rows.
import { AppError, SILENT, UNPACED } from '../core/index.ts'
import { column, presentNumbers, type Table } from '../data/index.ts'
import type { FeaturePlan, FitFeaturesOptions } from './feature-plan.ts'
import { fitCategorical } from './fit-categories.ts'
import type { FittedFeature, FittedFeatures, FittedNumeric } from './fitted-features.ts'
import { fitFill, fitScaling } from './numeric-statistics.ts'
import { codedColumn, numbersByName } from './raw-columns.ts'

/** From here on float32 cannot tell neighbouring integers apart. */
const FLOAT32_INTEGERS = 2 ** 24

/** Pure: the same table and plan give the same result. Give it training rows only. @throws DATA_COLUMN_MISSING, DATA_VALUE_INVALID */
export async function fitFeatures(
  table: Table,
  plan: FeaturePlan,
  options: FitFeaturesOptions,
): Promise<FittedFeatures> {
  const { pace = UNPACED } = options
  const columns = numbersByName(table, plan.derived)
  const scale = plan.scale ?? (options.scaleByDefault ? 'standard' : 'none')
  // Where training has no gap an estimator cannot learn where one leads: such a column is imputed all the same.
  const keepsGaps = (values: Float64Array): boolean =>
    plan.impute.numeric === null && options.takesMissing && values.some((value) => Number.isNaN(value))
  const numeric: FittedNumeric[] = []
  for (const source of [...plan.numeric, ...plan.derived.map(({ name }) => name)]) {
    if (pace.due()) await pace.rest()
    const values = columns.get(source)
    if (values === undefined) throw notNumeric(table, source)
    const fill = keepsGaps(values) ? null : fitFill(values, plan.impute.numeric ?? 'median')
    const scaling = scale === 'none' ? null : fitScaling(imputed(values, fill), scale)
    if (options.precision === 'float32' && scaling === null) warnAboutIntegers(table, source, values, options)
    numeric.push({ kind: 'numeric', source, fill, scaling })
  }
  const impute = plan.impute.categorical ?? (options.takesMissing ? null : 'most_frequent')
  const categorical: FittedFeature[] = []
  for (const planned of plan.categorical) {
    if (pace.due()) await pace.rest()
    const { type } = column(table, planned.name)
    categorical.push(fitCategorical(codedColumn(table, planned.name), type, planned, impute))
  }
  return {
    inputs: plan.inputs,
    derived: plan.derived,
    features: [...numeric, ...categorical],
    precision: options.precision,
  }
}

/** The values a scaler learns from: all of them, or the present ones where gaps stay. */
function imputed(values: Float64Array, fill: number | null): Float64Array {
  return fill === null ? presentNumbers(values) : values.map((value) => (Number.isNaN(value) ? fill : value))
}

function notNumeric(table: Table, name: string): AppError {
  column(table, name)
  return new AppError('DATA_VALUE_INVALID', `column '${name}' holds text where the plan has numbers`, {
    fix: 'Give the table the types of the one that was planned',
  })
}

function warnAboutIntegers(table: Table, source: string, values: Float64Array, options: FitFeaturesOptions): void {
  const raw = table.columns.find(({ name }) => name === source)
  if (raw?.type !== 'long' || !values.some((value) => Math.abs(value) > FLOAT32_INTEGERS)) return
  const reporter = options.reporter ?? SILENT
  reporter.warn(`column '${source}' has integers beyond 2^24, which trees see rounded to float32`)
}
