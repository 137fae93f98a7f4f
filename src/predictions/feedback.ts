import { MAX_ISSUES, type ValidationIssue, validationError } from '../core/index.ts'
import type { ClassLabel } from '../data/index.ts'
import { classLabelOf } from './class-label.ts'
import type { LabelRecord } from './prediction-log.ts'

export const PREDICTION_ID = /^[\w-]{1,128}$/
/** Of one request. */
export const MAX_LABELS = 10_000

/** Labels from the body of `/feedback`: `{prediction_id, label}` (or `actual`), or a list of them. @throws VALIDATION_FAILED */
export function parseFeedback(body: unknown, classes: readonly ClassLabel[], timestamp: number): LabelRecord[] {
  const many = Array.isArray(body)
  const items: readonly unknown[] = many ? body : [body]
  const issues: ValidationIssue[] = []
  const labels: LabelRecord[] = []
  if (items.length === 0 || items.length > MAX_LABELS) {
    const type = items.length === 0 ? 'too_short' : 'too_long'
    throw validationError([{ loc: ['body'], msg: `List should have 1 to ${MAX_LABELS} items`, type }])
  }
  for (let i = 0; i < items.length && issues.length < MAX_ISSUES; i++) {
    const loc = many ? ['body', i] : ['body']
    const item = items[i]
    if (typeof item !== 'object' || item === null || Array.isArray(item)) {
      issues.push({ loc, msg: 'Input should be a valid dictionary', type: 'dict_type' })
      continue
    }
    const { prediction_id: id, label, actual } = item as Record<string, unknown>
    const before = issues.length
    if (id === undefined) issues.push({ loc: [...loc, 'prediction_id'], msg: 'Field required', type: 'missing' })
    else if (typeof id !== 'string' || !PREDICTION_ID.test(id)) {
      const msg = 'Input should be the prediction_id of an answer'
      issues.push({ loc: [...loc, 'prediction_id'], msg, type: 'string_pattern_mismatch' })
    }
    const given = label ?? actual
    const known = classLabelOf(classes, given)
    if (given === undefined || given === null) {
      issues.push({ loc: [...loc, 'label'], msg: 'Field required', type: 'missing' })
    } else if (known === undefined) {
      const numeric = classes.length === 0
      issues.push({
        loc: [...loc, label === undefined ? 'actual' : 'label'],
        msg: numeric ? 'Input should be a valid number' : 'Input should be one of the classes of the model',
        type: numeric ? 'float_type' : 'literal_error',
      })
    }
    if (issues.length === before) labels.push({ predictionId: id as string, label: known!, timestamp })
  }
  if (issues.length > 0) throw validationError(issues)
  return labels
}
