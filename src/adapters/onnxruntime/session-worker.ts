// Runs in the worker thread: loads ONNX Runtime if it is installed and answers one request after the other.
import { parentPort, workerData } from 'node:worker_threads'
import type { InferenceSession, Tensor, TypedTensor } from 'onnxruntime-node'
import type { EngineTensor } from '../../score/index.ts'

export type WorkerRequest =
  | { readonly kind: 'open'; readonly id: number }
  | { readonly kind: 'run'; readonly id: number; readonly feeds: Readonly<Record<string, EngineTensor>> }

export type WorkerReply =
  | { readonly kind: 'outputs'; readonly id: number; readonly outputs: Record<string, EngineTensor> }
  | { readonly kind: 'absent' | 'refused' | 'failed'; readonly id: number; readonly message: string }

interface Engine {
  readonly runtime: typeof import('onnxruntime-node')
  readonly session: InferenceSession
}

let engine: Engine | undefined

async function answer(request: WorkerRequest): Promise<WorkerReply> {
  const { id } = request
  if (request.kind === 'open') return open(id)
  try {
    const { runtime, session } = engine!
    const feeds = Object.entries(request.feeds).map(([name, tensor]) => [name, toTensor(runtime, tensor)] as const)
    const outputs = await session.run(Object.fromEntries(feeds))
    return { kind: 'outputs', id, outputs: fromTensors(outputs) }
  } catch (error) {
    return { kind: 'failed', id, message: (error as Error).message }
  }
}

async function open(id: number): Promise<WorkerReply> {
  let runtime: Engine['runtime']
  try {
    runtime = await import('onnxruntime-node')
  } catch (error) {
    return { kind: 'absent', id, message: (error as Error).message }
  }
  try {
    const session = await runtime.InferenceSession.create(workerData as Uint8Array, { intraOpNumThreads: 1 })
    engine = { runtime, session }
    return { kind: 'outputs', id, outputs: {} }
  } catch (error) {
    return { kind: 'refused', id, message: (error as Error).message }
  }
}

function toTensor(runtime: Engine['runtime'], { type, data, dims }: EngineTensor): Tensor {
  return new runtime.Tensor(type as 'float64', data as Float64Array, dims) as Tensor
}

function fromTensors(outputs: InferenceSession.OnnxValueMapType): Record<string, EngineTensor> {
  return Object.fromEntries(
    Object.entries(outputs).map(([name, value]) => {
      const { type, data, dims } = value as TypedTensor<'float64'>
      return [name, { type, data, dims: [...dims] } as unknown as EngineTensor]
    }),
  )
}

// Requests are answered in order: the session runs one at a time.
let last: Promise<unknown> = Promise.resolve()
parentPort!.on('message', (request: WorkerRequest) => {
  last = last.then(async () => parentPort!.postMessage(await answer(request), []))
})
