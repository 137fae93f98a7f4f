// A thread that reads one graph, lays its trees out, sends them back and ends.
import { setPriority } from 'node:os'
import { parentPort, workerData } from 'node:worker_threads'
import { AppError, isAppError } from '../../core/index.ts'
import { factsOf, type GraphLimits, prepareGraph } from '../../score/index.ts'
import type { Preparation } from './prepare-on-thread.ts'

/** Behind the thread that answers, where the system has priorities for threads (Linux). */
const BACKGROUND = 10

if (process.platform === 'linux') setPriority(BACKGROUND)
const { graph, limits } = workerData as { graph: Uint8Array; limits: GraphLimits }

function answer(): [Preparation, ArrayBuffer[]] {
  try {
    const prepared = prepareGraph(graph, limits)
    const buffers = [...prepared.layouts.values()].flatMap((layout) =>
      Object.values(layout).flatMap((part: unknown) => (ArrayBuffer.isView(part) ? [part.buffer as ArrayBuffer] : [])),
    )
    return [{ prepared }, [...new Set([...buffers, prepared.bytes.buffer as ArrayBuffer])]]
  } catch (error) {
    return [{ refused: factsOf(isAppError(error) ? error : new AppError('INTERNAL', String(error))) }, []]
  }
}

parentPort!.postMessage(...answer())
