// What a person sees of an evaluation in a terminal.
import type {
  CalibrationCurve,
  ClassificationMetrics,
  ConfusionMatrix,
  MetricIntervals,
  MetricMap,
  RegressionMetrics,
} from '../evaluate/index.ts'
import { type SliceMetric, shortMetric } from '../evaluate/index.ts'
import { renderClassificationReport } from './classification-report-text.ts'
import { sliceText } from './slice-text.ts'

/** Metrics by the names of the evaluation; `deviations` where they are means. */
export interface Measured {
  readonly title: string
  readonly metrics: MetricMap
  readonly deviations?: MetricMap
}

export interface EvaluationTextInput {
  readonly evaluation: ClassificationMetrics | RegressionMetrics
  /** What was fitted: `random_forest`. */
  readonly estimator?: string
  /** 95 % intervals of the evaluation's metrics. */
  readonly intervals?: MetricIntervals
  readonly calibration?: CalibrationCurve
  readonly slices?: readonly SliceMetric[]
  /** The same metrics as measured elsewhere, each a column. */
  readonly elsewhere?: readonly Measured[]
}

/** A matrix of more classes fits no terminal. */
const MAX_CONFUSION = 10
const BARS = '▁▂▃▄▅▆▇█'

/** Columns as wide as their widest cell; the first to the left, the rest to the right. */
function aligned(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)))
  return rows
    .map((row) =>
      row
        .map((cell, column) => (column === 0 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

/** Averages that repeat a metric of a shorter name. */
const REPEATED = /_macro$/

function digits(value: number | undefined): string {
  if (value === undefined) return '–'
  const size = Math.abs(value)
  if (size >= 1e7) return value.toExponential(3)
  return value.toFixed(size >= 1000 ? 1 : 4)
}

function metricLines(metrics: MetricMap, intervals: MetricIntervals, elsewhere: readonly Measured[]): string {
  const names = Object.keys(metrics).filter((name) => !REPEATED.test(name))
  const cell = ({ metrics: values, deviations }: Omit<Measured, 'title'>, name: string): string =>
    digits(values[name]) + (deviations?.[name] === undefined ? '' : ` ± ${digits(deviations[name])}`)
  const between = (name: string): string => {
    const interval = intervals[name]
    return interval === undefined ? '–' : `${digits(interval.low)}–${digits(interval.high)}`
  }
  const known = names.some((name) => intervals[name] !== undefined)
  const beside = known ? ['95 % interval'] : []
  const header =
    known || elsewhere.length > 0 ? [['', 'held out', ...beside, ...elsewhere.map(({ title }) => title)]] : []
  return aligned([
    ...header,
    ...names.map((name) => [
      shortMetric(name),
      digits(metrics[name]),
      ...(known ? [between(name)] : []),
      ...elsewhere.map((one) => cell(one, name)),
    ]),
  ])
}

function confusionLines({ classes, counts }: ConfusionMatrix): string {
  const width = classes.length
  const names = classes.map(String)
  const rows = names.map((name, i) => [
    name,
    ...Array.from(counts.subarray(i * width, (i + 1) * width), (count) => String(Math.round(count * 100) / 100)),
  ])
  return aligned([['truth \\ predicted', ...names], ...rows])
}

function bars(shares: Float64Array): string {
  return Array.from(shares, (share) => BARS[Math.min(BARS.length - 1, Math.floor(share * BARS.length))]!).join('')
}

/** Two rows of bars that are alike when the model is well calibrated. */
function calibrationLines({ meanPredicted, fractionPositive }: CalibrationCurve): string {
  return aligned([
    ['predicted', bars(meanPredicted)],
    ['happened', bars(fractionPositive)],
  ])
}

function sliceLines(slices: readonly SliceMetric[]): string {
  const header = ['slice', 'metric', 'rows', 'value', 'interval', 'overall']
  const rows = slices.map((slice) => [
    sliceText(slice),
    shortMetric(slice.metric),
    String(slice.rows),
    slice.observed.toFixed(3),
    `${slice.low.toFixed(3)}–${slice.high.toFixed(3)}`,
    slice.overall.toFixed(3),
  ])
  return aligned([header, ...rows])
}

function heading(evaluation: EvaluationTextInput['evaluation'], estimator: string | undefined): string {
  const { task, rows } = evaluation
  const what =
    estimator === undefined ? `${task} on ${rows} held-out rows` : `${estimator}, ${task}, on ${rows} held-out rows`
  if (task !== 'binary') return what
  return `${what}\npositive class: ${evaluation.confusion.classes[1]} (data.positive_class changes it)`
}

/** Metrics, classification report, confusion matrix, calibration as bars, the slices that differ. Plain text, no colours. */
export function renderEvaluation({
  evaluation,
  estimator,
  intervals = {},
  calibration,
  slices = [],
  elsewhere = [],
}: EvaluationTextInput): string {
  const blocks = [heading(evaluation, estimator), metricLines(evaluation.metrics, intervals, elsewhere)]
  // Of two classes, the metrics say what the report would.
  if (evaluation.task === 'multiclass') blocks.push(renderClassificationReport(evaluation.report).trimEnd())
  if (evaluation.task !== 'regression' && evaluation.confusion.classes.length <= MAX_CONFUSION) {
    blocks.push(confusionLines(evaluation.confusion))
  }
  if (calibration !== undefined && calibration.counts.length > 0) {
    blocks.push(`Calibration\n${calibrationLines(calibration)}`)
  }
  const flagged = slices.filter((slice) => slice.flagged)
  if (flagged.length > 0) blocks.push(`Slices that differ from the whole\n${sliceLines(flagged)}`)
  return `${blocks.join('\n\n')}\n`
}
