import type { Reporter } from '../core/index.ts'
import type { Where } from '../data/index.ts'

/** The `features` section of a config, under its own key names. */
export interface FeatureOptions {
  /** Columns used as numbers. @default with `categorical` also absent: every column of numbers */
  readonly numeric?: readonly string[]
  /** Columns used as categories; one of numbers is encoded value by value. @default with `numeric` also absent: every column of text */
  readonly categorical?: readonly string[]
  /** New numeric features by name, each an expression of numeric columns and of derived features above it. */
  readonly derived?: Readonly<Record<string, string>>
  /** Columns never used. */
  readonly drop?: readonly string[]
  /**
   * What replaces missing values. @default for trees nothing: a split sends a gap the way that gains more, and a missing
   * category is one of its own; otherwise, and for a column without a gap in training, as below
   */
  readonly impute?: {
    /** @default 'median' */
    readonly numeric?: 'median' | 'mean' | 'most_frequent' | { readonly constant: number }
    /** @default 'most_frequent' */
    readonly categorical?: 'most_frequent' | { readonly constant: string }
  }
  /** @default what the estimator wants: standard for linear models, none for trees */
  readonly scale?: 'standard' | 'minmax' | 'none'
  readonly encode?: EncodeOptions
}

export interface EncodeOptions {
  /** @default 'onehot' */
  readonly method?: 'onehot' | 'ordinal'
  /** A value not seen in training: no bucket (ordinal: -1), or CATEGORY_UNKNOWN. @default 'ignore' */
  readonly handle_unknown?: 'ignore' | 'error'
  /** Rarer values share one bucket: a count (1 or more) or a share of the rows (below 1). @default none are rare */
  readonly min_frequency?: number
  /** Buckets at most, the shared one included. @default 255 for columns that are not listed, otherwise unlimited */
  readonly max_categories?: number
}

export interface PlanOptions extends FeatureOptions {
  /** The column that is learned and so is no feature. */
  readonly target?: string
  /** @default the key alone */
  readonly where?: Where
  readonly reporter?: Reporter
}
