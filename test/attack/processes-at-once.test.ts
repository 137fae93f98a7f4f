// Eight processes register at once while two promote and one rolls back; another holds the database locked.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, it, onTestFinished } from 'vitest'
import { openProject } from '../../src/app/index.ts'
import { commandLine } from '../fixtures/command-line.ts'
import { checkStore, killedProject } from '../fixtures/killed-project.ts'
import { createCounts } from './counts.ts'

const SCRIPT = join(import.meta.dirname, '..', 'fixtures', 'registry-child.ts')

async function project(): Promise<string> {
  const folder = await killedProject()
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

async function outcomes(folder: string, what: string, times: number): Promise<Record<string, number>> {
  const child = spawn(process.execPath, [SCRIPT, folder, what, String(times)], { stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  let out = ''
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()))
  const [code] = (await once(child, 'close')) as [number]
  expect(code).toBe(0)
  return JSON.parse(out) as Record<string, number>
}

it('eight processes that register, two that promote and one that rolls back leave one champion and every version', async () => {
  const folder = await project()
  const counts = createCounts('eleven processes on one store')
  const work = [
    ...Array.from({ length: 8 }, () => outcomes(folder, 'register', 3)),
    ...Array.from({ length: 2 }, () => outcomes(folder, 'promote', 20)),
    outcomes(folder, 'rollback', 20),
  ]
  for (const done of await Promise.all(work)) {
    for (const [outcome, times] of Object.entries(done)) counts.add(outcome, times)
  }
  counts.report()
  expect(await checkStore(folder)).toBe(2 + 8 * 3)
  const opened = await openProject({ cwd: folder, env: {} })
  const { versions, history } = await opened.models.show('tiny')
  await opened.close()
  expect(versions.map(({ version }) => version.version)).toEqual(Array.from({ length: 26 }, (_, i) => 26 - i))
  expect(counts.of('register')).toBe(24)
  expect(counts.of('promote')).toBe(40)
  // A rollback is refused where there is nothing to go back to, or where the champion changed under it; nothing else fails.
  const refused = counts.of('RESOURCE_DOES_NOT_EXIST') + counts.of('CHAMPION_CHANGED')
  expect(counts.of('rollback') + refused).toBe(20)
  expect(counts.total()).toBe(24 + 40 + 20)
  expect(history.length).toBeGreaterThanOrEqual(40 + counts.of('rollback'))
})

it('a database that another process holds locked is a refusal in words, and nothing is half done', async () => {
  const folder = await project()
  const before = await checkStore(folder)
  const counts = createCounts('a locked database')
  const database = new DatabaseSync(join(folder, '.modelwright/store.db'))
  database.exec('begin immediate')
  await Promise.all(
    [['train'], ['promote', 'tiny', '1', '--force'], ['rollback', 'tiny'], ['models', 'list'], ['performance']].map(
      async (args) => {
        const { code, err } = await commandLine(folder, args)
        counts.add(code === 0 ? `${args[0]} works` : `${args[0]} ${/error (\w+)/.exec(err)?.[1] ?? err}`)
      },
    ),
  )
  database.exec('rollback')
  database.close()
  counts.report()
  for (const args of ['train', 'promote', 'rollback']) expect(counts.of(`${args} STORE_LOCKED`)).toBe(1)
  for (const args of ['models', 'performance']) expect(counts.of(`${args} works`)).toBe(1)
  expect(await checkStore(folder)).toBe(before)
})
