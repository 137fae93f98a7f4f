// The prediction log on a disk: an append-only segment a process and hour, compacted to Parquet once it is complete.
import { existsSync, writeSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { type Clock, isAppError, type Processes, type Reporter } from '../../core/index.ts'
import {
  LOG_SEGMENTS,
  type LogSegments,
  type PredictionLog,
  type SegmentSchema,
  schemaVersion,
  type WrittenSegments,
} from '../../predictions/index.ts'
import { compactSegments } from './compact-segments.ts'
import { filesOfHours, type OnProblem } from './segment-files.ts'
import { ownerState } from './segment-owner.ts'
import { createSegmentWriter, type SegmentWriter, type Write } from './segment-writer.ts'

export interface PredictionLogDeps {
  /** Folder that gets `predictions/` and `labels/`. */
  readonly root: string
  readonly clock: Clock
  /** Told when a segment could not be compacted; it stays readable as JSONL. */
  readonly reporter: Reporter
  readonly processes: Processes
  /** How bytes get into a file. @default `writeSync` of node:fs */
  readonly write?: Write
  /** What the rows hold. @default LOG_SEGMENTS */
  readonly segments?: LogSegments
}

/** How long an answer to "can it be written?" holds. */
const FRESH_MS = 1000
/** A probe writes as much as the last batch that failed, within these bounds. */
const LEAST_PROBE = 4096
const LARGEST_PROBE = 1 << 20

function lineOf<T>(schema: WrittenSegments<T>, record: T): string {
  return `${JSON.stringify(schema.row(record))}\n`
}

export function createPredictionLog(deps: PredictionLogDeps): PredictionLog {
  const { root, clock, reporter, processes, write = (fd, bytes, offset) => writeSync(fd, bytes, offset) } = deps
  const { segments = LOG_SEGMENTS } = deps
  const background = new Set<Promise<void>>()
  let seq = 0
  let lastLabel = -Infinity
  let swept = false
  let obstacle: string | undefined
  let probed = -Infinity
  let probeSize = LEAST_PROBE

  const onProblem: OnProblem = ({ path, reason }) => reporter.warn(`${relative(root, path)} ${reason}`)

  /** What killed processes left: their segments, and the temporary files of their compactions. */
  const compactLeft = async (schema: SegmentSchema): Promise<void> => {
    const files = await filesOfHours(join(root, schema.folder), onProblem)
    for (const path of files) {
      if (path.endsWith('.tmp') && ownerState(path, processes) === 'gone') await rm(path, { force: true })
    }
    const left = files.filter((path) => path.endsWith('.jsonl'))
    await compactSegments(schema, left, { processes, onProblem })
  }

  const inBackground = (work: Promise<void>): void => {
    const watched = work
      .catch((error: unknown) => reporter.warn(`a segment of the prediction log stays JSONL: ${String(error)}`))
      .finally(() => background.delete(watched))
    background.add(watched)
  }

  /** Once, when the process begins to write. */
  const sweep = (): void => {
    if (swept) return
    swept = true
    inBackground(compactLeft(segments.predictions).then(() => compactLeft(segments.labels)))
  }

  const compactClosed = (schema: SegmentSchema, path: string): void =>
    inBackground(compactSegments(schema, [path], { processes, onProblem, closed: true }))

  const writerOf = (schema: SegmentSchema): SegmentWriter =>
    createSegmentWriter({
      folder: join(root, schema.folder),
      owner: processes.current(),
      version: schemaVersion(schema),
      write,
      onClosed: (path) => compactClosed(schema, path),
    })
  const writers = { predictions: writerOf(segments.predictions), labels: writerOf(segments.labels) }

  const closeKind = (schema: SegmentSchema): void => {
    const path = writers[schema.folder].close()
    if (path !== undefined && existsSync(path)) compactClosed(schema, path)
  }

  /** Remembers whether predictions can be written. */
  const watched = (work: () => void, bytes: number): void => {
    try {
      work()
      obstacle = undefined
      probeSize = LEAST_PROBE
    } catch (error) {
      obstacle = isAppError(error) ? error.message : String(error)
      probeSize = Math.min(Math.max(bytes, LEAST_PROBE), LARGEST_PROBE)
      throw error
    } finally {
      probed = performance.now()
    }
  }

  return {
    async append(records) {
      if (records.length === 0) return
      let lines = ''
      for (const record of records) lines += lineOf(segments.predictions, record)
      watched(() => writers.predictions.append(lines, records[0]!.timestamp), lines.length)
      sweep()
    },
    async appendLabels(labels) {
      if (labels.length === 0) return
      // The last label of a prediction wins, also where the clock was set back meanwhile.
      for (const { timestamp } of labels) lastLabel = Math.max(lastLabel, timestamp)
      const lines = labels
        .map((label) => lineOf(segments.labels, { ...label, timestamp: lastLabel, seq: seq++ }))
        .join('')
      writers.labels.append(lines, clock.now())
      sweep()
    },
    obstacle() {
      if (performance.now() - probed > FRESH_MS) {
        try {
          watched(() => writers.predictions.probe(probeSize), probeSize)
        } catch {
          // Kept as the obstacle.
        }
      }
      return obstacle
    },
    async close() {
      closeKind(segments.predictions)
      closeKind(segments.labels)
      await Promise.all(background)
    },
  }
}
