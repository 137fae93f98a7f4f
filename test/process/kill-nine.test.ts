// kill -9 at random moments: the store opens, the champion still serves, and no version is half registered.
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openProject } from '../../src/app.ts'
import { createRng } from '../../src/core/index.ts'

const ROUNDS = 20
/** About as long as one training takes, so that every moment of one is hit. */
const WINDOW_MS = 250
const folders: string[] = []
const rng = createRng(Date.now())

async function makeProject(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'modelwright-kill-'))
  folders.push(folder)
  const data = createRng(7)
  const rows = Array.from({ length: 200 }, () => {
    const x = data.next()
    return `${x.toFixed(3)},${data.next() < 0.5 ? 'red' : 'blue'},${x + 0.3 * data.normal() > 0.5 ? 1 : 0}`
  })
  await writeFile(join(folder, 'tiny.csv'), `x,colour,y\n${rows.join('\n')}\n`)
  await writeFile(
    join(folder, 'modelwright.yaml'),
    'data: { train_path: tiny.csv, target_column: y }\nmodel: { n_estimators: 5, max_depth: 3 }\n',
  )
  const { project, config, close } = await openProject({ cwd: folder, env: {} })
  for (const version of [1, 2]) {
    await project.train({ config: config! })
    await project.promote({ model: 'tiny', version }, { force: true })
  }
  await close()
  return folder
}

/** Starts the loop and kills it at a random moment after it began to work. */
async function killDuring(folder: string, what: 'train' | 'promote'): Promise<void> {
  const child: ChildProcess = spawn(process.execPath, [
    join(import.meta.dirname, '../fixtures/release-child.ts'),
    folder,
    what,
  ])
  const ended = new Promise((resolve) => child.once('exit', resolve))
  await new Promise<void>((resolve, reject) => {
    child.stdout!.once('data', () => resolve())
    child.once('exit', (code) => reject(new Error(`the loop ended by itself (${code})`)))
  })
  await new Promise((resolve) => setTimeout(resolve, rng.int(WINDOW_MS)))
  child.kill('SIGKILL')
  await ended
}

/** What must hold after every kill. */
async function checkStore(folder: string): Promise<number> {
  const { project, close } = await openProject({ cwd: folder, env: {} })
  try {
    const { versions, model } = await project.showModel('tiny')
    expect(model.aliases['champion']).toBeGreaterThan(0)
    const production = versions.filter(({ version }) => version.stage === 'Production')
    expect(production.map(({ version }) => version.version)).toEqual([model.aliases['champion']])
    const answer = await project.predict({ model: 'models:/tiny@champion', input: join(folder, 'tiny.csv') })
    expect(answer.rows).toBe(200)
    // Opening checks the digest of every file: a half-written folder would not pass.
    for (const { version } of versions.slice(0, 3)) await project.card({ model: 'tiny', version: version.version })
    const runs = await project.listRuns({ limit: 1000 })
    expect(runs.filter(({ status }) => status === 'RUNNING')).toEqual([])
    return versions.length
  } finally {
    await close()
  }
}

describe('kill -9', () => {
  let folder: string
  beforeAll(async () => {
    folder = await makeProject()
  })
  afterAll(() => Promise.all(folders.map((path) => rm(path, { recursive: true, force: true }))))

  it(`at ${ROUNDS} random moments of train loses nothing that was registered`, async () => {
    let known = await checkStore(folder)
    for (let round = 0; round < ROUNDS; round++) {
      await killDuring(folder, 'train')
      const versions = await checkStore(folder)
      expect(versions).toBeGreaterThanOrEqual(known)
      known = versions
    }
    expect(known).toBeGreaterThan(2)
  }, 120_000)

  it(`at ${ROUNDS} random moments of promote leaves one champion that serves`, async () => {
    for (let round = 0; round < ROUNDS; round++) {
      await killDuring(folder, 'promote')
      await checkStore(folder)
    }
  }, 120_000)
})
