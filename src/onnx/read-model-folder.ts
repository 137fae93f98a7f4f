import type { FolderFiles, InputExample, Signature } from './model-folder.ts'

export interface ModelFolder {
  readonly graph: Uint8Array
  readonly signature: Signature | undefined
  readonly inputExample: InputExample | undefined
  readonly runId: string | undefined
  readonly modelId: string | undefined
  readonly mlflowVersion: string | undefined
}

/** Reads a folder written by `buildModelFolder` or by Python's `mlflow.onnx`. @throws MODEL_INVALID, ARTIFACT_DIGEST */
export declare function readModelFolder(files: FolderFiles): ModelFolder
