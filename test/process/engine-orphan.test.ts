import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, vi } from 'vitest'

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
