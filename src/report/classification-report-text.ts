import type { ClassificationReport, ClassScoresLine } from '../evaluate/index.ts'

/** A number of rows, or a sum of weights without the noise of summing. */
function supportText(value: number): string {
  return String(Math.round(value * 1e6) / 1e6)
}

/** The report as scikit-learn's classification_report prints it. */
export function renderClassificationReport(report: ClassificationReport, digits = 2): string {
  const width = Math.max('weighted avg'.length, ...report.classes.map((line) => line.name.length))
  const cells = (name: string, values: readonly string[]): string =>
    `${name.padStart(width)} ${values.map((value) => ` ${value.padStart(9)}`).join('')}`
  const line = (scores: ClassScoresLine): string =>
    cells(scores.name, [
      scores.precision.toFixed(digits),
      scores.recall.toFixed(digits),
      scores.f1.toFixed(digits),
      supportText(scores.support),
    ])
  return [
    cells('', ['precision', 'recall', 'f1-score', 'support']),
    '',
    ...report.classes.map(line),
    '',
    cells('accuracy', ['', '', report.accuracy.toFixed(digits), supportText(report.macro.support)]),
    line(report.macro),
    line(report.weighted),
    '',
  ].join('\n')
}
