// A real `mlflow server` of the test's own, on loopback, its store and artifacts in a temporary folder.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from '../fixtures/free-port.ts'
import { type Environment, python } from './python.ts'

export interface MlflowServer {
  readonly address: string
  stop(): Promise<void>
}

export interface MlflowServerSetUp {
  /** Of its command line, besides. @default none */
  readonly words?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
}

/** Ready when it answers, some 20 s later. */
export async function startMlflowServer(
  environment: Environment,
  { words = [], env = {} }: MlflowServerSetUp = {},
): Promise<MlflowServer> {
  const folder = mkdtempSync(join(tmpdir(), 'mlflow-server-'))
  const port = await freePort()
  const args = ['server', '--host', '127.0.0.1', '--port', String(port), '--workers', '1']
  const store = ['--backend-store-uri', `sqlite:///${folder}/mlflow.db`, '--artifacts-destination', join(folder, 'art')]
  const child = spawn(join(dirname(python(environment)), 'mlflow'), [...args, ...store, ...words], {
    cwd: folder,
    // Its workers are its own children: all of them end with the group.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      GIT_PYTHON_REFRESH: 'quiet',
      PYTHONDONTWRITEBYTECODE: '1',
      // Seven more processes, for what no test asks.
      MLFLOW_SERVER_ENABLE_JOB_EXECUTION: 'false',
      MLFLOW_DISABLE_TELEMETRY: 'true',
      ...env,
    },
  })
  const log = createWriteStream(join(folder, 'log'))
  child.stdout.pipe(log, { end: false })
  child.stderr.pipe(log, { end: false })
  const ended = once(child, 'exit')
  const stop = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) process.kill(-child.pid!, 'SIGTERM')
    await ended
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  }
  const address = `http://127.0.0.1:${port}`
  for (let tried = 0; tried < 240; tried++) {
    if (child.exitCode !== null) break
    const answer = await fetch(`${address}/health`).catch(() => undefined)
    if (answer?.ok) return { address, stop }
    await sleep(500)
  }
  const said = readFileSync(join(folder, 'log'), 'utf8').slice(-2000)
  await stop()
  throw new Error(`mlflow server did not start: ${said}`)
}
