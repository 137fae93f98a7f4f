// Training speed: our estimators and scikit-learn's on the same matrix, one thread each, taking turns.
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { createRng } from '../src/core/index.ts'
import type { ClassTarget } from '../src/data/index.ts'
import { evaluateClassification } from '../src/evaluate/index.ts'
import type { FeatureMatrix } from '../src/features/index.ts'
import { type EstimatorName, estimatorNamed, type Parameters, predict } from '../src/train/index.ts'
import { python } from '../test/conformance/python.ts'
import { appendResult, median } from './results.ts'
import { type TrainingTable, trainingTable } from './training-table.ts'

const ROWS = 60_000
const TRAIN = 50_000
const REPETITIONS = 3

const JOBS: readonly { readonly model: EstimatorName; readonly parameters: Parameters }[] = [
  { model: 'random_forest', parameters: { n_estimators: 200, max_depth: 8, random_state: 42 } },
  {
    model: 'gradient_boosting',
    parameters: {
      n_estimators: 200,
      max_depth: 5,
      learning_rate: 0.05,
      subsample: 0.8,
      min_samples_split: 10,
      random_state: 42,
    },
  },
]

interface Fit {
  readonly seconds: number
  /** ROC AUC on the rows after the training rows. */
  readonly auc: number
}

/** Runs the suite, prints each fit and appends one line per estimator to bench/RESULTS.md. */
export async function benchTrain(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-train-'))
  try {
    const table = await trainingTable(folder, ROWS)
    const peer = await startPeer(folder, table)
    for (const job of JOBS) {
      const ours: Fit[] = []
      const theirs: Fit[] = []
      await fitOurs(table, job)
      for (let repetition = 0; repetition < REPETITIONS; repetition++) {
        ours.push(await fitOurs(table, job))
        theirs.push(await peer.fit(job))
        console.log(`${job.model} #${repetition + 1}: ours ${show(ours.at(-1)!)}, scikit-learn ${show(theirs.at(-1)!)}`)
      }
      report(job.model, table.x.columns.length, middle(ours), middle(theirs), peer.versions)
    }
    await peer.stop()
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function report(model: string, columns: number, ours: Fit, theirs: Fit, versions: string): void {
  const ratio = theirs.seconds / ours.seconds
  console.log(`${model}: ${ratio.toFixed(2)} × faster (medians of ${REPETITIONS})`)
  appendResult({
    benchmark: `train ${model}, the demo's table, ${TRAIN} × ${columns}, one thread`,
    ours: show(ours),
    peer: `scikit-learn ${show(theirs)}`,
    ratio,
    notes: `${versions}, medians of ${REPETITIONS} taking turns`,
  })
}

function show({ seconds, auc }: Fit): string {
  return `${seconds.toFixed(2)} s, AUC ${auc.toFixed(4)}`
}

function middle(fits: readonly Fit[]): Fit {
  return { seconds: median(fits.map((fit) => fit.seconds)), auc: median(fits.map((fit) => fit.auc)) }
}

async function fitOurs({ x, target }: TrainingTable, { model, parameters }: (typeof JOBS)[number]): Promise<Fit> {
  const train = slice(x, 0, TRAIN)
  const trainTarget: ClassTarget = { ...target, values: target.values.slice(0, TRAIN) }
  const start = performance.now()
  const learner = estimatorNamed(model).resolve(parameters, trainTarget.task)
  const fitted = await learner.fit(train, trainTarget, { rng: createRng(42) })
  const seconds = (performance.now() - start) / 1000
  const answer = await predict(fitted, slice(x, TRAIN, ROWS))
  if (answer.kind === 'value') throw new Error(`${model} answered a binary target with values`)
  const truth = { classes: target.classes, values: target.values.subarray(TRAIN) }
  return { seconds, auc: evaluateClassification(truth, answer).metrics['roc_auc'] ?? Number.NaN }
}

function slice(x: FeatureMatrix, from: number, to: number): FeatureMatrix {
  const columns = x.columns.map((column) => column.slice(from, to)) as Float32Array[]
  return { rows: to - from, names: x.names, columns }
}

interface Peer {
  readonly versions: string
  fit(job: (typeof JOBS)[number]): Promise<Fit>
  stop(): Promise<void>
}

/** scikit-learn in a process of its own, given the same matrix by file. */
async function startPeer(folder: string, { x, target }: TrainingTable): Promise<Peer> {
  const matrix = join(folder, 'matrix.f32')
  const targets = join(folder, 'target.i32')
  writeFileSync(matrix, Buffer.concat(x.columns.map((column) => Buffer.from(column.buffer))))
  writeFileSync(targets, Buffer.from(target.values.buffer))
  const child = spawn(python('sklearn'), [join(import.meta.dirname, 'peers/train.py')], {
    env: { ...process.env, OMP_NUM_THREADS: '1' },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const ask = async (request: unknown): Promise<unknown> => {
    child.stdin.write(`${JSON.stringify(request)}\n`)
    const { value, done } = await lines.next()
    if (done === true) throw new Error('bench/peers/train.py ended')
    return JSON.parse(value)
  }
  const setup = { matrix, target: targets, rows: x.rows, features: x.columns.length, train: TRAIN }
  const { python: version, sklearn } = (await ask(setup)) as { python: string; sklearn: string }
  return {
    versions: `Python ${version}, scikit-learn ${sklearn}`,
    fit: async (job) => (await ask(job)) as Fit,
    stop: async () => {
      child.stdin.end()
      await new Promise((resolve) => child.once('exit', resolve))
    },
  }
}
