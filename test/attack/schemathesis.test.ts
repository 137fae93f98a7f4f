// schemathesis asks what the served document says may be asked, and much that it says may not: all its checks, five seeds.
import { execFile, execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { beforeAll, expect, it } from 'vitest'
import { temporaryFolder } from '../fixtures/prediction-disk.ts'
import { trackingProcess } from '../fixtures/tracking-process.ts'
import { attackedServer } from './attacked-server.ts'
import { createCounts } from './counts.ts'

const SETUP = join(import.meta.dirname, '..', 'conformance', 'setup.sh')
const HOOKS = join(import.meta.dirname, 'schemathesis_hooks.py')
const SEEDS = [1, 2, 3, 4, 5]
const EXAMPLES = 40

let program: string

beforeAll(() => {
  const env = { ...process.env, REQUIREMENTS: import.meta.dirname }
  const line = execFileSync(SETUP, ['schemathesis'], { env, encoding: 'utf8' }).trim()
  program = join(dirname(line.split(' ').at(-1)!), 'schemathesis')
})

/** Runs checks over the served document. */
async function schemathesis(url: string, more: readonly string[]): Promise<{ code: number; text: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'schemathesis-'))
  const args = ['run', `${url}/openapi.json`, '--no-color', ...more]
  try {
    const env = { ...process.env, SCHEMATHESIS_HOOKS: HOOKS }
    const { stdout } = await promisify(execFile)(program, args, { cwd: folder, env, maxBuffer: 1 << 26 })
    return { code: 0, text: stdout }
  } catch (error) {
    const { code, stdout } = error as { code: number; stdout: string }
    return { code, text: stdout }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

it('finds no server error, no undocumented status and no answer outside its schema', async () => {
  const server = await attackedServer({ LOG_LEVEL: 'warn' })
  const counts = createCounts('schemathesis')
  const failures: string[] = []
  for (const seed of SEEDS) {
    // The coverage phase knows no chance: once is enough.
    const phases = seed === SEEDS[0] ? 'examples,coverage,fuzzing' : 'fuzzing'
    const { code, text } = await schemathesis(server.url, [
      '--checks=all',
      `--max-examples=${EXAMPLES}`,
      `--seed=${seed}`,
      `--phases=${phases}`,
    ])
    const generated = Number(/(\d+) generated/.exec(text)?.[1] ?? 0)
    counts.add(`seed ${seed}`, generated)
    if (code !== 0) failures.push(text)
    expect(generated, text).toBeGreaterThan(100)
  }
  counts.report()
  expect(failures).toEqual([])
  expect(server.isAlive()).toBe(true)
  expect(server.log()).not.toContain('"INTERNAL"')
})

/** Not that all that fits the document is taken and nothing else: protocol buffers in JSON are read leniently, and things must exist. */
const REST_CHECKS = [
  'not_a_server_error',
  'status_code_conformance',
  'content_type_conformance',
  'response_headers_conformance',
  'response_schema_conformance',
  'unsupported_method',
]

it('finds no server error of the tracking server, and no answer that its document does not have', async () => {
  const { url, log, child } = await trackingProcess(temporaryFolder())
  const counts = createCounts('schemathesis on the tracking server')
  for (const seed of SEEDS.slice(0, 1)) {
    const options = [`--checks=${REST_CHECKS.join(',')}`, '--max-examples=8', '--phases=coverage,fuzzing']
    const { code, text } = await schemathesis(url, [...options, `--seed=${seed}`])
    counts.add(`seed ${seed}`, Number(/(\d+) generated/.exec(text)?.[1] ?? 0))
    expect(code, text).toBe(0)
  }
  counts.report()
  expect(counts.total()).toBeGreaterThan(1000)
  expect(child.exitCode).toBeNull()
  expect(log()).not.toContain('"INTERNAL"')
})
