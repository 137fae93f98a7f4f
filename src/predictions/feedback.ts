import { MAX_ISSUES, type ValidationIssue, validationError } from '../core/index.ts'
import type { ClassLabel } from '../data/index.ts'
import { type LabelEntry, type LabelFault, readLabel } from './label-entry.ts'
import type { LabelRecord } from './prediction-log.ts'

/** Of one request. */
export const MAX_LABELS = 10_000

/** Labels from the body of `/feedback`: `{prediction_id, label}` (or `actual`), or a list of them. @throws VALIDATION_FAILED */
export function parseFeedback(body: unknown, classes: readonly ClassLabel[], receivedAt: number): LabelRecord[] {
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
    const read = readLabel(item as LabelEntry, { classes, receivedAt })
    if ('record' in read) labels.push(read.record)
    else for (const fault of read.faults) issues.push({ loc: [...loc, fault.field], ...wordsOf(fault, classes) })
  }
  if (issues.length > 0) throw validationError(issues)
  return labels
}

function wordsOf({ field, problem }: LabelFault, classes: readonly ClassLabel[]): Omit<ValidationIssue, 'loc'> {
  if (problem === 'missing') return { msg: 'Field required', type: 'missing' }
  if (field === 'prediction_id') {
    return { msg: 'Input should be the prediction_id of an answer', type: 'string_pattern_mismatch' }
  }
  return classes.length === 0
    ? { msg: 'Input should be a valid number', type: 'float_type' }
    : { msg: 'Input should be one of the classes of the model', type: 'literal_error' }
}
