// monitor: the reference of a model against a file, or against what was predicted lately.
import { AppError, isAppError } from '../../core/index.ts'
import { column, sourceOf, type Table } from '../../data/index.ts'
import { type DriftReport, detectDrift } from '../../monitor/index.ts'
import { scoreTable } from '../../score/index.ts'
import {
  type ModelDeps,
  openModel,
  referenceProfileOf,
  type ScorerDeps,
  type StoredModel,
  withModelScorer,
} from '../models/index.ts'
import type { ProjectDeps } from '../ports/index.ts'
import { answerColumns, readModelTable, withAnswers } from '../serving/index.ts'
import { readWindow, type WindowDeps } from './prediction-window.ts'

type FileDeps = ScorerDeps & Pick<ProjectDeps, 'reader' | 'reporter' | 'pace'>
export type DriftDeps = ModelDeps & FileDeps & WindowDeps

export interface DriftRequest {
  readonly model: string
  /** A file, or the prediction log of the last `windowMs` (all of it if undefined). */
  readonly current:
    | { readonly kind: 'file'; readonly path: string }
    | { readonly kind: 'log'; readonly windowMs: number | undefined }
  readonly minRows?: number | undefined
}

export interface DriftResult {
  readonly model: string
  readonly version: number | null
  readonly report: DriftReport
}

/** @throws MODEL_INVALID for a model without a reference profile, RESOURCE_DOES_NOT_EXIST, DATA_NOT_FOUND */
export async function checkDrift(deps: DriftDeps, { model, current, minRows }: DriftRequest): Promise<DriftResult> {
  const stored = await openModel(deps, model)
  const profile = referenceProfileOf(stored)
  if (profile === undefined) {
    throw new AppError('MODEL_INVALID', `${stored.name} has no reference profile to compare with`, {
      fix: 'Register it under another --name with --data <table> --target <column>, or train it here: both keep one beside the graph',
    })
  }
  const table =
    current.kind === 'file'
      ? await scoredFile(deps, stored, current.path)
      : await loggedRows(
          deps,
          stored,
          profile.features.map(({ name }) => name),
          current.windowMs,
        )
  const report = detectDrift(profile, table, minRows === undefined ? {} : { minRows })
  return { model: stored.name, version: stored.version?.version ?? null, report }
}

/** A file's rows with the model's answers beside them; without answers where the model cannot read the rows: what changed is for the report to say. */
function scoredFile(deps: FileDeps, stored: StoredModel, path: string): Promise<Table> {
  return withModelScorer(deps, stored, async (scorer) => {
    try {
      const { table } = await readModelTable(deps, stored, path, scorer.inputs)
      const scores = await scoreTable(scorer, table, { where: sourceOf(table), pace: deps.pace })
      return withAnswers(table, answerColumns(scorer, scores))
    } catch (error) {
      if (!isAppError(error, 'DATA_VALUE_INVALID', 'DATA_COLUMN_MISSING', 'MODEL_INPUT_INVALID', 'CATEGORY_UNKNOWN')) {
        throw error
      }
      deps.reporter.warn(`the scores are not compared: ${error.message}`)
      const texts = scorer.inputs.filter(({ type }) => type === 'string')
      return (await readModelTable(deps, stored, path, texts)).table
    }
  })
}

async function loggedRows(
  deps: WindowDeps,
  stored: StoredModel,
  features: readonly string[],
  windowMs: number | undefined,
): Promise<Table> {
  const { inputs, predictions } = await readWindow(deps, stored, { windowMs })
  const known = new Set(features)
  const scores = [column(predictions, 'probability'), { ...column(predictions, 'label'), name: 'prediction' }]
  return {
    ...inputs,
    columns: [
      ...inputs.columns.filter(({ name }) => known.has(name)),
      ...scores.filter(({ name }) => !known.has(name)),
    ],
  }
}
