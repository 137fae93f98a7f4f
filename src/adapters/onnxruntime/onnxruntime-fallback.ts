// ONNX Runtime behind the scorer's fallback port: a process for each graph, because its run() blocks the thread it is called
// on, because sessions that share a process leak and have crashed, and because a graph may ask for more than there is.
import { AppError } from '../../core/index.ts'
import type { EngineTensor, FallbackSession, ScorerFallback } from '../../score/index.ts'
import { type EngineProcess, startEngine } from './engine-process.ts'
import type { Allowance } from './protocol.ts'

export interface EngineLimits {
  /** Memory that a model may take, besides four times its own bytes. @default 512 MiB */
  readonly memoryBytes?: number | undefined
  /** Seconds of processor time that opening a graph or scoring 100 rows may take; opening takes as long again for every 4 MiB. @default 1 */
  readonly seconds?: number | undefined
}

const MIB = 2 ** 20

/** ONNX Runtime in a process of its own for each graph; `onnxruntime-node` is loaded when the first graph is opened. */
export function createOnnxRuntimeFallback(limits: EngineLimits = {}): ScorerFallback {
  return {
    async open(graph) {
      const session = createSession(graph, limits)
      try {
        await session.open()
        return session
      } catch (error) {
        await session.close()
        throw error
      }
    },
  }
}

interface EngineSession extends FallbackSession {
  open(): Promise<void>
}

/** A process that was ended for what it took is started again by the next call. */
function createSession(graph: Uint8Array, { memoryBytes = 512 * MIB, seconds = 1 }: EngineLimits): EngineSession {
  const bytes = memoryBytes + 4 * graph.length
  const allowance = (times: number): Allowance => ({ seconds: seconds * times, bytes })
  let engine: EngineProcess | undefined
  let closed = false
  let last: Promise<unknown> = Promise.resolve()

  const opened = async (): Promise<EngineProcess> => {
    if (engine?.isAlive()) return engine
    const fresh = await startEngine()
    if (closed) {
      await fresh.end()
      throw new AppError('NOT_READY', 'the ONNX Runtime session is closed')
    }
    engine = fresh
    await engine.call({ kind: 'open', graph, allowance: allowance(1 + graph.length / (4 * MIB)) })
    return engine
  }
  /** Calls wait for one another, so that a process that is ended takes one call with it. */
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = last.then(() => {
      if (closed) throw new AppError('NOT_READY', 'the ONNX Runtime session is closed')
      return work()
    })
    last = mine.catch(() => {})
    return mine
  }

  return {
    open: () => inTurn(async () => void (await opened())),
    run: (feeds) =>
      inTurn(async () => (await opened()).call({ kind: 'run', feeds, allowance: allowance(1 + rowsOf(feeds) / 100) })),
    async close() {
      closed = true
      await engine?.end()
    },
  }
}

function rowsOf(feeds: Readonly<Record<string, EngineTensor>>): number {
  return Object.values(feeds)[0]?.dims[0] ?? 0
}
