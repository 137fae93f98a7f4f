import type { Clock, Processes } from '../../core/index.ts'
import type { RunLiveness } from '../../track/index.ts'
import { setTags } from './runs.ts'
import type { SqlEngine } from './sql-engine.ts'

/** Ends the RUNNING runs of this machine whose process is gone. Writes nothing, and takes no lock, if there are none. */
async function markLostRuns(
  { asking, writing }: SqlEngine,
  clock: Clock,
  processes: Processes,
): Promise<readonly string[]> {
  const { host } = processes.current()
  const running = await asking((db) =>
    db
      .selectFrom('runs')
      .select(['run_id', 'owner_pid', 'owner_began'])
      .where('status', '=', 'RUNNING')
      .where('owner_host', '=', host)
      .execute(),
  )
  const lost = running.filter((run) => !processes.isAlive({ pid: run.owner_pid!, began: run.owner_began ?? '' }))
  if (lost.length === 0) return []
  return writing(async (tx) => {
    const marked: string[] = []
    for (const run of lost) {
      const changed = await tx
        .updateTable('runs')
        .set({ status: 'FAILED', end_time: clock.now() })
        .where('run_id', '=', run.run_id)
        .where('status', '=', 'RUNNING')
        .where('owner_pid', '=', run.owner_pid)
        .returning('run_id')
        .execute()
      if (changed.length === 0) continue
      await setTags(tx, run.run_id, { 'modelwright.lost': `process ${run.owner_pid} ended without finishing the run` })
      marked.push(run.run_id)
    }
    return marked
  })
}

export function createRunLiveness(engine: SqlEngine, clock: Clock, processes: Processes): RunLiveness {
  return { markLostRuns: () => markLostRuns(engine, clock, processes) }
}
