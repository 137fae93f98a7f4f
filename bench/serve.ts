// Requests a second of the model server against the tutorial's stack: same table, same bodies, same machine, same run.
// Needs wrk and the peer's environment: REQUIREMENTS=bench/peers test/conformance/setup.sh serve
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { churnCsv, churnRows } from '../demo/churn-table.ts'
import { appendResult } from './results.ts'

const SECONDS = Number(process.env['BENCH_SECONDS'] ?? 10)
const CONNECTIONS = 32
const ROWS = 20_000
const PEERS = join(import.meta.dirname, 'peers')
const CLI = join(import.meta.dirname, '..', 'src', 'cli', 'main.ts')
const run = promisify(execFile)

const CONFIG = `mlflow: { experiment_name: bench, model_name: churn-classifier }
data: { train_path: train.csv, target_column: churned }
features:
  numeric: [tenure, monthly_charges, total_charges, num_products]
  categorical: [contract_type, payment_method, internet_service]
training: { val_size: 0.2, random_state: 42 }
model: { type: random_forest, n_estimators: 200, max_depth: 8 }
serving:
  schema:
    tenure: { minimum: 0 }
    monthly_charges: { minimum: 0 }
    total_charges: { minimum: 0 }
    num_products: { minimum: 1, maximum: 10 }
    contract_type: { enum: [Month-to-month, One year, Two year] }
  response: { probability: churn_probability, prediction: churn_prediction, tier: risk_tier }
`

interface Load {
  readonly perSecond: number
  readonly p50: string
  readonly p99: string
}

function peerPython(): string {
  const requirements = readFileSync(join(PEERS, 'requirements-serve.txt'))
  const digest = createHash('sha256').update(requirements).digest('hex').slice(0, 12)
  const cache =
    process.env['MODELWRIGHT_CACHE'] ?? join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'modelwright')
  const python = join(cache, `venv-serve-${digest}`, 'bin', 'python')
  if (!existsSync(python)) {
    throw new Error('no environment for the peer. Run REQUIREMENTS=bench/peers test/conformance/setup.sh serve')
  }
  return python
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  await once(server, 'close')
  return port
}

async function wrk(url: string, bodies: string, seconds: number): Promise<Load> {
  const script = join(PEERS, 'serve', 'bodies.lua')
  const args = ['-t1', `-c${CONNECTIONS}`, `-d${seconds}s`, '--timeout', '5s', '--latency', '-s', script, url]
  const { stdout } = await run('wrk', args, { env: { ...process.env, BODIES: bodies } })
  if (/Non-2xx|Socket errors/.test(stdout)) throw new Error(`${url} answered with errors:\n${stdout}`)
  const find = (pattern: RegExp): string => pattern.exec(stdout)?.[1] ?? 'unknown'
  return {
    perSecond: Number(find(/Requests\/sec:\s+([\d.]+)/)),
    p50: find(/50%\s+(\S+)/),
    p99: find(/99%\s+(\S+)/),
  }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const closed = once(child, 'exit')
  child.kill('SIGTERM')
  if ((await Promise.race([closed, sleep(10_000)])) === undefined) {
    child.kill('SIGKILL')
    await closed
  }
}

/** Starts a server, warms it up, loads it and stops it. */
async function measure(
  folder: string,
  name: string,
  command: (port: number) => readonly string[],
  env: Record<string, string> = {},
): Promise<Load> {
  const port = await freePort()
  const [program, ...args] = command(port)
  const output = openSync(join(folder, `${name}.out`), 'w')
  const child = spawn(program!, args, {
    cwd: folder,
    env: { ...process.env, OMP_NUM_THREADS: '1', ...env },
    stdio: ['ignore', output, output],
  })
  try {
    const url = `http://127.0.0.1:${port}`
    for (
      let tries = 0;
      !(await fetch(`${url}/health`).then(
        ({ ok }) => ok,
        () => false,
      ));
      tries++
    ) {
      if (tries > 300 || child.exitCode !== null) {
        throw new Error(`${name} does not start:\n${readFileSync(join(folder, `${name}.out`), 'utf8')}`)
      }
      await sleep(100)
    }
    const bodies = join(folder, 'bodies.jsonl')
    await wrk(url, bodies, Math.max(2, Math.ceil(SECONDS / 3)))
    const load = await wrk(url, bodies, SECONDS)
    console.log(`${name.padEnd(12)} ${load.perSecond.toFixed(0).padStart(8)} req/s   p50 ${load.p50}   p99 ${load.p99}`)
    return load
  } finally {
    await stop(child)
  }
}

export async function benchServe(): Promise<void> {
  const python = peerPython()
  const folder = mkdtempSync(join(tmpdir(), 'modelwright-bench-'))
  try {
    writeFileSync(join(folder, 'train.csv'), churnCsv({ rows: ROWS, seed: 7, period: 'now' }))
    writeFileSync(join(folder, 'config.yaml'), CONFIG)
    const bodies = [...churnRows({ rows: 2000, seed: 8, period: 'now' })]
      .filter((row) => Object.values(row).every((value) => value !== null && value !== ''))
      .map(({ churned: _churned, customer_id: _id, ...features }) => JSON.stringify(features))
    writeFileSync(join(folder, 'bodies.jsonl'), `${bodies.join('\n')}\n`)
    await run(process.execPath, [CLI, 'train', '--config', 'config.yaml', '--local'], { cwd: folder })
    await run(python, [join(PEERS, 'serve', 'train.py'), 'train.csv', 'model.joblib'], { cwd: folder })

    const uvicorn = ['-m', 'uvicorn', 'app:app', '--app-dir', join(PEERS, 'serve'), '--workers', '2', '--no-access-log']
    const peer = await measure(
      folder,
      'tutorial',
      (port) => [python, ...uvicorn, '--port', String(port), '--loop', 'uvloop', '--http', 'httptools'],
      { MODEL_PATH: join(folder, 'model.joblib') },
    )
    const model = ['serve', '--config', 'config.yaml', '--local', '--model', 'models:/churn-classifier/1']
    const ours = await measure(folder, 'modelwright', (port) => [
      process.execPath,
      CLI,
      ...model,
      '--port',
      String(port),
    ])
    const constant = join(PEERS, 'serve', 'constant.ts')
    const ceiling = await measure(folder, 'constant', (port) => [process.execPath, constant, String(port)])

    const ratio = ours.perSecond / peer.perSecond
    console.log(
      `${ratio.toFixed(1)} × the tutorial's stack, ${((100 * ours.perSecond) / ceiling.perSecond).toFixed(0)} % of a constant reply`,
    )
    appendResult({
      benchmark: `serve, ${CONNECTIONS} clients, forest 200 × 8, log and metrics on`,
      ours: `${ours.perSecond.toFixed(0)} req/s, p50 ${ours.p50}, p99 ${ours.p99}`,
      peer: `FastAPI, 2 workers: ${peer.perSecond.toFixed(0)} req/s, p50 ${peer.p50}, p99 ${peer.p99}`,
      ratio,
      notes: `one process of ours; constant reply ${ceiling.perSecond.toFixed(0)} req/s; ${SECONDS} s each`,
    })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
