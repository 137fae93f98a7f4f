// The prediction log on a disk: an append-only segment a process and hour, compacted to Parquet once the hour is over.
import { existsSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import type { Clock, Reporter } from '../../core/index.ts'
import type { PredictionLog } from '../../serve/index.ts'
import { compactSegments } from './compact-segments.ts'
import { isPast, listSegments } from './segment-files.ts'
import { LABELS, labelLine, PREDICTIONS, predictionLine, type SegmentKind } from './segment-format.ts'
import { createSegmentWriter, type SegmentWriter, type Write } from './segment-writer.ts'

export interface PredictionLogDeps {
  /** Folder that gets `predictions/` and `labels/`. */
  readonly root: string
  readonly clock: Clock
  /** Told when a segment could not be compacted; it stays readable as JSONL. */
  readonly reporter: Reporter
  /** How bytes get into a file. @default `writeSync` of node:fs */
  readonly write?: Write
}

export function createPredictionLog(deps: PredictionLogDeps): PredictionLog {
  const { root, clock, reporter, write = (fd, bytes, offset) => writeSync(fd, bytes, offset) } = deps
  const background = new Set<Promise<void>>()
  let seq = 0
  let swept = false

  /** What killed processes left: every JSONL segment of past hours. */
  const compactPast = async (kind: SegmentKind): Promise<void> => {
    const now = clock.now()
    const past = (await listSegments(join(root, kind.folder), -Infinity, now)).filter(
      (segment) => segment.format === 'jsonl' && isPast(segment, now),
    )
    await compactSegments(kind, past)
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
    inBackground(compactPast(PREDICTIONS).then(() => compactPast(LABELS)))
  }

  const writerOf = (kind: SegmentKind): SegmentWriter =>
    createSegmentWriter({
      folder: join(root, kind.folder),
      write,
      onClosed: (path) => inBackground(compactSegments(kind, [{ path, format: 'jsonl', start: 0 }])),
    })
  const writers = { predictions: writerOf(PREDICTIONS), labels: writerOf(LABELS) }

  const closeKind = (kind: SegmentKind): void => {
    const path = writers[kind.folder].close()
    if (path !== undefined && existsSync(path)) {
      inBackground(compactSegments(kind, [{ path, format: 'jsonl', start: 0 }]))
    }
  }

  return {
    async append(records) {
      if (records.length === 0) return
      let lines = ''
      for (const record of records) lines += predictionLine(record)
      writers.predictions.append(lines, records[0]!.timestamp)
      sweep()
    },
    async appendLabels(labels) {
      if (labels.length === 0) return
      const lines = labels.map((label) => labelLine(label, seq++)).join('')
      writers.labels.append(lines, clock.now())
      sweep()
    },
    async close() {
      closeKind(PREDICTIONS)
      closeKind(LABELS)
      await Promise.all(background)
    },
  }
}
