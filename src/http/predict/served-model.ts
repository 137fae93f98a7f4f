import { AppError } from '../../core/index.ts'
import type { InputRecord, LoadedModel, ModelFollower } from '../../serve/index.ts'

/** @throws NOT_READY */
export function servedModel(models: ModelFollower): LoadedModel {
  const model = models.current()
  if (model === undefined) {
    throw new AppError('NOT_READY', 'no model is loaded yet', { fix: 'Wait until /ready answers 200' })
  }
  return model
}

/** The record that the folder of the served model shows; undefined without one. */
export function exampleOf(models: ModelFollower): InputRecord | undefined {
  return models.current()?.example ?? undefined
}
