// What a label from outside must be, whether it comes in a body or in a file: who takes it in says where a fault is, and in which words.
import type { ClassLabel } from '../data/index.ts'
import { classLabelOf } from './class-label.ts'
import type { LabelRecord } from './prediction-log.ts'

/** Of every id that an answer has had. */
export const PREDICTION_ID = /^[\w-]{1,128}$/

/** As it came: `label`, or `actual` in its place. */
export interface LabelEntry {
  readonly prediction_id?: unknown
  readonly label?: unknown
  readonly actual?: unknown
}

export interface LabelFault {
  readonly field: 'prediction_id' | 'label' | 'actual'
  readonly problem: 'missing' | 'invalid'
  readonly given: unknown
}

export type ReadLabel =
  | { readonly record: LabelRecord }
  /** The id's before the label's. */
  | { readonly faults: readonly LabelFault[] }

/** `classes`: the model's; none for regression, where a label is a finite number or its text. `receivedAt`: ms since the epoch. */
export function readLabel(
  { prediction_id: id, label, actual }: LabelEntry,
  { classes, receivedAt }: { readonly classes: readonly ClassLabel[]; readonly receivedAt: number },
): ReadLabel {
  const faults: LabelFault[] = []
  const isId = typeof id === 'string' && PREDICTION_ID.test(id)
  if (!isId) faults.push({ field: 'prediction_id', problem: id === undefined ? 'missing' : 'invalid', given: id })
  const given = label ?? actual
  const known = classLabelOf(classes, given)
  if (given === undefined || given === null) faults.push({ field: 'label', problem: 'missing', given })
  else if (known === undefined) {
    faults.push({ field: label === undefined ? 'actual' : 'label', problem: 'invalid', given })
  }
  return isId && known !== undefined
    ? { record: { predictionId: id, label: known, timestamp: receivedAt } }
    : { faults }
}
