// The server's side of the process that runs ONNX Runtime.
import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { AppError } from '../../core/index.ts'
import { type EngineReply, type EngineRequest, OVERRUNS } from './protocol.ts'
import type { Tensors } from './tensors.ts'

/** Starting takes a fifth of a second on a calm machine. */
const START_MS = 60_000
/** The watchdog's own patience ends before: this is for a process that does not even run its watchdog. */
const LAST_RESORT_MS = 30_000
/** The process reads a file of someone else's: it gets nothing of the server's environment but what starts it. */
const ENVIRONMENT = ['PATH', 'LD_LIBRARY_PATH', 'DYLD_LIBRARY_PATH', 'SystemRoot', 'TMPDIR']

export interface EngineProcess {
  isAlive(): boolean
  /** One call at a time. @throws MODEL_OPERATOR_UNSUPPORTED, MODEL_INVALID, MODEL_INPUT_INVALID, MODEL_TOO_COSTLY, NOT_READY */
  call(request: EngineRequest): Promise<Tensors>
  /** Ends the process; a call that runs fails as NOT_READY. */
  end(): Promise<void>
}

/** Starts the process; it is ready when this resolves. @throws INTERNAL when it cannot be started */
export async function startEngine(): Promise<EngineProcess> {
  // The file has the extension of this one: .ts from source, .js from the package.
  const extension = import.meta.url.slice(import.meta.url.lastIndexOf('.'))
  const child = fork(fileURLToPath(new URL(`engine-worker${extension}`, import.meta.url)), [], {
    serialization: 'advanced',
    execArgv: [],
    env: Object.fromEntries(ENVIRONMENT.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : []))),
    stdio: ['pipe', 'ignore', 'pipe', 'ipc'],
  })
  let said = ''
  child.stderr!.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-2000)))
  let ending = false
  let exit: AppError | undefined
  let waiting: ((reply: EngineReply | AppError) => void) | undefined
  const settle = (reply: EngineReply | AppError): void => {
    const resolve = waiting
    waiting = undefined
    resolve?.(reply)
  }
  child.on('message', (reply: EngineReply) => settle(reply))
  child.on('error', (cause) =>
    settle(new AppError('INTERNAL', 'the ONNX Runtime process cannot be reached', { cause })),
  )
  const closed = new Promise<void>((resolve) => {
    child.on('close', (code, signal) => {
      exit = ending ? new AppError('NOT_READY', 'the ONNX Runtime session is closed') : endOf(said, signal ?? code)
      settle(exit)
      resolve()
    })
  })

  const next = (ms: number, act: () => void): Promise<EngineReply | AppError> =>
    new Promise((resolve) => {
      if (exit !== undefined) return resolve(exit)
      hold(child, true)
      const timer = setTimeout(() => child.kill('SIGKILL'), ms)
      waiting = (reply) => {
        clearTimeout(timer)
        // An idle engine must not keep the server's process alive.
        hold(child, false)
        resolve(reply)
      }
      act()
    })
  const engine: EngineProcess = {
    isAlive: () => exit === undefined && child.connected,
    async call(request) {
      const most = LAST_RESORT_MS + 8000 * request.allowance.seconds
      return outputsOf(await next(most, () => void child.send(request)))
    },
    async end() {
      ending = true
      if (exit === undefined) hold(child, true)
      child.kill('SIGKILL')
      await closed
    },
  }
  const first = await next(START_MS, () => {})
  if (first instanceof AppError) {
    await engine.end()
    throw first
  }
  return engine
}

function hold(child: ChildProcess, held: boolean): void {
  const act = held ? 'ref' : 'unref'
  child[act]()
  child.channel?.[act]()
  for (const pipe of [child.stdin, child.stderr]) (pipe as unknown as { ref(): void; unref(): void } | null)?.[act]()
}

function endOf(said: string, how: string | number | null): AppError {
  if (said.includes(OVERRUNS.time)) {
    return new AppError('MODEL_TOO_COSTLY', 'it took too long on ONNX Runtime', {
      fix: 'Export a smaller model, or raise limits.engine_seconds in the config',
    })
  }
  if (said.includes(OVERRUNS.memory)) {
    return new AppError('MODEL_TOO_COSTLY', 'it took too much memory on ONNX Runtime', {
      fix: 'Export a smaller model, or raise limits.memory_mb in the config',
    })
  }
  return new AppError('MODEL_INVALID', `ONNX Runtime broke down on it (${how})`)
}

function outputsOf(reply: EngineReply | AppError): Tensors {
  if (reply instanceof AppError) throw reply
  switch (reply.kind) {
    case 'outputs':
      return reply.outputs
    case 'absent':
      throw new AppError('MODEL_OPERATOR_UNSUPPORTED', 'ONNX Runtime is not installed', {
        fix: 'Run npm i onnxruntime-node',
      })
    case 'refused':
      throw new AppError('MODEL_INVALID', `ONNX Runtime refused the graph: ${reply.message}`)
    case 'failed':
      throw new AppError('MODEL_INPUT_INVALID', `ONNX Runtime refused the rows: ${reply.message}`)
    case 'ready':
      throw new AppError('INTERNAL', 'the ONNX Runtime process answered out of turn')
  }
}
