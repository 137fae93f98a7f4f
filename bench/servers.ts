// Servers under load: ours and a peer, started, asked by wrk, and stopped, in the same way.
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, openSync, readdirSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { freePort } from '../test/fixtures/free-port.ts'

export const PEERS = join(import.meta.dirname, 'peers')
export const CLI = join(import.meta.dirname, '..', 'src', 'cli', 'main.ts')
export const run = promisify(execFile)

/** The interpreter of a peer's environment. */
export function peerPython(name: string): string {
  const requirements = readFileSync(join(PEERS, `requirements-${name}.txt`))
  const digest = createHash('sha256').update(requirements).digest('hex').slice(0, 12)
  const cache =
    process.env['MODELWRIGHT_CACHE'] ?? join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'modelwright')
  const python = join(cache, `venv-${name}-${digest}`, 'bin', 'python')
  if (existsSync(python)) return python
  throw new Error(`no environment for the peer. Run REQUIREMENTS=bench/peers test/conformance/setup.sh ${name}`)
}

export interface StartedServer {
  readonly url: string
  /** Seconds from the start of the process to its first answer. */
  readonly ready: number
  /** MiB of the process and all its children; pages that several share are counted once. */
  memory(): number
  stop(): Promise<void>
}

export interface ServerCommand {
  readonly folder: string
  readonly name: string
  command(port: number): readonly string[]
  readonly env?: Readonly<Record<string, string>>
}

/** Starts a server in a process group of its own and waits until /health answers. */
export async function startServer({ folder, name, command, env }: ServerCommand): Promise<StartedServer> {
  const port = await freePort()
  const [program, ...args] = command(port)
  const log = join(folder, `${name}.out`)
  const output = openSync(log, 'w')
  const started = performance.now()
  const child = spawn(program!, args, {
    cwd: folder,
    env: { ...process.env, ...env },
    stdio: ['ignore', output, output],
    detached: true,
  })
  const url = `http://127.0.0.1:${port}`
  const answers = () =>
    fetch(`${url}/health`).then(
      ({ ok }) => ok,
      () => false,
    )
  while (!(await answers())) {
    if (child.exitCode === null && performance.now() - started < 120_000) {
      await sleep(20)
      continue
    }
    await stop(child)
    throw new Error(`${name} does not start:\n${readFileSync(log, 'utf8')}`)
  }
  const ready = (performance.now() - started) / 1000
  return { url, ready, memory: () => memoryOf(child.pid!), stop: () => stop(child) }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const closed = once(child, 'exit')
  process.kill(-child.pid!, 'SIGTERM')
  if ((await Promise.race([closed, sleep(10_000)])) === undefined) {
    process.kill(-child.pid!, 'SIGKILL')
    await closed
  }
}

/** Proportional set size, in MiB, of a process and its descendants. */
function memoryOf(pid: number): number {
  const parents = new Map<number, number>()
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8')
      parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]))
    } catch {
      // It ended meanwhile.
    }
  }
  const family = new Set([pid])
  for (let before = 0; before !== family.size; ) {
    before = family.size
    for (const [child, parent] of parents) if (family.has(parent)) family.add(child)
  }
  let kib = 0
  for (const member of family) {
    try {
      kib += Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${member}/smaps_rollup`, 'utf8'))?.[1] ?? 0)
    } catch {
      // It ended meanwhile.
    }
  }
  return kib / 1024
}

export interface Load {
  readonly perSecond: number
  readonly p50: string
  readonly p99: string
}

export interface LoadOptions {
  readonly connections: number
  readonly seconds: number
  /** A script of wrk's in `peers/`. */
  readonly script: string
  readonly env: Readonly<Record<string, string>>
}

/** @throws where an answer is no success */
export async function wrk(url: string, { connections, seconds, script, env }: LoadOptions): Promise<Load> {
  const args = [
    '-t1',
    `-c${connections}`,
    `-d${seconds}s`,
    '--timeout',
    '10s',
    '--latency',
    '-s',
    join(PEERS, script),
    url,
  ]
  const { stdout } = await run('wrk', args, { env: { ...process.env, ...env } })
  if (/Non-2xx|Socket errors/.test(stdout)) throw new Error(`${url} answered with errors:\n${stdout}`)
  const find = (pattern: RegExp): string => pattern.exec(stdout)?.[1] ?? 'unknown'
  return {
    perSecond: Number(find(/Requests\/sec:\s+([\d.]+)/)),
    p50: find(/50%\s+(\S+)/),
    p99: find(/99%\s+(\S+)/),
  }
}
