// ONNX Runtime as an engine: a process for each graph, because its run() blocks the thread it is called
// on, because sessions that share a process leak and have crashed, and because a graph may ask for more than there is.
import { AppError } from '../../core/index.ts'
import type { Engine } from '../../score/index.ts'
import { type EngineProcess, startEngine } from './engine-process.ts'
import type { Allowance } from './protocol.ts'
import { feedsOf, outputsOf, type Tensors } from './tensors.ts'

export interface EngineLimits {
  /** Memory that a model may take, besides four times its own bytes. @default 512 MiB */
  readonly memoryBytes?: number | undefined
  /** Seconds of processor time that opening a graph or scoring 100 rows may take; opening takes as long again for every 4 MiB. @default 1 */
  readonly seconds?: number | undefined
}

const MIB = 2 ** 20

/** ONNX Runtime in a process of its own for each graph; `onnxruntime-node` is loaded when the first graph is opened. */
export function createOnnxRuntimeEngine(limits: EngineLimits = {}): Engine {
  return {
    name: 'onnxruntime',
    takesFractions: false,
    async open({ bytes, inputs }) {
      const host = createHost(bytes, limits)
      await host.start()
      return {
        rowsAtOnce: Infinity,
        async run(batch) {
          const tensors = await host.run(feedsOf(inputs, batch), batch.rows)
          return { outputs: outputsOf(tensors, batch.rows), unseen: undefined }
        },
        close: host.close,
      }
    },
  }
}

interface Host {
  /** Starts the process and opens the graph in it: only to see that it can be done, as `run` does it where it must. */
  start(): Promise<void>
  run(feeds: Tensors, rows: number): Promise<Tensors>
  /** Resolves when the process is gone. */
  close(): Promise<void>
}

const closedError = (): AppError => new AppError('NOT_READY', 'the ONNX Runtime session is closed')

/** One graph in one process. A process that was ended for what it took is started again by the next call. */
function createHost(graph: Uint8Array, { memoryBytes = 512 * MIB, seconds = 1 }: EngineLimits): Host {
  const bytes = memoryBytes + 4 * graph.length
  const allowance = (times: number): Allowance => ({ seconds: seconds * times, bytes })
  let engine: EngineProcess | undefined
  let closed = false
  let last: Promise<unknown> = Promise.resolve()

  const opened = async (): Promise<EngineProcess> => {
    if (engine?.isAlive()) return engine
    const fresh = await startEngine()
    engine = fresh
    try {
      if (closed) throw closedError()
      await fresh.call({ kind: 'open', graph, allowance: allowance(1 + graph.length / (4 * MIB)) })
    } catch (error) {
      // Without its graph it is of no use.
      await fresh.end()
      throw error
    }
    return fresh
  }
  /** Calls wait for one another, so that a process that is ended takes one call with it. */
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = last.then(() => {
      if (closed) throw closedError()
      return work()
    })
    last = mine.catch(() => {})
    return mine
  }

  return {
    start: () => inTurn(async () => void (await opened())),
    run: (feeds, rows) =>
      inTurn(async () => (await opened()).call({ kind: 'run', feeds, allowance: allowance(1 + rows / 100) })),
    async close() {
      closed = true
      await engine?.end()
      // A process that is just being started is ended as soon as it stands.
      await last
    },
  }
}
