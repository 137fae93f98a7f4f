// How good the answers of a model turned out to be, as far as their labels came in.
import { column, selectRows, type Table } from '../../data/index.ts'
import { type Predicted, type RealisedPerformance, realisedPerformance } from '../../monitor/index.ts'
import { joinLabels } from '../../predictions/index.ts'
import { interfaceOfGraph } from '../../score/index.ts'
import { openModel, openVersion, resolveReference } from '../models/index.ts'
import type { ProjectDeps } from '../ports/index.ts'
import { readWindow } from './prediction-window.ts'

export interface PerformanceRequest {
  /** Model whose answers are judged; says what its classes are. */
  readonly model: string
  /** Only what this version answered. @default every version that answered under the name */
  readonly version?: number | undefined
  /** Only the last so many milliseconds. @default the whole log */
  readonly windowMs?: number | undefined
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
  deps: ProjectDeps,
  { model, version, windowMs }: PerformanceRequest,
): Promise<PerformanceResult> {
  const stored =
    version === undefined
      ? await openModel(deps, model)
      : await openVersion(deps, await resolveReference(deps, { model, version }))
  const { task, classes } = interfaceOfGraph(stored.folder.graph)
  const { predictions } = await readWindow(deps, stored, windowMs, version)
  return {
    model: stored.name,
    windowMs: windowMs ?? null,
    realised: realisedOf(predictions, { task, classes }),
    versions: byVersion(predictions).map(([name, rows]) => ({
      version: name,
      realised: realisedOf(selectRows(predictions, rows), { task, classes }),
    })),
  }
}

const realisedOf = (predictions: Table, model: Predicted): RealisedPerformance =>
  realisedPerformance(predictions, joinLabels(predictions), model)

function byVersion(predictions: Table): readonly (readonly [string, Int32Array])[] {
  const versions = column(predictions, 'version')
  if (versions.kind !== 'text') return []
  const rows = versions.categories.map((): number[] => [])
  for (const [row, code] of versions.codes.entries()) rows[code]?.push(row)
  return versions.categories
    .map((name, code) => [name, Int32Array.from(rows[code]!)] as const)
    .sort(([a], [b]) => a.localeCompare(b, 'en', { numeric: true }))
}
