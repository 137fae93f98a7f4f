// kill -9, twenty times each, of what test/process does not kill yet: rollback, retrain, label, drift, and serving under load.
import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createRng } from '../../src/core/index.ts'
import { checkStore, killDuring, killedProject } from '../fixtures/killed-project.ts'
import { createCounts } from './counts.ts'
import { killedServer, loggedIds } from './killed-server.ts'

const ROUNDS = 20
const LANES = 2

describe('kill -9', () => {
  let folders: readonly string[]
  beforeAll(async () => {
    folders = await Promise.all(Array.from({ length: LANES }, killedProject))
  })
  afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true }))))

  it.each(['rollback', 'retrain', 'label', 'drift'] as const)(
    `at ${ROUNDS} random moments of %s leaves a whole store, one champion and every prediction`,
    async (task) => {
      const counts = createCounts(`kill -9 during ${task}`)
      await Promise.all(
        folders.map(async (folder) => {
          for (let round = 0; round < ROUNDS / LANES; round++) {
            await killDuring(folder, task)
            await checkStore(folder)
            counts.add('whole')
          }
        }),
      )
      counts.report()
      expect(counts.of('whole')).toBe(ROUNDS)
    },
  )

  it(`at ${ROUNDS} random moments of serving under load has every answered prediction in the log`, async () => {
    const counts = createCounts('kill -9 during serving')
    const rng = createRng(Date.now())
    const root = `${folders[0]!}/served`
    const answered: string[] = []
    for (let round = 0; round < ROUNDS; round++) {
      const { child, ask } = await killedServer(root)
      const client = async (): Promise<void> => {
        for (let id = await ask(); id !== undefined; id = await ask()) answered.push(id)
      }
      const clients = Array.from({ length: 8 }, client)
      await sleep(50 + rng.int(400))
      child.kill('SIGKILL')
      await once(child, 'exit')
      await Promise.all(clients)
      counts.add('killed')
    }
    const { ids, warnings, problems } = await loggedIds(root)
    const logged = new Set(ids)
    expect(answered.filter((id) => !logged.has(id))).toEqual([])
    expect(ids).toHaveLength(logged.size)
    expect(warnings).toEqual([])
    expect(problems.filter((problem) => !problem.includes('was left by a compaction that was killed'))).toEqual([])
    expect(answered.length).toBeGreaterThan(ROUNDS * 8)
    counts.report({ answered: answered.length, logged: logged.size, lost: 0 })
  })
})
