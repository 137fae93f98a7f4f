import type { LoadedModel } from './loaded-model.ts'

/** Where a served model comes from: a registry reference, a version, or a folder. */
export interface ModelSource {
  /** Text that changes when the reference points to another model (version and digest). Cheap: it is asked every second or so. */
  revision(): Promise<string>
  /** Loads what the reference points to now; its `revision` is what was loaded. */
  load(): Promise<{ readonly revision: string; readonly model: LoadedModel }>
}

/** Calls `work` again and again, `everyMs` apart; the result stops it. */
export interface Ticker {
  every(everyMs: number, work: () => void): () => void
}
