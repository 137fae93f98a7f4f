// register: a graph trained elsewhere (skl2onnx, mlflow.onnx) becomes a version like any other.
import { randomBytes } from 'node:crypto'
import { digestOfFolder, type FolderFiles, writeFolder } from '../../artifacts/index.ts'
import type { Config } from '../../config/index.ts'
import { isAppError, validateModelName } from '../../core/index.ts'
import { buildModelFolder, readModelFolder } from '../../onnx/index.ts'
import type { GateVerdict, ModelVersion, NewModelVersion } from '../../registry/index.ts'
import { interfaceOfGraph, isUnknownCategory, withScorer } from '../../score/index.ts'
import type { ReadingDeps } from '../fitting/index.ts'
import { type GateDeps, runGate } from '../gating/index.ts'
import { readModelFiles, refuseKnownGraph, type ScorerDeps } from '../models/index.ts'
import type { ProjectDeps } from '../ports/index.ts'
import { type RecorderDeps, recordRun, syntheticExample } from '../training/index.ts'
import {
  judgedSet,
  type MeasuredReference,
  measureReference,
  namedGraph,
  type ReferenceData,
  readReference,
  referenceFiles,
} from './reference-data.ts'

export type RegisterDeps = ReadingDeps & GateDeps & RecorderDeps & Pick<ProjectDeps, 'files'>

export interface RegisterRequest {
  readonly name: string
  /** An .onnx file, or a model folder with an MLmodel file. */
  readonly path: string
  readonly description?: string | undefined
  /** Names the columns of a graph that reads a matrix (`features`); with `measure`, names also its table and target. */
  readonly config?: Config | undefined
  /** Measures the model on the config's table and keeps what it learns beside the graph: profile, metrics, card. @default false */
  readonly measure?: boolean | undefined
  /** The user vouches that the model has not learned from the table: then it can be compared with a champion on it. @default false */
  readonly areNew?: boolean | undefined
}

/** Registers the model after it has answered: a graph that cannot be scored is refused. @throws MODEL_INVALID, MODEL_OPERATOR_UNSUPPORTED, NAME_INVALID; with `measure` also what reading a table throws */
export async function registerGraph(deps: RegisterDeps, request: RegisterRequest): Promise<ModelVersion> {
  const { name, path, description, config, measure = false, areNew = false } = request
  validateModelName(name)
  const given = await readModelFiles(deps, path)
  const original =
    given === undefined
      ? await deps.files.read(path, { maxBytes: deps.limits.modelBytes })
      : readModelFolder(given).graph
  const version = {
    name,
    description,
    tags: { 'modelwright.origin': 'registered' },
  }
  if (measure && config !== undefined) {
    return registerMeasured(deps, { ...config, mlflow: { ...config.mlflow, model_name: name } }, original, {
      version,
      areNew,
    })
  }
  const graph = config === undefined ? original : namedGraph(original, config, undefined, deps.reporter)
  await refuseKnownGraph(deps, name, graph)
  await answersOneRow(deps, graph)
  const files = given !== undefined && graph === original ? given : folderOf(deps, graph)
  const source = `registered/${randomBytes(16).toString('hex')}`
  await writeFolder(deps.blobs, source, files)
  try {
    return await deps.ledger.register({ ...version, source, digest: await digestOfFolder(files) })
  } catch (error) {
    // Without a version nobody needs it; where the disk is what failed, doctor names it.
    await deps.blobs.delete(source).catch(() => {})
    throw error
  }
}

type Named = Pick<NewModelVersion, 'name' | 'description' | 'tags'>

/** As a run of the config's experiment, with what a training would have left: metrics, profile, card, and the word of the gate. */
async function registerMeasured(
  deps: RegisterDeps,
  config: Config,
  original: Uint8Array,
  { version, areNew }: { readonly version: Named; readonly areNew: boolean },
): Promise<ModelVersion> {
  const reference = await readReference(deps, config, original)
  await refuseKnownGraph(deps, version.name, reference.graph)
  const tags = { 'modelwright.trigger': 'register', 'modelwright.model': version.name }
  return recordRun(deps, config, tags, async (run, recorder) => {
    await recorder.input(reference)
    const measured = await measureReference(deps, config, reference)
    await recorder.metrics(measured.metrics)
    const files = buildModelFolder({
      graph: reference.graph,
      inputExample: syntheticExample(reference.rows.table, measured.inputs),
      modelUuid: randomBytes(16).toString('hex'),
      createdAt: deps.clock.now(),
      runId: run.runId,
      extras: await referenceFiles(deps, config, { name: version.name, run, reference, measured, areNew }),
    })
    const source = await recorder.folder('model', files)
    const said = await gateReference(deps, config, reference, { measured, areNew })
    const verdict = said && { said, actor: { by: deps.user, reason: 'register' } }
    return recorder.version({ ...version, source, digest: await digestOfFolder(files), ...(verdict && { verdict }) })
  })
}

/** Undefined where these rows allow no comparison with the champion: `gate` may have others. @throws CONFIG_INVALID */
async function gateReference(
  deps: GateDeps,
  config: Config,
  reference: ReferenceData,
  { measured, areNew }: { readonly measured: MeasuredReference; readonly areNew: boolean },
): Promise<GateVerdict | undefined> {
  const held = Int32Array.from({ length: reference.table.rows }, (_, row) => row)
  try {
    const { verdict } = await runGate(deps, config, judgedSet(reference), {
      judged: { held, learned: undefined, fitted: undefined, areNew },
      evaluation: measured.evaluation,
      metrics: measured.metrics,
      modelBytes: reference.graph.length,
      parity: 'original',
      graph: measured,
    })
    if (verdict.outcome === 'refused') deps.reporter.warn(`the gate refuses it: ${verdict.failed.join(', ')}`)
    return verdict
  } catch (error) {
    if (!isAppError(error, 'DATA_EMPTY')) throw error
    deps.reporter.warn(`the gate has not judged it: ${error.message}`)
    return undefined
  }
}

async function answersOneRow({ engine, limits }: ScorerDeps, graph: Uint8Array) {
  await withScorer(graph, { engine, limits }, async (scorer) => {
    const columns = scorer.inputs.map(({ type }) => (type === 'string' ? [''] : Float64Array.of(0)))
    try {
      await scorer.score({ rows: 1, columns })
    } catch (error) {
      if (!isUnknownCategory(error)) throw error
    }
  })
}

const EXAMPLES = { long: 0, double: 0, boolean: false, string: '' } as const

/** A folder for a bare graph. Nothing tells what its rows look like, so the example says no more than their types. */
function folderOf({ clock }: Pick<ProjectDeps, 'clock'>, graph: Uint8Array): FolderFiles {
  const { inputs } = interfaceOfGraph(graph)
  return buildModelFolder({
    graph,
    inputExample: { columns: inputs.map(({ name }) => name), data: [inputs.map(({ type }) => EXAMPLES[type])] },
    modelUuid: randomBytes(16).toString('hex'),
    createdAt: clock.now(),
  })
}
