import type { ScorerFallback } from '../../score/index.ts'

/** ONNX Runtime in a worker thread; `onnxruntime-node` is loaded when the first graph is opened. */
export declare function createOnnxRuntimeFallback(): ScorerFallback
