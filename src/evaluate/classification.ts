import type { ClassificationReport } from './classification-report.ts'
import { classificationReport } from './classification-report.ts'
import { type ConfusionMatrix, confusionMatrix } from './confusion-matrix.ts'
import { classMetrics, definedMetrics, predictedClasses } from './row-metrics.ts'
import type { ClassPredictions, ClassTruth, MetricMap } from './truth.ts'

export interface ClassificationOptions {
  /** One non-negative weight a row. @default all 1 */
  readonly sampleWeight?: Float64Array
}

export interface ClassificationMetrics {
  readonly task: 'binary' | 'multiclass'
  readonly rows: number
  readonly metrics: MetricMap
  readonly confusion: ConfusionMatrix
  readonly report: ClassificationReport
}

/**
 * scikit-learn's definitions, quotients without a denominator as 0. Binary: accuracy, precision, recall, f1 of the positive class,
 * roc_auc, average_precision, log_loss, brier. More classes: precision, recall and f1 are macro averages, also as `_macro` and
 * `_weighted`; roc_auc (= roc_auc_ovr_macro) and average_precision average one class against the rest over the classes that occur;
 * brier sums over classes. What the rows leave undefined (roc_auc of a single class) is absent.
 * @throws MODEL_INVALID when probabilities do not fit the truth or are not numbers
 */
export function evaluateClassification(
  truth: ClassTruth,
  scores: ClassPredictions,
  options: ClassificationOptions = {},
): ClassificationMetrics {
  const { sampleWeight } = options
  const metrics = definedMetrics(classMetrics(truth, scores), sampleWeight)
  const labels = predictedClasses(truth, scores)
  const confusion = confusionMatrix(truth.classes, truth.values, labels, sampleWeight)
  return {
    task: truth.classes.length === 2 ? 'binary' : 'multiclass',
    rows: truth.values.length,
    metrics,
    confusion,
    report: classificationReport(confusion),
  }
}
