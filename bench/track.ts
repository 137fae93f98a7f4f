// The tracking server against a real `mlflow server`, newest of PyPI: same box, same clients, same data, taking turns.
// Needs wrk, curl and the peer's environment: REQUIREMENTS=bench/peers test/conformance/setup.sh track
import { mkdirSync, mkdtempSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { startCluster } from '../test/postgres/cluster.ts'
import { appendResult, median } from './results.ts'
import { CLI, peerPython, run, type ServerCommand, type StartedServer, startServer, wrk } from './servers.ts'

const SECONDS = Number(process.env['BENCH_SECONDS'] ?? 5)
const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 3)
const RUNS = Number(process.env['BENCH_RUNS'] ?? 10_000)
const KEYS = 30
const WRITTEN_RUNS = 64
const GIB = 2 ** 30
const API = '/api/2.0/mlflow'

type Side = 'modelwright' | 'mlflow'

const ourCommand = (port: number) => [process.execPath, CLI, 'server', '--port', String(port), '--json']

/** How a server of one side starts, on a store of its own below `folder`. */
function commandOf(side: Side, folder: string, database?: string): ServerCommand {
  mkdirSync(folder, { recursive: true })
  if (side === 'modelwright') {
    return {
      folder,
      name: side,
      command: ourCommand,
      env: database === undefined ? {} : { MODELWRIGHT_STORE: database },
    }
  }
  const backend = database ?? `sqlite:///${join(folder, 'mlflow.db')}`
  const mlflow = join(dirname(peerPython('track')), 'mlflow')
  const stored = ['--backend-store-uri', backend, '--artifacts-destination', join(folder, 'artifacts')]
  const command = (port: number) => [mlflow, 'server', ...stored, '--host', '127.0.0.1', '--port', String(port)]
  return { folder, name: side, command }
}

async function withServer<T>(command: ServerCommand, work: (server: StartedServer) => Promise<T>): Promise<T> {
  const server = await startServer(command)
  try {
    return await work(server)
  } finally {
    await server.stop()
  }
}

