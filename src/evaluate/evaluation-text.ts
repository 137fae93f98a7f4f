// What a person sees of an evaluation in a terminal.
import type { ClassificationMetrics } from './classification.ts'
import { renderClassificationReport } from './classification-report.ts'
import type { ConfusionMatrix } from './confusion-matrix.ts'
import type { CalibrationCurve } from './curves.ts'
import type { RegressionMetrics } from './regression.ts'
import type { SliceMetric } from './slices.ts'
import type { MetricMap } from './truth.ts'

export interface EvaluationTextInput {
  readonly evaluation: ClassificationMetrics | RegressionMetrics
  readonly calibration?: CalibrationCurve
  readonly slices?: readonly SliceMetric[]
}

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

function metricLines(metrics: MetricMap): string {
  return aligned(Object.entries(metrics).map(([name, value]) => [name, value.toFixed(4)]))
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
    `${slice.column} = ${slice.value}`,
    slice.metric,
    String(slice.rows),
    slice.observed.toFixed(3),
    `${slice.low.toFixed(3)}–${slice.high.toFixed(3)}`,
    slice.overall.toFixed(3),
  ])
  return aligned([header, ...rows])
}

/** Metrics, classification report, confusion matrix, calibration as bars, the slices that differ. Plain text, no colours. */
export function renderEvaluation({ evaluation, calibration, slices = [] }: EvaluationTextInput): string {
  const blocks = [`${evaluation.task} on ${evaluation.rows} rows`, metricLines(evaluation.metrics)]
  if (evaluation.task !== 'regression') {
    blocks.push(renderClassificationReport(evaluation.report).trimEnd(), confusionLines(evaluation.confusion))
  }
  if (calibration !== undefined && calibration.counts.length > 0) {
    blocks.push(`Calibration\n${calibrationLines(calibration)}`)
  }
  const flagged = slices.filter((slice) => slice.flagged)
  if (flagged.length > 0) blocks.push(`Slices that differ from the whole\n${sliceLines(flagged)}`)
  return `${blocks.join('\n\n')}\n`
}
