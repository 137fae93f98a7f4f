import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { TextColumn } from '../../src/data/index.ts'
import { filesBelow, predictionDisk, predictionHistory, temporaryFolder } from '../fixtures/prediction-disk.ts'
import { CUSTOMER } from '../fixtures/served-model.ts'

const SCRIPT = join(import.meta.dirname, '..', 'fixtures', 'model-server-child.ts')

async function start(root: string, shell?: string): Promise<{ child: ChildProcess; url: string }> {
  const stdio = ['ignore', 'pipe', 'inherit'] as const
  const child =
    shell === undefined
      ? spawn(process.execPath, [SCRIPT, root], { stdio: [...stdio] })
      : spawn('sh', ['-c', `${shell}; exec "$0" "$@"`, process.execPath, SCRIPT, root], { stdio: [...stdio] })
  onTestFinished(() => void child.kill('SIGKILL'))
  const [line] = (await once(child.stdout!, 'data')) as [Buffer]
  return { child, url: line.toString().trim() }
}

const predict = (url: string, tenure: number): Promise<Response> =>
  fetch(`${url}/predict`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...CUSTOMER, tenure }),
  })

async function loggedIds(root: string): Promise<ReadonlySet<string>> {
  const window = await predictionHistory(root).read({ model: 'churn-classifier', inputs: [], labels: 'text' })
  const column = window.predictions.columns.find(({ name }) => name === 'prediction_id') as TextColumn
  return new Set(column.categories)
}

describe('a model server', () => {
  it('that is killed under load has every answered prediction in its log', async () => {
    const root = temporaryFolder()
    const { child, url } = await start(root)
    const answered: string[] = []
    const client = async (): Promise<void> => {
      for (let i = 0; !child.killed; i++) {
        try {
          const body = (await (await predict(url, i % 70)).json()) as { prediction_id: string }
          answered.push(body.prediction_id)
        } catch {
          return
        }
      }
    }
    const clients = Array.from({ length: 8 }, client)
    while (answered.length < 300) await sleep(5)
    child.kill('SIGKILL')
    await Promise.all(clients)
    const logged = await loggedIds(root)
    expect(answered.filter((id) => !logged.has(id))).toEqual([])
    expect(logged.size).toBeGreaterThanOrEqual(answered.length)
  })

  it('loses no answer to a process whose clock is two hours ahead, nor to one whose clock is an hour behind', async () => {
    const root = temporaryFolder()
    const { child, url } = await start(root)
    const answered: string[] = []
    const predictSome = async (): Promise<void> => {
      for (let i = 0; i < 50; i++) {
        answered.push(((await (await predict(url, i)).json()) as { prediction_id: string }).prediction_id)
      }
    }
    await predictSome()
    for (const shift of [2, -1]) {
      const other = predictionDisk({ root, clock: { now: () => Date.now() + shift * 3_600_000 } })
      await other.log.appendLabels([{ predictionId: answered[0]!, label: 'Yes', timestamp: Date.now() }])
      await other.log.close()
      expect(other.warnings).toEqual([])
      await predictSome()
    }
    child.kill('SIGKILL')
    expect([...(await loggedIds(root))].toSorted()).toEqual(answered.toSorted())
    const after = predictionDisk({ root })
    await after.log.appendLabels([{ predictionId: answered[0]!, label: 'Yes', timestamp: Date.now() }])
    await after.log.close()
    expect(filesBelow(root).filter((path) => path.endsWith('.jsonl'))).toEqual([])
    expect([...(await loggedIds(root))].toSorted()).toEqual(answered.toSorted())
  })

  it('whose log is deleted goes on in a new folder, and everything answered after is there', async () => {
    const root = temporaryFolder()
    const { url } = await start(root)
    const lost: string[] = []
    const kept: string[] = []
    for (let round = 0; round < 10; round++) {
      lost.push(...kept.splice(0))
      rmSync(join(root, 'predictions'), { recursive: true, force: true })
      for (let i = 0; i < 20; i++) {
        kept.push(((await (await predict(url, i)).json()) as { prediction_id: string }).prediction_id)
      }
    }
    expect([...(await loggedIds(root))].toSorted()).toEqual(kept.toSorted())
    expect(lost).toHaveLength(180)
  })

  it('whose file system takes no more bytes answers 503, lives, and goes on when there is room', async () => {
    const root = temporaryFolder()
    // The kernel refuses to let any file grow beyond 8 blocks of 512 bytes (or 1024, by the shell).
    const { child, url } = await start(root, 'ulimit -S -f 8')
    const answered: string[] = []
    let refused: Response | undefined
    for (let i = 0; i < 200 && refused === undefined; i++) {
      const response = await predict(url, i % 70)
      if (response.status === 200) answered.push(((await response.json()) as { prediction_id: string }).prediction_id)
      else refused = response
    }
    expect(refused?.status).toBe(503)
    expect(await refused!.json()).toMatchObject({ error_code: 'PREDICTION_LOG_FAILED' })
    expect((await fetch(`${url}/health`)).status).toBe(200)
    const unready = await fetch(`${url}/ready`)
    expect([unready.status, await unready.text()]).toEqual([503, expect.stringContaining('cannot be written (EFBIG)')])
    execFileSync('prlimit', ['--pid', String(child.pid), '--fsize=unlimited'])
    await expect.poll(async () => (await fetch(`${url}/ready`)).status, { timeout: 5000 }).toBe(200)
    const later = (await (await predict(url, 1)).json()) as { prediction_id: string }
    expect([...(await loggedIds(root))].sort()).toEqual([...answered, later.prediction_id].sort())
    child.kill('SIGTERM')
    await once(child, 'exit')
    expect(filesBelow(root)).toEqual([expect.stringMatching(/\.parquet$/)])
    expect((await loggedIds(root)).size).toBe(answered.length + 1)
  })
})
