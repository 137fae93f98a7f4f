import { checkDigests, DIGEST_LIST, digestsOf, type FolderFiles } from '../artifacts/index.ts'
import { AppError, validateRelativePath } from '../core/index.ts'
import type { InputExample, Signature, SignatureField } from './model-folder.ts'
import { parseMlModel } from './parse-ml-model.ts'

export interface ModelFolder {
  readonly graph: Uint8Array
  readonly signature: Signature | undefined
  readonly inputExample: InputExample | undefined
  readonly runId: string | undefined
  readonly modelId: string | undefined
  readonly mlflowVersion: string | undefined
}

type Json = Readonly<Record<string, unknown>>

/** Reads a folder written by `buildModelFolder` or by Python's `mlflow.onnx`. `checked`: its digest is known to be right. @throws MODEL_INVALID, ARTIFACT_DIGEST */
export function readModelFolder(files: FolderFiles, { checked = false } = {}): ModelFolder {
  if (!checked) checkDigests(files)
  const mlModel = readYaml(files, 'MLmodel')
  const flavors = object(mlModel['flavors'])
  const onnx = flavors && object(flavors['onnx'])
  if (onnx === undefined) {
    const found = Object.keys(flavors ?? {}).join(', ') || 'none'
    throw new AppError('MODEL_INVALID', `no onnx flavour (found: ${found})`, {
      where: 'MLmodel',
      fix: 'Log the model with mlflow.onnx.log_model, for example after converting it with skl2onnx',
    })
  }
  const path = validateRelativePath(text(onnx['data']) ?? 'model.onnx', 'path of the graph')
  const graph = files.get(path)
  if (graph === undefined) throw new AppError('MODEL_INVALID', `the folder has no ${path}`, { where: 'MLmodel' })
  return {
    graph,
    signature: readSignature(object(mlModel['signature'])),
    inputExample: readExample(files, object(mlModel['saved_input_example_info'])),
    runId: text(mlModel['run_id']),
    modelId: text(mlModel['model_id']),
    mlflowVersion: text(mlModel['mlflow_version']),
  }
}

/**
 * The files of a model folder that MLmodel or the list of digests name, as far as the given ones tell: called with none, it
 * names those two. @throws MODEL_INVALID, MODEL_TOO_COSTLY, NAME_INVALID
 */
export function filesOfModel(known: FolderFiles): readonly string[] {
  const names = new Set<string>(['MLmodel', DIGEST_LIST])
  const list = known.get(DIGEST_LIST)
  for (const { path } of list === undefined ? [] : digestsOf(list)) names.add(path)
  if (known.has('MLmodel')) {
    const mlModel = readYaml(known, 'MLmodel')
    const flavors = object(mlModel['flavors'])
    const environment = object(object(flavors?.['python_function'])?.['env'])
    const example = object(mlModel['saved_input_example_info'])
    for (const value of [
      object(flavors?.['onnx'])?.['data'] ?? 'model.onnx',
      ...Object.values(environment ?? {}),
      example?.['artifact_path'],
      example?.['serving_input_path'],
      'requirements.txt',
    ]) {
      if (typeof value === 'string') names.add(value)
    }
  }
  return [...names].map((name) => validateRelativePath(name))
}

function readYaml(files: FolderFiles, path: string): Json {
  const bytes = files.get(path)
  if (bytes === undefined) {
    throw new AppError('MODEL_INVALID', `the folder has no ${path}`, {
      fix: 'Give a model folder in the layout of MLflow',
    })
  }
  const result = object(parseMlModel(bytes, path))
  if (result === undefined) throw new AppError('MODEL_INVALID', 'the file is damaged', { where: path })
  return result
}

function readSignature(signature: Json | undefined): Signature | undefined {
  if (signature === undefined) return undefined
  const side = (key: string): SignatureField[] => {
    const json = text(signature[key])
    if (json === undefined) return []
    const fields = damagedAs(`MLmodel signature.${key}`, () => JSON.parse(json) as unknown)
    if (!Array.isArray(fields)) throw new AppError('MODEL_INVALID', 'not a list', { where: `MLmodel signature.${key}` })
    return fields.map((field) => readField(object(field) ?? {}))
  }
  return { inputs: side('inputs'), outputs: side('outputs') }
}

function readField(field: Json): SignatureField {
  const name = text(field['name'])
  const spec = object(field['tensor-spec'])
  const shape = spec?.['shape']
  return {
    ...(name === undefined ? {} : { name }),
    type: text(field['type']) ?? 'string',
    required: field['required'] !== false && field['optional'] !== true,
    ...(spec === undefined
      ? {}
      : { tensor: { dtype: text(spec['dtype']) ?? '', shape: Array.isArray(shape) ? shape.map(Number) : [] } }),
  }
}

/** JSON as Python writes it: a missing number is a bare NaN. */
function parsePythonJson(json: string): unknown {
  return JSON.parse(json.replace(/"(?:[^"\\]|\\.)*"|-?Infinity|NaN/g, (token) => (token[0] === '"' ? token : 'null')))
}

/** Only an example in pandas' split orientation; others (arrays, dicts of arrays) have no columns to show. */
function readExample(files: FolderFiles, info: Json | undefined): InputExample | undefined {
  const path = info && text(info['artifact_path'])
  const bytes = path === undefined ? undefined : files.get(path)
  if (bytes === undefined || info?.['pandas_orient'] !== 'split') return undefined
  const example = damagedAs(path!, () => object(parsePythonJson(new TextDecoder().decode(bytes))))
  const { columns, data } = example ?? {}
  if (!Array.isArray(columns) || !Array.isArray(data)) return undefined
  return { columns: columns.map(String), data: data as InputExample['data'] }
}

function damagedAs<T>(where: string, read: () => T): T {
  try {
    return read()
  } catch (cause) {
    throw new AppError('MODEL_INVALID', 'the file is damaged', { where, cause })
  }
}

function object(value: unknown): Json | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : undefined
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}
