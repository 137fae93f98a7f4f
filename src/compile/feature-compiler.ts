// What the compiler of a kind of feature is given and gives.
import type { GraphBuilder, ValueName } from '../onnx/index.ts'

/** A raw column of shape [N, 1]: text, or doubles. */
export interface RawColumn {
  readonly column: ValueName
  readonly kind: 'text' | 'number'
}

/** Columns by name. @throws FEATURE_INVALID where there is none */
export interface Columns {
  raw(name: string): RawColumn
  /** A raw numeric column or a derived one. */
  number(name: string): ValueName
}

export interface FeatureContext {
  readonly graph: GraphBuilder
  readonly columns: Columns
  /** Of the blocks. */
  readonly element: 'float' | 'double'
}

/** Neighbouring features of one kind as blocks [N, columns], in their order: one for all, or one each. */
export type FeatureCompiler<F> = (run: readonly F[], context: FeatureContext) => ValueName[]
