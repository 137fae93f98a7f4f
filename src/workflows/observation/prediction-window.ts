import { column, dropColumns, selectRows, type Table } from '../../data/index.ts'
import type { PredictionWindow } from '../../predictions/index.ts'
import { joinLabels } from '../../predictions/index.ts'
import { interfaceOfGraph } from '../../score/index.ts'
import type { StoredModel } from '../models/index.ts'
import type { ProjectDeps } from '../ports/index.ts'

/** What a registered model answered in the last `windowMs` (ever, if undefined); whatever version did, or `version` alone. */
export function readWindow(
  deps: Pick<ProjectDeps, 'history' | 'clock'>,
  stored: StoredModel,
  windowMs: number | undefined,
  version?: number,
): Promise<PredictionWindow> {
  const { inputs, classes } = interfaceOfGraph(stored.folder.graph)
  return deps.history.read({
    model: stored.name,
    inputs,
    labels: typeof classes[0] === 'string' ? 'text' : 'number',
    ...(version === undefined ? {} : { version: String(version) }),
    ...(windowMs === undefined ? {} : { from: deps.clock.now() - windowMs }),
  })
}

/** Rows of a window whose true label came in: the inputs with it as column `target`. */
export function labelledTable({ inputs, predictions }: PredictionWindow, target: string): Table {
  const columns = [...dropColumns(inputs, [target]).columns, { ...column(predictions, 'actual'), name: target }]
  return selectRows(
    { ...inputs, columns, source: 'the labelled predictions' },
    Int32Array.from(joinLabels(predictions).rows),
  )
}
