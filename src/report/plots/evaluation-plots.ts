// Curves of an evaluation as small static SVG files, which runs log as artifacts.

import type {
  ClassPredictions,
  ClassTruth,
  NumericPredictions,
  NumericTruth,
  Predictions,
  Truth,
} from '../../evaluate/index.ts'
import {
  calibrationCurve,
  confusionMatrix,
  precisionRecallCurve,
  predictedClasses,
  rocCurve,
  spreadIndices,
} from '../../evaluate/index.ts'
import { type Chart, renderChart } from './chart.ts'
import { confusionPlot } from './confusion-plot.ts'

const UNIT = { xRange: [0, 1], yRange: [0, 1] } as const
const DIAGONAL = { kind: 'reference', x: [0, 1], y: [0, 1] } as const

/** Few enough points for a small file; the eye sees no difference. */
function thinned(x: ArrayLike<number>, y: ArrayLike<number>): { x: number[]; y: number[] } {
  const indices = spreadIndices(x.length)
  return { x: indices.map((i) => x[i]!), y: indices.map((i) => y[i]!) }
}

function binaryCharts(truth: ClassTruth, scores: ClassPredictions): readonly [string, Chart][] {
  const score = scores.probability.filter((_, i) => i % 2 === 1)
  const roc = rocCurve(truth.values, score)
  const pr = precisionRecallCurve(truth.values, score, { dropIntermediate: true })
  const calibration = calibrationCurve(truth.values, score)
  const dots = { x: calibration.meanPredicted, y: calibration.fractionPositive }
  return [
    [
      'roc.svg',
      {
        ...UNIT,
        title: 'ROC curve',
        xLabel: 'false positive rate',
        yLabel: 'true positive rate',
        series: [DIAGONAL, { kind: 'line', ...thinned(roc.falsePositiveRate, roc.truePositiveRate) }],
      },
    ],
    [
      'pr.svg',
      {
        ...UNIT,
        title: 'Precision and recall',
        xLabel: 'recall',
        yLabel: 'precision',
        series: [{ kind: 'line', ...thinned(pr.recall, pr.precision) }],
      },
    ],
    [
      'calibration.svg',
      {
        ...UNIT,
        title: 'Calibration',
        xLabel: 'mean predicted probability',
        yLabel: 'share that happened',
        series: [DIAGONAL, { kind: 'line', ...dots }, { kind: 'points', ...dots }],
      },
    ],
  ]
}

function residualChart(truth: NumericTruth, scores: NumericPredictions): Chart {
  const { x, y } = thinned(scores.values, truth.values)
  const all = [...x, ...y]
  const range = [Math.min(...all), Math.max(...all)] as const
  return {
    title: 'Predicted and true values',
    xLabel: 'predicted',
    yLabel: 'true',
    xRange: range,
    yRange: range,
    series: [
      { kind: 'reference', x: range, y: range },
      { kind: 'points', x, y },
    ],
  }
}

/** File name → SVG text: `confusion.svg` for classes; `roc.svg`, `pr.svg`, `calibration.svg` when both of two classes occur; `predictions.svg` for regression. */
export function evaluationPlots(truth: Truth, scores: Predictions): ReadonlyMap<string, string> {
  const plots = new Map<string, string>()
  if (truth.values.length === 0) return plots
  if ('classes' in truth && 'probability' in scores) {
    const { classes, values } = truth
    plots.set('confusion.svg', confusionPlot(confusionMatrix(classes, values, predictedClasses(truth, scores))))
    if (classes.length === 2 && values.includes(0) && values.includes(1)) {
      for (const [name, chart] of binaryCharts(truth, scores)) plots.set(name, renderChart(chart))
    }
  } else if (!('classes' in truth) && 'values' in scores) {
    plots.set('predictions.svg', renderChart(residualChart(truth, scores)))
  }
  return plots
}
