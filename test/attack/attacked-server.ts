// A model server as a process of its own, with what an attack needs to know of it: its memory, its log, whether it lives.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { temporaryFolder } from '../fixtures/prediction-disk.ts'
import { CUSTOMER } from '../fixtures/served-model.ts'

const SECRET = 'value-of-an-environment-variable'

const SCRIPT = join(import.meta.dirname, '..', 'fixtures', 'model-server-child.ts')

export interface AttackedServer {
  /** `http://127.0.0.1:49152`. */
  readonly url: string
  readonly port: number
  readonly pid: number
  /** Everything that it has logged so far. */
  log(): string
  /** Resident memory in bytes. */
  memory(): number
  /** Status of a good request; 0 if there was no answer. */
  predicts(): Promise<number>
  isAlive(): boolean
  /** Lets the memory fall to what is held. */
  collectGarbage(): void
  /** What of the server's inside stands in a text: its paths, a stack, its environment. */
  leaksIn(text: string): string[]
}

/** Ends with the test. */
export async function attackedServer(env: Readonly<Record<string, string>> = {}): Promise<AttackedServer> {
  const root = temporaryFolder()
  const child = spawn(process.execPath, ['--expose-gc', SCRIPT, root], {
    env: { ...process.env, LOG_LEVEL: 'info', ATTACK_SECRET: SECRET, ...env },
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  let log = ''
  child.stderr.on('data', (chunk: Buffer) => (log += chunk.toString()))
  const [line] = (await once(child.stdout, 'data')) as [Buffer]
  const url = line.toString().trim()
  return {
    url,
    port: Number(new URL(url).port),
    pid: child.pid!,
    log: () => log,
    memory: () => {
      const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))!
      return Number(kilobytes) * 1024
    },
    predicts: async () => {
      try {
        const response = await fetch(`${url}/predict`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(CUSTOMER),
        })
        await response.arrayBuffer()
        return response.status
      } catch {
        return 0
      }
    },
    collectGarbage: () => void child.kill('SIGUSR2'),
    leaksIn: (text) =>
      [root, join(import.meta.dirname, '..', '..'), 'node_modules', 'node:internal', SECRET, '"stack"'].filter(
        (inside) => text.includes(inside),
      ),
    isAlive: () => child.exitCode === null && child.signalCode === null,
  }
}
