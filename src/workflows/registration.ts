// register: a graph trained elsewhere (skl2onnx, mlflow.onnx) becomes a version like any other.
import { randomBytes } from 'node:crypto'
import { isAppError, validateModelName } from '../core/index.ts'
import { buildModelFolder, digestOfFolder, type FolderFiles, readModelFolder } from '../onnx/index.ts'
import type { ModelVersion } from '../registry/index.ts'
import { createScorer, interfaceOfGraph } from '../score/index.ts'
import type { ProjectDeps } from './project-deps.ts'

export interface RegisterRequest {
  readonly name: string
  /** An .onnx file, or a model folder with an MLmodel file. */
  readonly path: string
  readonly description?: string | undefined
}

/** Registers the model after it has answered: a graph that cannot be scored is refused. @throws MODEL_INVALID, MODEL_OPERATOR_UNSUPPORTED, NAME_INVALID */
export async function registerGraph(
  deps: ProjectDeps,
  { name, path, description }: RegisterRequest,
): Promise<ModelVersion> {
  validateModelName(name)
  const files = (await deps.files.readFolder(path)) ?? folderOf(deps, await deps.files.read(path))
  const { graph } = readModelFolder(files)
  const scorer = await createScorer(graph, { fallback: deps.fallback })
  try {
    await scorer.score({
      rows: 1,
      columns: scorer.inputs.map(({ type }) => (type === 'string' ? [''] : Float64Array.of(0))),
    })
  } catch (error) {
    if (!isAppError(error, 'CATEGORY_UNKNOWN')) throw error
  } finally {
    await scorer.close()
  }
  const source = `registered/${randomBytes(16).toString('hex')}`
  await deps.artifacts.putFolder(source, files)
  return deps.registry.createVersion({
    name,
    source,
    digest: digestOfFolder(files),
    ...(description === undefined ? {} : { description }),
    tags: { 'modelwright.origin': 'registered' },
  })
}

const EXAMPLES = { long: 0, double: 0, boolean: false, string: '' } as const

/** A folder for a bare graph. Nothing tells what its rows look like, so the example says no more than their types. */
function folderOf({ clock }: ProjectDeps, graph: Uint8Array): FolderFiles {
  const { inputs } = interfaceOfGraph(graph)
  return buildModelFolder({
    graph,
    inputExample: { columns: inputs.map(({ name }) => name), data: [inputs.map(({ type }) => EXAMPLES[type])] },
    modelUuid: randomBytes(16).toString('hex'),
    createdAt: clock.now(),
  })
}
