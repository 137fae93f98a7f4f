// The port of an engine that runs the graphs our own compiler does not know.

/** Element types as ONNX Runtime names them. 64-bit integers travel as BigInt64Array, booleans as bytes. */
export type EngineTensor =
  | { readonly type: 'string'; readonly data: readonly string[]; readonly dims: readonly number[] }
  | { readonly type: 'float32'; readonly data: Float32Array; readonly dims: readonly number[] }
  | { readonly type: 'float64'; readonly data: Float64Array; readonly dims: readonly number[] }
  | { readonly type: 'int64'; readonly data: BigInt64Array; readonly dims: readonly number[] }
  | { readonly type: 'int32'; readonly data: Int32Array; readonly dims: readonly number[] }
  | { readonly type: 'bool'; readonly data: Uint8Array; readonly dims: readonly number[] }

export interface FallbackSession {
  /** @throws MODEL_INPUT_INVALID, MODEL_TOO_COSTLY when it was stopped; the next call is answered again */
  run(feeds: Readonly<Record<string, EngineTensor>>): Promise<Readonly<Record<string, EngineTensor>>>
  close(): Promise<void>
}

export interface ScorerFallback {
  /** @throws MODEL_OPERATOR_UNSUPPORTED when the engine is not installed, MODEL_INVALID when it refuses the graph, MODEL_TOO_COSTLY */
  open(graph: Uint8Array): Promise<FallbackSession>
}
