import type { Pace, Reporter } from '../core/index.ts'
import type { InputColumn } from '../data/index.ts'
import type { Expression } from './expression.ts'
import type { Precision } from './feature-matrix.ts'
import type { FeatureOptions } from './feature-options.ts'

export interface PlannedCategorical {
  readonly name: string
  readonly method: 'onehot' | 'ordinal'
  readonly unknown: 'ignore' | 'error'
  /** Below 1: a share of the rows; from 1: a count. 0: none are rare. */
  readonly minFrequency: number
  /** Infinity: no limit. */
  readonly maxCategories: number
}

export type NumericImpute = NonNullable<NonNullable<FeatureOptions['impute']>['numeric']>
export type CategoricalImpute = NonNullable<NonNullable<FeatureOptions['impute']>['categorical']>

/** What will be fitted: which columns, how each is treated. Plain data, made by `planFeatures` from one table and good for any with the same columns. */
export interface FeaturePlan {
  /** Raw columns the features need, in the table's order. */
  readonly inputs: readonly InputColumn[]
  readonly numeric: readonly string[]
  readonly derived: readonly { readonly name: string; readonly expression: Expression }[]
  readonly categorical: readonly PlannedCategorical[]
  /** null: as the estimator wants it. */
  readonly impute: {
    readonly numeric: NumericImpute | null
    readonly categorical: CategoricalImpute | null
  }
  /** null: as the estimator wants it. */
  readonly scale: 'standard' | 'minmax' | 'none' | null
}

export interface FitFeaturesOptions {
  readonly precision: Precision
  /** Standardise numeric features unless the plan says otherwise. */
  readonly scaleByDefault: boolean
  /** Leave missing values missing (NaN), or a category of their own, unless the plan says otherwise. */
  readonly takesMissing: boolean
  readonly reporter?: Reporter
  /** @default never rests */
  readonly pace?: Pace | undefined
}
