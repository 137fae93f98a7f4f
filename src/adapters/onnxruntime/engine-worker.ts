// The engine's process: loads ONNX Runtime if it is installed, opens one graph and answers one request after the other.
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { InferenceSession, Tensor, TypedTensor } from 'onnxruntime-node'
import type { EngineReply, EngineRequest } from './protocol.ts'
import type { EngineTensor, Tensors } from './tensors.ts'

type Runtime = typeof import('onnxruntime-node')

/** Only what cannot be run is an error: warnings of the library would fill the server's log. */
const FATAL = 4

let runtime: Runtime | { readonly absent: string }
let session: InferenceSession | undefined

async function answer(request: EngineRequest): Promise<EngineReply> {
  if ('absent' in runtime) return { kind: 'absent', message: runtime.absent }
  try {
    if (request.kind === 'open') {
      const options = { intraOpNumThreads: 1, interOpNumThreads: 1, logSeverityLevel: FATAL } as const
      session = await runtime.InferenceSession.create(request.graph, options)
      return { kind: 'outputs', outputs: {} }
    }
    return { kind: 'outputs', outputs: await run(runtime, request.feeds) }
  } catch (error) {
    return { kind: request.kind === 'open' ? 'refused' : 'failed', message: (error as Error).message }
  }
}

async function run({ Tensor: TensorOf }: Runtime, feeds: Tensors): Promise<Tensors> {
  const given = Object.entries(feeds).map(([name, { type, data, dims }]) => {
    return [name, new TensorOf(type as 'float64', data as Float64Array, dims) as Tensor] as const
  })
  const outputs = await session!.run(Object.fromEntries(given))
  return Object.fromEntries(
    Object.entries(outputs).map(([name, value]) => {
      const { type, data, dims } = value as TypedTensor<'float64'>
      return [name, { type, data, dims: [...dims] } as unknown as EngineTensor]
    }),
  )
}

try {
  runtime = await import('onnxruntime-node')
} catch (error) {
  runtime = { absent: (error as Error).message }
}
const extension = import.meta.url.slice(import.meta.url.lastIndexOf('.'))
const watchdog = new Worker(new URL(`watchdog-worker${extension}`, import.meta.url))
await once(watchdog, 'message')

async function serve(request: EngineRequest): Promise<void> {
  watchdog.postMessage(request.allowance, [])
  const reply = await answer(request)
  watchdog.postMessage(undefined, [])
  say(reply)
}

const say = (reply: EngineReply): void => void process.send!(reply)
process.on('message', (request: EngineRequest) => {
  void serve(request)
})
process.on('disconnect', () => process.exit())
say({ kind: 'ready' })
