// A training is stopped, piped and in a terminal: it ends, its run says KILLED, and nothing of it is registered.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type CliProject, createCliProject } from '../fixtures/cli-project.ts'

const MAIN = join(import.meta.dirname, '../../src/cli/main.ts')
/** Trees for hours. */
const ENDLESS = `data: { train_path: churn.csv, target_column: churned }
model: { n_estimators: 10000000 }
`
/** A query for hours. */
const SLOW_QUERY = `data:
  query: SELECT sum(a.range % 7 * b.range) AS x, 1 AS y FROM range(10000000) a, range(10000000) b
  target_column: y
mlflow: { model_name: slow, experiment_name: slow }
`

interface Ended {
  readonly code: number | null
  readonly output: string
}

/** Waits for `moment` in what the process prints, then does `act`, and gives its end. */
async function actAt(child: ChildProcess, moment: string, act: () => void): Promise<Ended> {
  let output = ''
  let acted = false
  const read = (chunk: Buffer): void => {
    output += chunk.toString()
    if (acted || !output.includes(moment)) return
    acted = true
    act()
  }
  child.stdout!.on('data', read)
  child.stderr!.on('data', read)
  const [code] = (await once(child, 'close')) as [number | null]
  expect(output, 'it came so far').toContain(moment)
  return { code, output }
}

describe('a training', () => {
  let project: CliProject
  beforeEach(() => {
    project = createCliProject()
    writeFileSync(join(project.folder, 'endless.yaml'), ENDLESS)
    writeFileSync(join(project.folder, 'slow.yaml'), SLOW_QUERY)
  })
  afterEach(() => project.remove())

  const start = (...args: string[]): ChildProcess =>
    spawn(process.execPath, [MAIN, 'train', ...args], { cwd: project.folder })

  async function expectKilledAndNothingKept(): Promise<void> {
    const { runs } = JSON.parse(await project.run('runs', 'list', '--json')) as {
      runs: { status: string; end_time: number }[]
    }
    expect(runs.map(({ status }) => status)).toEqual(['KILLED'])
    expect(runs[0]!.end_time).toBeGreaterThan(0)
    expect(JSON.parse(await project.run('models', 'list', '--json'))).toEqual({ models: [] })
    const artifacts = join(project.folder, '.modelwright', 'artifacts')
    expect(existsSync(artifacts) ? readdirSync(artifacts) : []).toEqual([])
  }

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('ends in a pipe after %s', async (signal, code) => {
    const child = start('--config', 'endless.yaml')
    const ended = await actAt(child, 'fitting the model', () => child.kill(signal))
    expect(ended.code).toBe(code)
    expect(ended.output).toMatch(/Stopped\. Run [\w-]+ is marked KILLED; nothing was registered\.\n$/)
    await expectKilledAndNothingKept()
  })

  it('says so in JSON where that was asked for', async () => {
    const child = start('--config', 'endless.yaml', '--json')
    let out = ''
    child.stdout!.on('data', (chunk: Buffer) => (out += chunk.toString()))
    await actAt(child, 'fitting the model', () => child.kill('SIGINT'))
    expect(JSON.parse(out)).toMatchObject({
      error: { code: 'INTERRUPTED', details: { run_id: expect.stringMatching(/^[0-9a-f]{32}$/) } },
    })
  })

  it('ends in a terminal at Ctrl-C', async () => {
    const command = `stty cols 80 rows 24; exec '${process.execPath}' '${MAIN}' train --config endless.yaml`
    const { CI: _, ...env } = process.env
    const child = spawn('script', ['-qec', command, '/dev/null'], { cwd: project.folder, env })
    const ended = await actAt(child, 'fitting the model', () => child.stdin.write('\x03'))
    expect(ended.code).toBe(130)
    expect(ended.output).toContain('is marked KILLED; nothing was registered.')
    await expectKilledAndNothingKept()
  })

  it('does not hang in a terminal that has no columns', async () => {
    const command = `stty cols 0 rows 0; exec '${process.execPath}' '${MAIN}' train --config modelwright.yaml`
    const { CI: _, ...env } = process.env
    const child = spawn('script', ['-qec', command, '/dev/null'], { cwd: project.folder, env })
    const ended = await actAt(child, 'is registered', () => {})
    expect(ended.code).toBe(0)
  })

  it('ends while it reads, before there is a run', async () => {
    const child = start('--config', 'slow.yaml')
    const ended = await actAt(child, 'reading the data', () => child.kill('SIGINT'))
    expect(ended.code).toBe(130)
    expect(ended.output).toContain('Stopped before it was done; nothing was kept.')
    expect(JSON.parse(await project.run('runs', 'list', '--json'))).toEqual({ runs: [] })
  })
})

it('work that does not hear the wish to stop is ended', async () => {
  const stopSignal = join(import.meta.dirname, '../../src/cli/kit/stop-signal.ts')
  const deaf = `import { listenForStop } from ${JSON.stringify(stopSignal)}
listenForStop(); setInterval(() => {}, 1000); console.log('listening')`
  const child = spawn(process.execPath, ['--input-type=module', '-e', deaf])
  const ended = await actAt(child, 'listening', () => child.kill('SIGTERM'))
  expect(ended.code).toBe(143)
})
