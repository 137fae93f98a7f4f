import { column, dropColumns, selectRows, type Table } from '../../data/index.ts'
import { type HistoryScope, joinLabels, type PredictionWindow } from '../../predictions/index.ts'
import { interfaceOfGraph } from '../../score/index.ts'
import type { StoredModel } from '../models/index.ts'
import type { ProjectDeps } from '../ports/index.ts'

export type WindowDeps = Pick<ProjectDeps, 'history' | 'clock'>

export interface WindowRequest {
  /** Only the last so many milliseconds. @default the whole log */
  readonly windowMs?: number | undefined
  /** Only what this version answered. @default whatever version did */
  readonly version?: number | undefined
}

/** Which predictions of the log a registered model answered. */
export function scopeOf(
  { clock }: Pick<ProjectDeps, 'clock'>,
  { name, folder }: StoredModel,
  { windowMs, version }: WindowRequest,
): HistoryScope {
  return {
    model: name,
    labels: typeof interfaceOfGraph(folder.graph).classes[0] === 'string' ? 'text' : 'number',
    version: version === undefined ? undefined : String(version),
    from: windowMs === undefined ? undefined : clock.now() - windowMs,
  }
}

/** What a registered model answered, with the inputs that it reads. */
export function readWindow(deps: WindowDeps, stored: StoredModel, request: WindowRequest): Promise<PredictionWindow> {
  const { inputs } = interfaceOfGraph(stored.folder.graph)
  return deps.history.read({ ...scopeOf(deps, stored, request), inputs })
}

/** Rows of a window whose true label came in: the inputs with it as column `target`. */
export function labelledTable({ inputs, predictions }: PredictionWindow, target: string): Table {
  const columns = [...dropColumns(inputs, [target]).columns, { ...column(predictions, 'actual'), name: target }]
  return selectRows(
    { ...inputs, columns, source: 'the labelled predictions' },
    Int32Array.from(joinLabels(predictions).rows),
  )
}
