// What a search asks for, as a tree: filter strings are parsed to it, and each store translates it for itself.

/** @template F what can be compared */
export type Filter<F> =
  /** All of them; of none, everything. */
  | { readonly operator: 'AND'; readonly of: readonly Filter<F>[] }
  /** At least one of them; of none, nothing. */
  | { readonly operator: 'OR'; readonly of: readonly Filter<F>[] }
  /** What is missing fits neither a comparison nor its negation. */
  | { readonly operator: 'NOT'; readonly of: Filter<F> }
  | Comparison<F>

/** What is missing (no such tag, a metric that is NaN) fits `IS NULL` alone, not even `!=`. */
export type Comparison<F> =
  | { readonly operator: Relation; readonly field: F; readonly value: string | number }
  /** % is any text, _ any character; ILIKE knows no case. */
  | { readonly operator: 'LIKE' | 'ILIKE'; readonly field: F; readonly value: string }
  | { readonly operator: 'IN' | 'NOT IN'; readonly field: F; readonly values: readonly (string | number)[] }
  | { readonly operator: 'IS NULL' | 'IS NOT NULL'; readonly field: F }

export type Relation = '=' | '!=' | '<' | '<=' | '>' | '>='

/** An attribute of the thing itself, by MLflow's name, or one of its tags. */
export type Field<Attribute extends string> =
  | { readonly kind: 'attribute'; readonly name: Attribute }
  | { readonly kind: 'tag'; readonly key: string }

export type ExperimentField = Field<'experiment_id' | 'name' | 'creation_time' | 'last_update_time'>

export type RunField =
  | Field<'run_id' | 'run_name' | 'status' | 'user_id' | 'artifact_uri' | 'start_time' | 'end_time'>
  | { readonly kind: 'param'; readonly key: string }
  | { readonly kind: 'metric'; readonly key: string; readonly of: MetricRollup }
  /** Of any data set that the run has read. */
  | { readonly kind: 'dataset'; readonly name: 'name' | 'digest' | 'context' }

/** The latest value, the least or greatest of all steps, or the step of either. */
export type MetricRollup = 'latest' | 'min' | 'max' | 'min_step' | 'max_step'

export type LoggedModelField =
  | Field<
      'name' | 'model_id' | 'model_type' | 'status' | 'source_run_id' | 'creation_timestamp' | 'last_updated_timestamp'
    >
  | { readonly kind: 'param'; readonly key: string }
  /** The latest value, whichever run measured it. */
  | { readonly kind: 'metric'; readonly key: string }

export function attribute<A extends string>(name: A): { readonly kind: 'attribute'; readonly name: A } {
  return { kind: 'attribute', name }
}

export function equal<F>(field: F, value: string | number): Comparison<F> {
  return { operator: '=', field, value }
}

/** Things that have each of these tags with this value. */
export function tagged(tags: Readonly<Record<string, string>>): Filter<{ readonly kind: 'tag'; readonly key: string }> {
  return {
    operator: 'AND',
    of: Object.entries(tags).map(([key, value]) => equal({ kind: 'tag' as const, key }, value)),
  }
}
