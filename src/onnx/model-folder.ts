/** Files of a folder by relative path with forward slashes. */
export type FolderFiles = ReadonlyMap<string, Uint8Array>

/** A few raw rows, as pandas' `split` orientation; null = missing. */
export interface InputExample {
  readonly columns: readonly string[]
  readonly data: readonly (readonly (string | number | boolean | null)[])[]
}

/** One input or output of a model's signature. `type` is MLflow's name; a tensor has its element type and shape too (-1 = any). */
export interface SignatureField {
  /** Absent where Python logged an unnamed tensor. */
  readonly name?: string
  readonly type: string
  readonly required: boolean
  readonly tensor?: { readonly dtype: string; readonly shape: readonly number[] }
}

export interface Signature {
  readonly inputs: readonly SignatureField[]
  readonly outputs: readonly SignatureField[]
}

export interface ModelFolderContents {
  readonly graph: Uint8Array
  readonly inputExample: InputExample
  /** 32 hexadecimal digits. */
  readonly modelUuid: string
  /** Milliseconds since the epoch. */
  readonly createdAt: number
  readonly runId?: string
  /** Name of the folder among the run's artifacts. @default 'model' */
  readonly artifactPath?: string
  /** Files stored beside the model: reference profile, model card, training config. */
  readonly extras?: FolderFiles
}

/** Name of the list of digests, in the format of `sha256sum`. */
export const DIGEST_LIST = 'SHA256SUMS'

/** The model as a folder in MLflow's layout (onnx flavour), with a digest of every file. @throws MODEL_INVALID */
export declare function buildModelFolder(contents: ModelFolderContents): Map<string, Uint8Array>
