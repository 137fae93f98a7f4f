// Precision, recall and F1 of each class and their averages. A quotient without a denominator is 0, as with scikit-learn's zero_division=0.
import type { ConfusionMatrix } from './confusion-matrix.ts'

export interface ClassScoresLine {
  /** The class, `macro avg` or `weighted avg`. */
  readonly name: string
  readonly precision: number
  readonly recall: number
  readonly f1: number
  /** Rows (or their weight). */
  readonly support: number
}

export interface ClassificationReport {
  /** Classes that neither occur nor are predicted are left out, as scikit-learn does, here and in the averages. */
  readonly classes: readonly ClassScoresLine[]
  readonly accuracy: number
  readonly macro: ClassScoresLine
  readonly weighted: ClassScoresLine
}

function quotient(top: number, bottom: number): number {
  return bottom === 0 ? 0 : top / bottom
}

/** How often a class is predicted. */
function columnSum({ classes, counts }: ConfusionMatrix, index: number): number {
  let sum = 0
  for (let k = 0; k < classes.length; k++) sum += counts[k * classes.length + index]!
  return sum
}

/** One class against the rest. */
export function classScores(confusion: ConfusionMatrix, index: number): ClassScoresLine {
  const { classes, counts } = confusion
  const width = classes.length
  const hits = counts[index * width + index]!
  let support = 0
  for (let k = 0; k < width; k++) support += counts[index * width + k]!
  const predicted = columnSum(confusion, index)
  return {
    name: String(classes[index]),
    precision: quotient(hits, predicted),
    recall: quotient(hits, support),
    f1: quotient(2 * hits, predicted + support),
    support,
  }
}

function average(name: string, lines: readonly ClassScoresLine[], weightOf: (line: ClassScoresLine) => number) {
  const total = lines.reduce((sum, line) => sum + weightOf(line), 0)
  const mean = (value: (line: ClassScoresLine) => number): number =>
    quotient(
      lines.reduce((sum, line) => sum + weightOf(line) * value(line), 0),
      total,
    )
  return {
    name,
    precision: mean((line) => line.precision),
    recall: mean((line) => line.recall),
    f1: mean((line) => line.f1),
    support: lines.reduce((sum, line) => sum + line.support, 0),
  }
}

export function accuracy({ classes, counts }: ConfusionMatrix): number {
  let hits = 0
  for (let k = 0; k < classes.length; k++) hits += counts[k * classes.length + k]!
  return hits / counts.reduce((sum, count) => sum + count, 0)
}

export function classificationReport(confusion: ConfusionMatrix): ClassificationReport {
  const lines = confusion.classes
    .map((_, index) => ({ line: classScores(confusion, index), predicted: columnSum(confusion, index) }))
    .filter(({ line, predicted }) => line.support > 0 || predicted > 0)
    .map(({ line }) => line)
  return {
    classes: lines,
    accuracy: accuracy(confusion),
    macro: average('macro avg', lines, () => 1),
    weighted: average('weighted avg', lines, (line) => line.support),
  }
}
