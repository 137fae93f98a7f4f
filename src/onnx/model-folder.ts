import { stringify } from 'yaml'
import { DIGEST_LIST, digestLines, type FolderFiles } from '../artifacts/index.ts'
import type { OnnxModel, OnnxValue } from './onnx-model.ts'
import { readOnnx } from './read-onnx.ts'

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

const GRAPH = 'model.onnx'
/** The layout is that of this release; every later one reads it. */
const MLFLOW_VERSION = '2.18.0'
const PYTHON_VERSION = '3.11'
const REQUIREMENTS = ['mlflow>=2.18', 'onnx>=1.17', 'onnxruntime>=1.20', 'pandas']

/** The model as a folder in MLflow's layout (onnx flavour), with a digest of every file. @throws MODEL_INVALID */
export function buildModelFolder(contents: ModelFolderContents): Map<string, Uint8Array> {
  const { graph, inputExample, extras = new Map<string, Uint8Array>() } = contents
  const files = new Map<string, Uint8Array>(extras)
  const text = (path: string, value: string): Map<string, Uint8Array> =>
    files.set(path, new TextEncoder().encode(value))
  files.set(GRAPH, graph)
  text('requirements.txt', `${REQUIREMENTS.join('\n')}\n`)
  text('conda.yaml', stringify(condaEnvironment()))
  text('python_env.yaml', stringify({ python: PYTHON_VERSION, dependencies: ['-r requirements.txt'] }))
  text('input_example.json', JSON.stringify(inputExample))
  text('serving_input_example.json', JSON.stringify({ dataframe_split: inputExample }))
  const size = files.values().reduce((sum, bytes) => sum + bytes.length, 0)
  text('MLmodel', stringify(mlModel(contents, readOnnx(graph), size), { lineWidth: 0, version: '1.1' }))
  text(DIGEST_LIST, digestLines(files))
  return files
}

function condaEnvironment() {
  return {
    name: 'mlflow-env',
    channels: ['conda-forge'],
    dependencies: [`python=${PYTHON_VERSION}`, 'pip', { pip: REQUIREMENTS }],
  }
}

function mlModel(
  { artifactPath = 'model', runId, modelUuid, createdAt }: ModelFolderContents,
  model: OnnxModel,
  size: number,
) {
  return {
    artifact_path: artifactPath,
    flavors: {
      onnx: {
        code: null,
        data: GRAPH,
        onnx_session_options: null,
        onnx_version: '1.17.0',
        providers: ['CPUExecutionProvider'],
      },
      python_function: {
        data: GRAPH,
        env: { conda: 'conda.yaml', virtualenv: 'python_env.yaml' },
        loader_module: 'mlflow.onnx',
        python_version: `${PYTHON_VERSION}.0`,
      },
    },
    mlflow_version: MLFLOW_VERSION,
    model_size_bytes: size,
    model_uuid: modelUuid,
    ...(runId === undefined ? {} : { run_id: runId }),
    saved_input_example_info: {
      artifact_path: 'input_example.json',
      pandas_orient: 'split',
      serving_input_path: 'serving_input_example.json',
      type: 'dataframe',
    },
    // A column of a signature is one number or text a row: of a graph that reads or answers matrices it would be untrue.
    ...(isColumns(model)
      ? { signature: { inputs: fields(model.inputs), outputs: fields(model.outputs), params: null } }
      : {}),
    utc_time_created: `${new Date(createdAt).toISOString().slice(0, -1).replace('T', ' ')}000`,
  }
}

function isColumns({ inputs, outputs }: OnnxModel): boolean {
  return [...inputs, ...outputs].every(({ type, dims }) => type?.kind === 'tensor' && (dims?.[1] ?? 1) === 1)
}

const MLFLOW_TYPES = {
  float: 'float',
  double: 'double',
  int64: 'long',
  int32: 'integer',
  bool: 'boolean',
  string: 'string',
} as const

function mlflowType({ type }: OnnxValue): string {
  return type?.kind === 'tensor' ? MLFLOW_TYPES[type.element] : 'string'
}

function fields(values: readonly OnnxValue[]): string {
  return JSON.stringify(values.map((value) => ({ type: mlflowType(value), name: value.name, required: true })))
}
