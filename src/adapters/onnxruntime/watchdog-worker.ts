// A thread of the engine's process. ONNX Runtime blocks the main thread while it works: only another one can see that it
// takes too much, or that the server which asked is gone.
import { read, writeSync } from 'node:fs'
import { parentPort } from 'node:worker_threads'
import { type Allowance, OVERRUNS } from './protocol.ts'

const EVERY_MS = 10
/** A machine that does not give the process its turns is no fault of the model; in the end it is stopped all the same. */
const PATIENCE = 8

const ready = process.memoryUsage.rss()
let timer: NodeJS.Timeout | undefined

function end(): never {
  process.kill(process.pid, 'SIGKILL')
  // The signal is on its way.
  for (;;) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
}

function overrun(reason: keyof typeof OVERRUNS): never {
  writeSync(2, `\n${OVERRUNS[reason]}\n`)
  end()
}

function watch({ seconds, bytes }: Allowance): void {
  const started = performance.now()
  const before = process.cpuUsage()
  timer = setInterval(() => {
    const { user, system } = process.cpuUsage(before)
    if (process.memoryUsage.rss() - ready > bytes) overrun('memory')
    if ((user + system) / 1e6 > seconds || (performance.now() - started) / 1e3 > PATIENCE * seconds) overrun('time')
  }, EVERY_MS)
}

/** Nothing is ever written to standard input: it ends when the server does. */
function endWithServer(): void {
  read(0, new Uint8Array(1), 0, 1, null, (error) => {
    if (error?.code === 'EAGAIN') setTimeout(endWithServer, 250)
    else end()
  })
}

/** An allowance begins a request, undefined ends it. */
parentPort!.on('message', (allowance: Allowance | undefined) => {
  clearInterval(timer)
  if (allowance !== undefined) watch(allowance)
})
endWithServer()
parentPort!.postMessage('ready', [])
