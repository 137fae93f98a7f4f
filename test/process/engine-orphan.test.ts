import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it, onTestFinished, vi } from 'vitest'
import { openProject } from '../../src/app/index.ts'
import { createModelFollower, createPredictionService } from '../../src/serve/index.ts'
import { givenProbability } from '../fixtures/given-probability.ts'
import { temporaryFolder } from '../fixtures/prediction-disk.ts'

/** Processes whose parent is `pid`. */
function childrenOf(pid: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((child) => parentOf(child) === pid)
}

function parentOf(pid: number): number | undefined {
  try {
    return Number(/^PPid:\s+(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1])
  } catch {
    return undefined
  }
}

it('models on ONNX Runtime that are replaced take their processes with them: two are left, and none at the end', async () => {
  const folder = temporaryFolder()
  await writeFile(join(folder, 'given.onnx'), givenProbability('Sum'))
  const before = childrenOf(process.pid)
  const engines = (): number[] => childrenOf(process.pid).filter((pid) => !before.includes(pid))
  let version = 0
  const project = await openProject({ cwd: folder, env: {} })
  onTestFinished(() => project.close())
  const observer = { predicted: () => {}, unseen: () => {}, swapped: () => {}, loadFailed: () => {} }
  const service = createPredictionService({ log: project.predictions.log, clock: { now: () => 0 }, observer })
  await project.models.register({ name: 'given', path: join(folder, 'given.onnx') })
  const source = project.models.follow({ uri: 'models:/given/1' })
  const models = createModelFollower({
    source: {
      revision: async () => String(version),
      load: async () => ({ ...(await source.load()), revision: String(version) }),
    },
    ticker: { every: () => () => {} },
    observer,
    settled: service.settled,
  })
  await models.start()
  const seen = new Set(engines())
  for (version = 1; version <= 6; version++) {
    await models.refresh()
    for (const pid of engines()) seen.add(pid)
    expect(engines()).toHaveLength(2)
    const { outcome } = await service.predict(models.current()!, { x: 0.75 }, 'r')
    expect(outcome.probability).toBe(0.75)
  }
  expect(seen.size).toBe(7)
  await models.close()
  expect(engines()).toEqual([])
})

it('a server that is killed takes its ONNX Runtime with it, even out of a loop without an end', async () => {
  const script = join(import.meta.dirname, '..', 'fixtures', 'endless-engine-child.ts')
  const server = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] })
  await once(server.stdout, 'data')
  const engines = childrenOf(server.pid!)
  expect(engines).toHaveLength(1)
  server.kill('SIGKILL')
  await once(server, 'exit')
  await vi.waitFor(() => expect(parentOf(engines[0]!)).toBeUndefined(), { timeout: 10_000 })
})
