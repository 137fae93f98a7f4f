import type { UnseenCategories } from '../score/index.ts'
import type { LoadedModel } from './loaded-model.ts'

/** What serving tells whoever counts. Called on the hot path: an implementation must neither throw nor block. */
export interface ServingObserver {
  /** One batch is scored and logged. */
  predicted(model: LoadedModel, rows: number, highRisk: number): void
  /** Rows of a batch had categories that training did not see. */
  unseen(model: LoadedModel, rows: UnseenCategories): void
  /** `model` answers from now on; `previous` stays warm. */
  swapped(model: LoadedModel, previous: LoadedModel | undefined): void
  /** A new version could not be loaded; the old one goes on. */
  loadFailed(error: unknown): void
}
