// A disk of 3 MB: what fills it is refused in words, what was there stays whole, and space alone brings everything back.
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { temporaryFolder } from '../fixtures/prediction-disk.ts'
import { createCounts } from './counts.ts'

const FIXTURES = join(import.meta.dirname, '..', 'fixtures')

/** Runs a script of test/fixtures with `root` as a file system of 3 MB, seen by it alone. */
function onSmallDisk(root: string, script: string) {
  mkdirSync(root, { recursive: true })
  const mount = 'mount -t tmpfs -o size=3m tmpfs "$1" && shift && exec "$@"'
  const args = ['-rm', 'sh', '-c', mount, 'sh', root, process.execPath, join(FIXTURES, script), root]
  const child = spawn('unshare', args, { stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  return child
}

it('unshare gives a process a disk of its own here', () => {
  expect(spawnSync('unshare', ['-rm', 'true']).status).toBe(0)
})

it('train, promote, label and serving on a full disk fail in words and work again with space', async () => {
  const child = onSmallDisk(join(temporaryFolder(), 'disk'), 'full-disk-child.ts')
  const counts = createCounts('a disk of 3 MB')
  let out = ''
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()))
  const [code] = (await once(child, 'close')) as [number]
  const lines = out.trim().split('\n')
  for (const line of lines) counts.add(line)
  counts.report()
  expect(code).toBe(0)
  expect(lines.filter((line) => /INTERNAL|lost|broken/.test(line))).toEqual([])
  expect(counts.of('append PREDICTION_LOG_FAILED')).toBeGreaterThan(0)
  expect(counts.of('train STORE_UNWRITABLE') + counts.of('train STORE_FULL')).toBeGreaterThan(0)
  expect(counts.of('later train works')).toBe(1)
  expect(counts.of('later promote works')).toBe(1)
  expect(counts.of('every answered prediction is there')).toBe(1)
})
