// Requests of one event-loop turn are scored together: a batch costs less a row, and nobody waits for a timer.
import { AppError } from '../core/index.ts'

export interface TurnBatcherOptions<Row, Result> {
  /** One result a row, in their order. A throw makes each row of the batch be tried alone. */
  score(rows: readonly Row[]): readonly Result[] | Promise<readonly Result[]>
  /** Called once a batch with everything that was scored; its failure is the failure of every row. */
  commit(results: readonly Result[]): Promise<void>
  /** Rows scored in one go before the sockets get their turn. @default 512 */
  readonly maxBatchRows?: number
  /** Rows that may wait; more are refused. @default 20000 */
  readonly maxQueuedRows?: number | undefined
}

export interface TurnBatcher<Row, Result> {
  /** @throws OVERLOADED at once, and whatever `score` or `commit` throw for the row */
  submit(row: Row): Promise<Result>
  /** All are queued, or none. @throws as `submit` */
  submitAll(rows: readonly Row[]): Promise<Result[]>
  /** Resolves when nothing waits or runs. */
  idle(): Promise<void>
}

interface Waiting<Row, Result> {
  readonly row: Row
  resolve(result: Result): void
  reject(error: unknown): void
}

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

export function createTurnBatcher<Row, Result>(options: TurnBatcherOptions<Row, Result>): TurnBatcher<Row, Result> {
  const { score, commit, maxBatchRows = 512, maxQueuedRows = 20_000 } = options
  let queue: Waiting<Row, Result>[] = []
  let running = false
  let idlers: (() => void)[] = []

  const scoreAsserted = async (rows: readonly Row[]): Promise<readonly Result[]> => {
    const results = await score(rows)
    if (results.length !== rows.length) {
      throw new AppError('INTERNAL', `${rows.length} rows were scored and ${results.length} results came back`)
    }
    return results
  }

  const settle = async (batch: readonly Waiting<Row, Result>[]): Promise<void> => {
    let scored = batch
    let results: readonly Result[]
    try {
      results = await scoreAsserted(batch.map((waiting) => waiting.row))
    } catch (error) {
      if (batch.length === 1) return batch[0]!.reject(error)
      const alone: Waiting<Row, Result>[] = []
      const single: Result[] = []
      for (const waiting of batch) {
        try {
          single.push((await scoreAsserted([waiting.row]))[0]!)
          alone.push(waiting)
        } catch (rowError) {
          waiting.reject(rowError)
        }
      }
      if (alone.length === 0) return
      scored = alone
      results = single
    }
    try {
      await commit(results)
    } catch (error) {
      for (const waiting of scored) waiting.reject(error)
      return
    }
    for (let i = 0; i < scored.length; i++) scored[i]!.resolve(results[i]!)
  }

  const run = async (): Promise<void> => {
    while (queue.length > 0) {
      const batch = queue.length <= maxBatchRows ? queue : queue.slice(0, maxBatchRows)
      queue = batch === queue ? [] : queue.slice(maxBatchRows)
      await settle(batch)
      if (queue.length > 0) await nextTurn()
    }
    running = false
    for (const wake of idlers) wake()
    idlers = []
  }

  const fits = (rows: number): boolean => queue.length + rows <= maxQueuedRows
  const refuse = (): Promise<never> =>
    Promise.reject(
      new AppError('OVERLOADED', `${queue.length} rows wait already`, {
        fix: 'Try again later, or send fewer rows',
        details: { retryAfterSeconds: 1 },
      }),
    )

  const enqueue = (row: Row): Promise<Result> =>
    new Promise((resolve, reject) => {
      queue.push({ row, resolve, reject })
      if (!running) {
        running = true
        setImmediate(run)
      }
    })

  return {
    submit: (row) => (fits(1) ? enqueue(row) : refuse()),
    submitAll: (rows) => (fits(rows.length) ? Promise.all(rows.map(enqueue)) : refuse()),
    idle: () => (running ? new Promise((resolve) => idlers.push(resolve)) : Promise.resolve()),
  }
}
