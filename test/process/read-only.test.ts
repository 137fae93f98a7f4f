// A store on a disk that is mounted read-only: what reads works, what must write says so. Each mount is seen by its process alone.
import { spawnSync } from 'node:child_process'
import { copyFileSync, cpSync, existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type CliProject, createCliProject } from '../fixtures/cli-project.ts'

const MAIN = join(import.meta.dirname, '../../src/cli/main.ts')
const READS = [
  ['runs', 'list'],
  ['models', 'list'],
  ['models', 'show', 'churn-classifier'],
  ['card', 'churn-classifier'],
  ['predict', 'churn.csv', '--model', 'models:/churn-classifier/1'],
  ['drift', '--data', 'churn.csv', '--model', 'models:/churn-classifier/1'],
  ['doctor'],
]
const WRITES = [
  ['train'],
  ['retrain', '--force'],
  ['promote', 'churn-classifier', '1'],
  ['gate', 'churn-classifier', '1'],
]

/** Runs a command in a folder that is mounted read-only. */
function readOnly(folder: string, args: readonly string[]) {
  const mount = 'mount --bind "$1" "$1" && mount -o remount,ro,bind "$1" && cd "$1" && shift && exec "$@"'
  return spawnSync('unshare', ['-rm', 'sh', '-c', mount, 'sh', folder, process.execPath, MAIN, ...args], {
    encoding: 'utf8',
  })
}

function expectReads(folder: string): void {
  for (const args of READS) {
    const { status, stderr } = readOnly(folder, args)
    expect({ args, status, stderr }).toEqual({ args, status: 0, stderr: expect.not.stringContaining('error') })
  }
}

describe('a read-only store', () => {
  let project: CliProject
  beforeAll(async () => {
    project = createCliProject()
    await project.train()
  })
  afterAll(() => project.remove())

  it('is read', () => expectReads(project.folder))

  it('refuses to be written, in words', () => {
    for (const args of WRITES) {
      const { status, stderr } = readOnly(project.folder, args)
      expect({ args, status }).toEqual({ args, status: 5 })
      expect(stderr).toContain('error STORE_READ_ONLY: the store cannot be written here')
      expect(stderr).toContain('set MODELWRIGHT_STORE to another place')
      expect(stderr).not.toMatch(/\n\s+at /)
    }
  })

  it('is read with what a writer has not yet brought into the file, while it lives and after it was killed', () => {
    const path = join(project.folder, '.modelwright', 'store.db')
    const writer = new DatabaseSync(path)
    writer.exec("update registered_models set description = 'from the log'")
    try {
      expect(readOnly(project.folder, ['models', 'show', 'churn-classifier', '--json']).stdout).toContain(
        'from the log',
      )
      const killed = createCliProject()
      cpSync(join(project.folder, '.modelwright'), join(killed.folder, '.modelwright'), { recursive: true })
      // The shared memory goes with the machine; file and log stay.
      rmSync(join(killed.folder, '.modelwright', 'store.db-shm'), { force: true })
      copyFileSync(`${path}-wal`, join(killed.folder, '.modelwright', 'store.db-wal'))
      expect(readOnly(killed.folder, ['models', 'show', 'churn-classifier', '--json']).stdout).toContain('from the log')
      killed.remove()
    } finally {
      writer.close()
    }
  })

  it('that is not there reads as empty, and cannot be made', () => {
    const empty = createCliProject()
    const list = readOnly(empty.folder, ['runs', 'list', '--json'])
    expect(JSON.parse(list.stdout)).toEqual({ runs: [] })
    expect(readOnly(empty.folder, ['train']).stderr).toContain('error STORE_READ_ONLY')
    empty.remove()
  })
})

it('looking makes no store', async () => {
  const project = createCliProject()
  for (const args of [['doctor'], ['runs', 'list'], ['models', 'list']]) await project.run(...args)
  expect(existsSync(join(project.folder, '.modelwright'))).toBe(false)
  project.remove()
})
