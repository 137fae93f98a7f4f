import type { ClassLabel, Task } from '../data/index.ts'

/** What every fitted model says of its answer. */
export interface ModelHead {
  readonly task: Task
  /** Of a classifier, in the order of its outputs; the last of two is the positive one. */
  readonly classes: readonly ClassLabel[]
  /** From scores to the answer. `identity`: a forest's probability, or a regression's value. */
  readonly link: 'identity' | 'logistic' | 'softmax'
}