async function post<T>(url: string, path: string, body: unknown): Promise<T> {
  const response = await fetch(`${url}${API}/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
  return (await response.json()) as T
}

async function createRun(url: string, startTime: number): Promise<string> {
  const { run: made } = await post<{ run: { info: { run_id: string } } }>(url, 'runs/create', {
    experiment_id: '0',
    user_id: 'bench',
    start_time: startTime,
  })
  return made.info.run_id
}

interface Versions {
  /** What of, and in which conditions. */
  readonly notes: string
}

/** Prints and keeps a figure of both. @param better whether more of it is better */
function tell(
  benchmark: string,
  figures: Readonly<Record<Side, readonly number[]>>,
  show: (value: number) => string,
  better: 'more' | 'less',
  { notes }: Versions,
): void {
  const [ours, peer] = [median(figures.modelwright), median(figures.mlflow)]
  const ratio = better === 'more' ? ours / peer : peer / ours
  console.log(
    `${benchmark.padEnd(52)} ${show(ours).padStart(14)}  mlflow ${show(peer).padStart(14)}  ${ratio.toFixed(1)} ×`,
  )
  appendResult({ benchmark: `track: ${benchmark}`, ours: show(ours), peer: `mlflow ${show(peer)}`, ratio, notes })
}

const both = <T>(make: (side: Side) => T): Record<Side, T> => ({
  modelwright: make('modelwright'),
  mlflow: make('mlflow'),
})
const SIDES: readonly Side[] = ['mlflow', 'modelwright']

async function benchStart(folder: string, versions: Versions): Promise<void> {
  const [ready, memory] = [both((): number[] => []), both((): number[] => [])]
  for (let round = 0; round < ROUNDS; round++) {
    for (const side of SIDES) {
      // The first start makes the store; the ones after it are what a restart costs.
      await withServer(commandOf(side, join(folder, `start-${side}`)), async (server) => {
        ready[side].push(server.ready)
        await sleep(3000)
        memory[side].push(server.memory())
      })
    }
  }
  tell('ready', ready, (s) => `${s.toFixed(2)} s`, 'less', versions)
  tell('memory, idle', memory, (mib) => `${mib.toFixed(0)} MiB`, 'less', versions)
}

async function benchWrites(
  folder: string,
  store: string,
  urls: Record<Side, string>,
  versions: Versions,
): Promise<void> {
  for (const side of SIDES) {
    const ids = await Promise.all(Array.from({ length: WRITTEN_RUNS }, (_, i) => createRun(urls[side], i)))
    writeFileSync(join(folder, `runs-${side}`), `${ids.join('\n')}\n`)
  }
  let from = 0
  for (const kind of ['log-batch', 'log-metric', 'create']) {
    for (const connections of [1, 8, 32]) {
      const figures = both((): number[] => [])
      const tails = both((): string[] => [])
      for (let round = 0; round < ROUNDS; round++) {
        for (const side of SIDES) {
          const env = { KIND: kind, RUNS: join(folder, `runs-${side}`), FROM: String(from) }
          const load = await wrk(urls[side], { connections, seconds: SECONDS, script: 'track/writes.lua', env })
          figures[side].push(load.perSecond)
          tails[side].push(load.p99)
        }
        from += 10_000_000
      }
      const p99 = `p99 ours ${tails.modelwright.join(' ')}, mlflow ${tails.mlflow.join(' ')}`
      console.log(p99)
      const what = kind === 'log-batch' ? 'log-batch of 10 metrics' : kind === 'create' ? 'create run' : kind
      const notes = `${versions.notes}, ${p99}`
      tell(`${what}, ${connections} clients, ${store}`, figures, (n) => `${n.toFixed(0)} /s`, 'more', { notes })
    }
  }
}

/** Our own server takes the same data over its API. */
async function seed(url: string, runs: number): Promise<void> {
  const one = async (number: number): Promise<void> => {
    const runId = await createRun(url, 1_700_000_000_000 + number)
    const keys = [...Array(KEYS).keys()]
    await post(url, 'runs/log-batch', {
      run_id: runId,
      metrics: keys.map((i) => ({ key: `metric_${i}`, value: Math.random(), timestamp: number, step: 0 })),
      params: keys.map((i) => ({ key: `param_${i}`, value: String(number % 100) })),
    })
    await post(url, 'runs/update', { run_id: runId, status: 'FINISHED', end_time: 1_700_000_000_001 + number })
  }
  for (let first = 0; first < runs; first += 32) {
    await Promise.all(Array.from({ length: Math.min(32, runs - first) }, (_, i) => one(first + i)))
  }
}

const SEARCHES = {
  'a page of 100 by a metric': { max_results: 100, order_by: ['metrics.metric_1 DESC'] },
  'a page of 100, filter and order by metrics': {
    max_results: 100,
    filter: "metrics.metric_2 > 0.5 and params.param_3 = '7'",
    order_by: ['metrics.metric_1 DESC'],
  },
  'a page of 1000, newest': { max_results: 1000 },
} as const

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now()
  await work()
  return performance.now() - started
}

const search = (url: string, query: object) => async () => {
  const { runs = [] } = await post<{ runs?: unknown[] }>(url, 'runs/search', { experiment_ids: ['0'], ...query })
  if (runs.length === 0) throw new Error('the search found nothing')
}

const milliseconds = (ms: number): string => `${ms.toFixed(1)} ms`

async function benchSearch(urls: Record<Side, string>, versions: Versions): Promise<void> {
  for (const [name, query] of Object.entries(SEARCHES)) {
    const figures = both((): number[] => [])
    for (let round = 0; round <= ROUNDS; round++) {
      for (const side of SIDES) {
        const took = await timed(search(urls[side], query))
        // The first warms up.
        if (round > 0) figures[side].push(took)
      }
    }
    tell(`search ${RUNS} runs × ${KEYS} × ${KEYS}, ${name}`, figures, milliseconds, 'less', versions)
  }
}

/** What the peer cannot be asked in reasonable time: 100,000 runs, and a million points of one metric. */
async function benchScale(url: string): Promise<void> {
  await seed(url, 100_000 - RUNS)
  const took: number[] = []
  for (let i = 0; i < 40; i++) {
    const filter = `metrics.metric_2 > 0.${i % 10} and params.param_3 = '${i}'`
    const query = { max_results: 100, filter, order_by: [`metrics.metric_${i % KEYS} DESC`] }
    took.push(await timed(search(url, query)))
  }
  const p95 = took.toSorted((a, b) => a - b)[Math.floor(took.length * 0.95)]!
  console.log(
    `search 100000 runs, filter and order by metrics: p50 ${milliseconds(median(took))}, p95 ${milliseconds(p95)}`,
  )

  const runId = await createRun(url, 1)
  for (let batch = 0; batch < 1000; batch++) {
    const metrics = Array.from({ length: 1000 }, (_, i) => ({
      key: 'loss',
      value: Math.random(),
      timestamp: batch * 1000 + i,
      step: batch * 1000 + i,
    }))
    await post(url, 'runs/log-batch', { run_id: runId, metrics })
  }
  let bytes = 0
  const read = await timed(async () => {
    const { body } = await fetch(`${url}${API}/metrics/get-history?run_id=${runId}&metric_key=loss`)
    for await (const chunk of body!) bytes += chunk.length
  })
  console.log(`a million points of one metric: ${milliseconds(read)}, ${(bytes / 2 ** 20).toFixed(0)} MiB`)
}

const rate = (ms: number): string => `${((1024 * 1000) / ms).toFixed(0)} MiB/s`

async function benchArtifacts(folder: string, urls: Record<Side, string>, versions: Versions): Promise<void> {
  const file = join(folder, 'artifact')
  writeFileSync(file, '')
  truncateSync(file, GIB)
  const [up, down] = [both((): number[] => []), both((): number[] => [])]
  for (let round = 0; round < ROUNDS; round++) {
    for (const side of SIDES) {
      const url = `${urls[side]}/api/2.0/mlflow-artifacts/artifacts/0/bench/artifacts/file-${round}`
      const back = join(folder, 'back')
      up[side].push(await timed(() => run('curl', ['-sfS', '-T', file, '-H', 'Expect:', '-o', '/dev/null', url])))
      down[side].push(await timed(() => run('curl', ['-sfS', '-o', back, url])))
      if (statSync(back).size !== GIB) throw new Error(`${side} gave back ${statSync(back).size} bytes`)
      await run('curl', ['-sfS', '-X', 'DELETE', '-o', '/dev/null', url])
    }
  }
  tell('artifact of 1 GiB, up', up, rate, 'less', versions)
  tell('artifact of 1 GiB, down', down, rate, 'less', versions)
}

/** Both servers, each on its store, until `work` is done. */
async function withBoth(
  command: (side: Side) => ServerCommand,
  work: (urls: Record<Side, string>) => Promise<void>,
): Promise<void> {
  await withServer(command('mlflow'), (mlflow) =>
    withServer(command('modelwright'), (modelwright) => work({ mlflow: mlflow.url, modelwright: modelwright.url })),
  )
}

export async function benchTrack(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'modelwright-bench-'))
  try {
    const { stdout } = await run(peerPython('track'), ['-c', 'import mlflow; print(mlflow.__version__)'])
    const versions = { notes: `mlflow ${stdout.trim()} with its defaults, medians of ${ROUNDS} taking turns` }
    await benchStart(folder, versions)
    await withBoth(
      (side) => commandOf(side, join(folder, `sqlite-${side}`)),
      async (urls) => {
        await benchWrites(folder, 'SQLite', urls, versions)
        await benchArtifacts(folder, urls, versions)
      },
    )
    const postgres = await startCluster()
    try {
      const databases = {
        modelwright: await postgres.newDatabase(),
        mlflow: await postgres.newDatabase(),
      }
      await withBoth(
        (side) => commandOf(side, join(folder, `postgres-${side}`), databases[side]),
        (urls) => benchWrites(folder, 'PostgreSQL', urls, versions),
      )
    } finally {
      await postgres.stop()
    }
    const seeded = commandOf('mlflow', join(folder, 'search-mlflow'))
    const uri = `sqlite:///${join(seeded.folder, 'mlflow.db')}`
    const script = join(import.meta.dirname, 'peers', 'track', 'seed.py')
    await run(peerPython('track'), [script, uri, String(RUNS), String(KEYS)])
    await withBoth(
      (side) => (side === 'mlflow' ? seeded : commandOf(side, join(folder, 'search-modelwright'))),
      async (urls) => {
        await seed(urls.modelwright, RUNS)
        await benchSearch(urls, versions)
        await benchScale(urls.modelwright)
      },
    )
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
