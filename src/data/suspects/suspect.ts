// What in a table a person should look at before trusting a model of it. Numbers alone: `suspect-text.ts` has the words.
import type { RowIdentity } from '../row-identity.ts'
import type { Column } from '../table.ts'
import type { ClassLabel, Target } from '../target.ts'

/** An input that is as good as the target itself. */
export interface Leak {
  readonly kind: 'leak'
  readonly column: string
  /** Of this column alone: roc_auc of two classes, mean recall of more, r2 of a number. */
  readonly measure: 'roc_auc' | 'recall_macro' | 'r2'
  readonly score: number
}

/** Rows that say the same as another one in every input, far more of them than chance makes. */
export interface DuplicateRows {
  readonly kind: 'duplicate_rows'
  /** Rows beyond the first of their kind. */
  readonly rows: number
  readonly share: number
  /** The inputs that tell copies apart because they number rows: without them the rows are equal. */
  readonly apartFrom: readonly string[]
}

/** A class so rare that the model hardly finds it. */
export interface Imbalance {
  readonly kind: 'imbalance'
  readonly class: ClassLabel
  readonly rows: number
  readonly share: number
  /** On held-out rows. */
  readonly recall: number
}

/** An input that is another one in every row: it names rows, it does not describe them. */
export interface RowId {
  readonly kind: 'row_id'
  readonly column: string
}

export interface MostlyMissing {
  readonly kind: 'mostly_missing'
  readonly column: string
  readonly share: number
}

/** An input with one value, but for at most a thousandth of the rows. */
export interface NearlyConstant {
  readonly kind: 'constant'
  readonly column: string
  readonly value: string | number
  /** Of the rows that have the value: 1 where all have. */
  readonly share: number
}

export type Suspect = Leak | DuplicateRows | Imbalance | RowId | MostlyMissing | NearlyConstant

export interface Suspicion {
  /** The columns that the model reads. */
  readonly inputs: readonly Column[]
  readonly target: Target
  /** Of the inputs. */
  readonly identity: Pick<RowIdentity, 'group' | 'groups'>
  /** On held-out rows, by class; empty where nobody knows. */
  readonly recalls: readonly number[]
}

/** How many rows a look at a column takes at most. */
export const SAMPLE = 10_000
