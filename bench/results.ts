// Keeps what benchmarks measured: one line a measurement in bench/RESULTS.md.
import { appendFileSync, existsSync, writeFileSync } from 'node:fs'
import { cpus, loadavg, totalmem } from 'node:os'
import { join } from 'node:path'

export interface Result {
  readonly benchmark: string
  /** The figure that counts, with its unit. */
  readonly ours: string
  readonly peer: string
  /** How many times better ours is. */
  readonly ratio: number
  /** Versions and conditions. */
  readonly notes: string
}

const FILE = join(import.meta.dirname, 'RESULTS.md')
const HEADER = `# Benchmark results

One line a run of \`npm run bench -- <suite>\`, newest last; ratio: how many times better ours is.

| Date | Benchmark | Ours | Peer | Ratio | Machine | Versions and conditions |
|---|---|---|---|---|---|---|
`

export function appendResult(result: Result): void {
  if (!existsSync(FILE)) writeFileSync(FILE, HEADER)
  const cells = [
    new Date().toISOString().slice(0, 16).replace('T', ' '),
    result.benchmark,
    result.ours,
    result.peer,
    `${result.ratio.toFixed(1)} ×`,
    `${cpus().length} × ${cpus()[0]?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GiB`,
    // The load tells a figure of a busy machine from one of a calm one; the benchmark itself adds 1 to 2.
    `Node ${process.versions.node}, ${result.notes}, load ${loadavg()[0]!.toFixed(1)}`,
  ]
  appendFileSync(FILE, `| ${cells.join(' | ')} |\n`)
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}
