// ONNX Runtime behind the scorer's fallback port: one worker thread a graph, because its run() blocks the thread it is called on.
import { Worker } from 'node:worker_threads'
import { AppError } from '../../core/index.ts'
import type { EngineTensor, FallbackSession, ScorerFallback } from '../../score/index.ts'
import type { WorkerReply, WorkerRequest } from './session-worker.ts'

type Tensors = Readonly<Record<string, EngineTensor>>

interface Waiting {
  resolve(outputs: Tensors): void
  reject(error: Error): void
}

/** ONNX Runtime in a worker thread; `onnxruntime-node` is loaded when the first graph is opened. */
export function createOnnxRuntimeFallback(): ScorerFallback {
  return { open: (graph) => openSession(graph) }
}

async function openSession(graph: Uint8Array): Promise<FallbackSession> {
  // The file has the extension of this one: .ts from source, .js from the package.
  const extension = import.meta.url.slice(import.meta.url.lastIndexOf('.'))
  const worker = new Worker(new URL(`session-worker${extension}`, import.meta.url), { workerData: graph })
  // An idle engine must not keep the process alive.
  worker.unref()
  const waiting = new Map<number, Waiting>()
  let next = 0
  let ended: Error | undefined

  const fail = (error: Error): void => {
    ended = error
    for (const { reject } of waiting.values()) reject(error)
    waiting.clear()
    worker.unref()
  }
  const call = (message: (id: number) => WorkerRequest): Promise<Tensors> =>
    new Promise((resolve, reject) => {
      if (ended !== undefined) return reject(ended)
      const id = next++
      waiting.set(id, { resolve, reject })
      worker.ref()
      worker.postMessage(message(id), [])
    })
  worker.on('message', (reply: WorkerReply) => {
    const call = waiting.get(reply.id)
    waiting.delete(reply.id)
    if (waiting.size === 0) worker.unref()
    if (reply.kind === 'outputs') call?.resolve(reply.outputs)
    else call?.reject(problem(reply))
  })
  worker.on('error', (cause) => fail(new AppError('INTERNAL', 'the ONNX Runtime worker failed', { cause })))
  worker.on('exit', () => fail(new AppError('NOT_READY', 'the ONNX Runtime session is closed')))

  try {
    await call((id) => ({ kind: 'open', id }))
  } catch (error) {
    await worker.terminate()
    throw error
  }
  return {
    run: (feeds) => call((id) => ({ kind: 'run', id, feeds })),
    close: async () => void (await worker.terminate()),
  }
}

function problem(reply: Exclude<WorkerReply, { kind: 'outputs' }>): AppError {
  switch (reply.kind) {
    case 'absent':
      return new AppError('MODEL_OPERATOR_UNSUPPORTED', 'ONNX Runtime is not installed', {
        fix: 'Run npm i onnxruntime-node',
      })
    case 'refused':
      return new AppError('MODEL_INVALID', `ONNX Runtime refused the graph: ${reply.message}`)
    case 'failed':
      return new AppError('MODEL_INPUT_INVALID', `ONNX Runtime refused the rows: ${reply.message}`)
  }
}
