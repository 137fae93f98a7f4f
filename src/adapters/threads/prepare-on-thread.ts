// Graphs are read on a thread of their own: the one that answers requests would stand still meanwhile.
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { AppError } from '../../core/index.ts'
import { type ErrorFacts, errorOf, type GraphPreparation, type PreparedGraph } from '../../score/index.ts'

export type Preparation = { readonly prepared: PreparedGraph } | { readonly refused: ErrorFacts }

/** Heap of the thread: beyond it the thread ends, and not the server. */
const HEAP_MB = 2048

export const prepareOnThread: GraphPreparation = async (graph, limits) => {
  // The file has the extension of this one: .ts from source, .js from the package.
  const extension = import.meta.url.slice(import.meta.url.lastIndexOf('.'))
  const worker = new Worker(new URL(`graph-worker${extension}`, import.meta.url), {
    workerData: { graph, limits },
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
  })
  try {
    const [answer] = (await once(worker, 'message')) as [Preparation]
    if ('refused' in answer) throw errorOf(answer.refused)
    return answer.prepared
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_WORKER_OUT_OF_MEMORY') throw error
    throw new AppError('MODEL_TOO_COSTLY', `reading the graph takes more than ${HEAP_MB} MiB`, {
      fix: 'Export a smaller model',
      cause: error,
    })
  } finally {
    await worker.terminate()
  }
}
