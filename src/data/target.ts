// What a model learns to predict.

export type Task = 'binary' | 'multiclass' | 'regression'

/** A class as the data writes it: text, or an integer. All classes of a target are of one kind. */
export type ClassLabel = string | number

/** `classes` is sorted; of two, the second is the positive class. `values[i]` is the class index of row i. */
export interface ClassTarget {
  readonly task: 'binary' | 'multiclass'
  readonly name: string
  readonly classes: readonly ClassLabel[]
  readonly values: Int32Array
}

export interface NumericTarget {
  readonly task: 'regression'
  readonly name: string
  readonly values: Float64Array
}

export type Target = ClassTarget | NumericTarget
