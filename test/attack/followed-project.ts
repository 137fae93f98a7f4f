// Three versions of a forest of some megabytes in a store, a server that follows its champion, and clients that know what each version answers.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { Agent, request } from 'node:http'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { openProject } from '../../src/app/index.ts'
import { createRng } from '../../src/core/index.ts'
import { commandLine } from '../fixtures/command-line.ts'
import { temporaryFolder } from '../fixtures/prediction-disk.ts'
import type { Counts } from './counts.ts'

const SCRIPT = join(import.meta.dirname, '..', 'fixtures', 'following-server-child.ts')
/**
 * V8 doubles the young generation, which is garbage but for what a request holds, as it sees fit: by 50 MiB, once, any time
 * in the first hundred swaps, while what is held stays the same to 0.1 MiB. Bounded, it leaves what is measured to leaks.
 */
const SETTLED_HEAP = '--max-semi-space-size=8'
const RECORDS = Array.from({ length: 16 }, (_, i) => JSON.stringify({ a: i - 8, b: (i * 7) % 5, c: 'uvw'[i % 3] }))

export interface Answered {
  readonly status: number
  readonly version: string
  readonly probability: number
}

export async function followedProject(trees: number) {
  const folder = temporaryFolder()
  const rng = createRng(3)
  const rows = Array.from({ length: 4000 }, () => {
    const [a, b] = [4 * rng.normal(), rng.normal()]
    return `${a.toFixed(3)},${b.toFixed(3)},${'uvw'[rng.int(3)]},${a + 3 * b + 2 * rng.normal() > 0 ? 'yes' : 'no'}`
  })
  await writeFile(join(folder, 't.csv'), `a,b,c,y\n${rows.join('\n')}\n`)
  for (const seed of [1, 2, 3]) {
    await writeFile(
      join(folder, 'modelwright.yaml'),
      `mlflow: { model_name: m }\ndata: { train_path: t.csv, target_column: y }\nmodel: { n_estimators: ${trees}, max_depth: 14, random_state: ${seed} }\ngate: []\n`,
    )
    const { code, err } = await commandLine(folder, ['train'])
    if (code !== 0) throw new Error(err)
  }
  const project = await openProject({ cwd: folder, local: true })
  onTestFinished(() => project.close())
  await project.models.promote({ model: 'm', version: 1 }, { force: true })
  const child: ChildProcess = spawn(process.execPath, [SETTLED_HEAP, SCRIPT, folder, 'm'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  let log = ''
  child.stderr!.on('data', (chunk: Buffer) => (log += chunk.toString()))
  const [line] = (await once(child.stdout!, 'data')) as [Buffer]
  const url = new URL(line.toString().trim())
  const agent = new Agent({ keepAlive: true })
  onTestFinished(() => agent.destroy())

  const ask = (i: number): Promise<Answered> =>
    new Promise((resolve, reject) => {
      const headers = { 'content-type': 'application/json' }
      const asked = request(
        { agent, method: 'POST', host: url.hostname, port: url.port, path: '/predict', headers },
        (answer) => {
          let text = ''
          answer.setEncoding('utf8')
          answer.on('data', (chunk: string) => (text += chunk))
          answer.on('end', () => {
            const { model_version: version, probability } = JSON.parse(text) as {
              model_version: string
              probability: number
            }
            resolve({ status: answer.statusCode!, version, probability })
          })
        },
      )
      asked.on('error', reject)
      asked.end(RECORDS[i % RECORDS.length])
    })

  return {
    folder,
    project,
    ask,
    log: () => log,
    isAlive: () => child.exitCode === null && child.signalCode === null,
    /** Resident memory of the server in bytes. */
    memory: () => Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))![1]) * 1024,
    /** What the version that answers now says to each record. */
    learn: async (): Promise<readonly Answered[]> => Promise.all(RECORDS.map((_, i) => ask(i))),
    answeredBy: async (version: string): Promise<void> => {
      for (const until = Date.now() + 20_000; (await ask(0)).version !== version; ) {
        if (Date.now() > until) throw new Error(`version ${version} does not answer: ${log}`)
        await new Promise((resolve) => setTimeout(resolve, 20))
      }
    },
  }
}

export type FollowedProject = Awaited<ReturnType<typeof followedProject>>

/** `clients` that ask one after the other until they are stopped; each answer must be what its version said before. */
export function startClients(
  { ask }: FollowedProject,
  { clients, counts, known }: { clients: number; counts: Counts; known: ReadonlyMap<string, readonly Answered[]> },
) {
  const end = new AbortController()
  let latencies: number[] = []
  const client = async (start: number): Promise<void> => {
    for (let i = start; !end.signal.aborted; i++) {
      const began = performance.now()
      try {
        const { status, version, probability } = await ask(i)
        const expected = known.get(version)?.[i % RECORDS.length]
        counts.add(
          status !== 200 ? status : probability === expected?.probability ? `right, version ${version}` : 'wrong',
        )
      } catch {
        counts.add('dropped')
      }
      latencies.push(performance.now() - began)
    }
  }
  const running = Array.from({ length: clients }, (_, k) => client(k))
  return {
    /** Percentiles in ms of what was answered since the last call. */
    measure(): { p50: number; p99: number; max: number; answers: number } {
      const sorted = latencies.sort((a, b) => a - b)
      latencies = []
      const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0
      return { p50: at(0.5), p99: at(0.99), max: at(1), answers: sorted.length }
    },
    async stop(): Promise<void> {
      end.abort()
      await Promise.all(running)
    },
  }
}
