// What a run logs, gathered to batches: a training that logs a point a step must not wait for a server each time.
import type { Metric, RunStore } from '../../track/index.ts'

/** Of one request, as MLflow takes them. */
const MOST_METRICS = 1000
const MOST_PAIRS = 100
const PAUSE_MS = 1000

export interface LogBuffer {
  metric(metric: Metric): void
  param(key: string, value: string): void
  tag(key: string, value: string): void
  /** Sends what is left, and says what has failed since it was last asked. */
  flush(): Promise<void>
}

interface Batch {
  readonly metrics: Metric[]
  readonly params: Record<string, string>
  readonly tags: Record<string, string>
}

const emptyBatch = (): Batch => ({ metrics: [], params: Object.create(null), tags: Object.create(null) })

const isFull = ({ metrics, params, tags }: Batch): boolean => {
  const [ofParams, ofTags] = [Object.keys(params).length, Object.keys(tags).length]
  return ofParams >= MOST_PAIRS || ofTags >= MOST_PAIRS || metrics.length + ofParams + ofTags >= MOST_METRICS
}

export function createLogBuffer(runs: RunStore, runId: string): LogBuffer {
  let batch = emptyBatch()
  let timer: NodeJS.Timeout | undefined
  let sending: Promise<void> = Promise.resolve()
  const failures: unknown[] = []

  const send = (): void => {
    clearTimeout(timer)
    timer = undefined
    const full = batch
    batch = emptyBatch()
    if (full.metrics.length === 0 && Object.keys(full.params).length === 0 && Object.keys(full.tags).length === 0)
      return
    // One after another: a tag that is set twice ends with its last value.
    sending = sending.then(() => runs.logBatch(runId, full)).catch((error: unknown) => void failures.push(error))
  }

  const added = (): void => {
    if (isFull(batch)) send()
    else timer ??= setTimeout(send, PAUSE_MS).unref()
  }

  return {
    metric(metric) {
      batch.metrics.push(metric)
      added()
    },
    param(key, value) {
      // Two values of one param are the server's to refuse.
      if (batch.params[key] !== undefined && batch.params[key] !== value) send()
      batch.params[key] = value
      added()
    },
    tag(key, value) {
      batch.tags[key] = value
      added()
    },
    async flush() {
      send()
      await sending
      const [first] = failures.splice(0)
      if (first !== undefined) throw first
    },
  }
}
