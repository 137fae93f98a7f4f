import type { FittedFeatures } from '../features/index.ts'
import type { FittedModel } from '../train/index.ts'

export interface FittedPipeline {
  readonly features: FittedFeatures
  readonly model: FittedModel
  /** Extra entries of the graph's metadata_props. */
  readonly metadata?: Readonly<Record<string, string>>
}

/** The fitted pipeline as one ONNX graph (ai.onnx.ml opset 3). @throws FEATURE_INVALID */
export declare function writeOnnx(pipeline: FittedPipeline): Uint8Array
