// Requests a second of the model server against the tutorial's stack: same table, same bodies, same machine, same run.
// Needs wrk and the peer's environment: REQUIREMENTS=bench/peers test/conformance/setup.sh serve
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { churnCsv, churnRows } from '../demo/churn-table.ts'
import { appendResult } from './results.ts'
import { CLI, type Load, PEERS, peerPython, run, type ServerCommand, startServer, wrk } from './servers.ts'

const SECONDS = Number(process.env['BENCH_SECONDS'] ?? 10)
const CONNECTIONS = 32
const ROWS = 20_000

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

/** Starts a server, warms it up, loads it and stops it. */
async function measure(server: ServerCommand): Promise<Load> {
  const { folder, name, env } = server
  const { url, stop } = await startServer({ ...server, env: { OMP_NUM_THREADS: '1', ...env } })
  const load = (seconds: number) =>
    wrk(url, {
      connections: CONNECTIONS,
      seconds,
      script: 'serve/bodies.lua',
      env: { BODIES: join(folder, 'bodies.jsonl') },
    })
  try {
    await load(Math.max(2, Math.ceil(SECONDS / 3)))
    const measured = await load(SECONDS)
    const { perSecond, p50, p99 } = measured
    console.log(`${name.padEnd(12)} ${perSecond.toFixed(0).padStart(8)} req/s   p50 ${p50}   p99 ${p99}`)
    return measured
  } finally {
    await stop()
  }
}

export async function benchServe(): Promise<void> {
  const python = peerPython('serve')
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
    const peer = await measure({
      folder,
      name: 'tutorial',
      command: (port) => [python, ...uvicorn, '--port', String(port), '--loop', 'uvloop', '--http', 'httptools'],
      env: { MODEL_PATH: join(folder, 'model.joblib') },
    })
    const model = ['serve', '--config', 'config.yaml', '--local', '--model', 'models:/churn-classifier/1']
    const ours = await measure({
      folder,
      name: 'modelwright',
      command: (port) => [process.execPath, CLI, ...model, '--port', String(port)],
    })
    const constant = join(PEERS, 'serve', 'constant.ts')
    const ceiling = await measure({
      folder,
      name: 'constant',
      command: (port) => [process.execPath, constant, String(port)],
    })

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
