// How good the answers of a model turned out to be, as far as their labels came in.
import { column, selectRows, type Table, valueAt } from '../../data/index.ts'
import { type RealisedPerformance, realisedPerformance } from '../../monitor/index.ts'
import { joinLabels } from '../../predictions/index.ts'
import { interfaceOfGraph } from '../../score/index.ts'
import { type ModelDeps, openModel, openVersion, resolveReference } from '../models/index.ts'
import { scopeOf, type WindowDeps, type WindowRequest } from './prediction-window.ts'

export type PerformanceDeps = ModelDeps & WindowDeps

export interface PerformanceRequest extends WindowRequest {
  /** Model whose answers are judged; says what its classes are. */
  readonly model: string
}

export interface PerformanceResult {
  readonly model: string
  readonly windowMs: number | null
  readonly realised: RealisedPerformance
  /** The same by the version that answered, oldest first. */
  readonly versions: readonly { readonly version: string; readonly realised: RealisedPerformance }[]
}

/** @throws RESOURCE_DOES_NOT_EXIST, ARTIFACT_DIGEST, DATA_VALUE_INVALID for a label that is no class of the model */
export async function showPerformance(
  deps: PerformanceDeps,
  { model, version, windowMs }: PerformanceRequest,
): Promise<PerformanceResult> {
  const stored =
    version === undefined
      ? await openModel(deps, model)
      : await openVersion(deps, await resolveReference(deps, { model, version }))
  const { task, classes } = interfaceOfGraph(stored.folder.graph)
  const scope = scopeOf(deps, stored, { windowMs, version })
  const { predictions } = await deps.history.read({ ...scope, inputs: [], only: 'labelled' })
  // Counted after they were read: what is labelled is among what is counted.
  const summary = task === 'regression' ? 'mean' : 'counts'
  const groups = await deps.history.aggregate({ ...scope, by: ['version'], summary })
  const judge = (rows: Table, total: number): RealisedPerformance =>
    realisedPerformance(rows, joinLabels(rows), { task, classes, total })
  return {
    model: stored.name,
    windowMs: windowMs ?? null,
    realised: judge(
      predictions,
      groups.reduce((sum, group) => sum + group.predictions, 0),
    ),
    versions: groups
      .map(({ version: name, predictions: total }) => ({
        version: name!,
        realised: judge(rowsOf(predictions, name!), total),
      }))
      .sort((a, b) => a.version.localeCompare(b.version, 'en', { numeric: true })),
  }
}

/** What one version answered. */
function rowsOf(predictions: Table, version: string): Table {
  const versions = column(predictions, 'version')
  const rows = Array.from({ length: predictions.rows }, (_, row) => row)
  return selectRows(predictions, Int32Array.from(rows.filter((row) => valueAt(versions, row) === version)))
}
