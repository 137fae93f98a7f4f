// Reads the prediction log through DuckDB: Parquet and open segments of the hours asked for.
import { join, relative } from 'node:path'
import type { DuckDBConnection } from '@duckdb/node-api'
import type { Processes, Reporter } from '../../core/index.ts'
import {
  type HistoryScope,
  LOG_SEGMENTS,
  type LogSegments,
  type PredictionHistory,
  type SegmentSchema,
} from '../../predictions/index.ts'
import { aggregatePredictions } from './aggregate-predictions.ts'
import { withDuckdb } from './duckdb-session.ts'
import { inspectLog } from './log-inspection.ts'
import type { LogRows } from './logged-rows.ts'
import { windowQuestion } from './read-window.ts'
import { readableRows, SegmentMoved } from './readable-rows.ts'
import { filesOfHours, type Segment, type SegmentProblem, segmentsOf } from './segment-files.ts'
import { segmentsQuery } from './segment-sql.ts'

export interface PredictionHistoryDeps {
  /** Folder that has `predictions/` and `labels/`. */
  readonly root: string
  /** Told once what of the log cannot be read and is left out. */
  readonly reporter: Reporter
  readonly processes: Processes
  /** The schema that is known. @default LOG_SEGMENTS */
  readonly segments?: LogSegments
}

/** Asks all rows of the hours in scope. */
type Question<T> = (connection: DuckDBConnection, rows: LogRows) => Promise<T>

/** Times the segments are listed again because they were compacted while they were read. */
const ATTEMPTS = 5
/** Problems that are named one by one. */
const NAMED = 3

export function createPredictionHistory(deps: PredictionHistoryDeps): PredictionHistory {
  const { root, reporter, processes, segments = LOG_SEGMENTS } = deps

  const list = async ({ from, to }: HistoryScope, problems: SegmentProblem[]) => {
    const onProblem = (problem: SegmentProblem): void => void problems.push(problem)
    const predictions = await filesOfHours(join(root, segments.predictions.folder), onProblem, from, to)
    const labels = await filesOfHours(join(root, segments.labels.folder), onProblem, from)
    return { predictions: segmentsOf(predictions), labels: segmentsOf(labels) }
  }

  const said = new Set<string>()

  /** Once, however often the log is asked. */
  const say = (warning: string): void => {
    if (!said.has(warning)) reporter.warn(warning)
    said.add(warning)
  }

  const warn = (problems: readonly SegmentProblem[]): void => {
    for (const { path, reason } of problems.slice(0, NAMED)) say(`${relative(root, path)} ${reason}: left out`)
    const more = problems.length - NAMED
    if (more > 0) say(`${more} more parts of the prediction log cannot be read: see modelwright doctor`)
  }

  /** The way that costs most: each segment is tried by itself. */
  const askCarefully = async <T>(
    connection: DuckDBConnection,
    scope: HistoryScope,
    question: Question<T>,
    fault: unknown,
  ): Promise<T> => {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const problems: SegmentProblem[] = []
      const found = await list(scope, problems)
      const select = (schema: SegmentSchema, some: readonly Segment[]): Promise<string> =>
        readableRows(connection, schema, some, (problem) => problems.push(problem))
      try {
        const predictions = await select(segments.predictions, found.predictions)
        const labels = await select(segments.labels, found.labels)
        const answer = await question(connection, { predictions, labels })
        warn(problems)
        return answer
      } catch (error) {
        if (!(error instanceof SegmentMoved) && !isMoved(error)) throw error
      }
    }
    throw fault
  }

  const ask = <T>(scope: HistoryScope, question: Question<T>): Promise<T> =>
    withDuckdb(async (connection) => {
      const problems: SegmentProblem[] = []
      const found = await list(scope, problems)
      try {
        const predictions = segmentsQuery(segments.predictions, found.predictions)
        const labels = segmentsQuery(segments.labels, found.labels)
        const answer = await question(connection, { predictions, labels })
        warn(problems)
        return answer
      } catch (fault) {
        return askCarefully(connection, scope, question, fault)
      }
    })

  return {
    read: async (asked) => ask(asked, windowQuestion(asked, segments.predictions)),
    aggregate: (asked) => ask(asked, (connection, rows) => aggregatePredictions(connection, asked, rows)),
    inspect: () => inspectLog(root, segments, processes),
  }
}

function isMoved(error: unknown): boolean {
  return /No files found|No such file|Cannot open file/i.test(String(error))
}
