// Whose a file is: its name says which process writes it, so that nobody needs a clock or a lock to leave it alone.
import { createHash, randomBytes } from 'node:crypto'
import { basename } from 'node:path'
import type { Processes, ProcessOwner } from './ports.ts'

const TAG = /^(\d+)-([0-9a-f]{8})-(\d*)-[0-9a-f]{12}$/
const PARTIAL = '.partial'

/** Of a process on another machine or in another container, or of a name without an owner, nobody here can tell. */
export type OwnerState = 'alive' | 'gone' | 'unknown'

const hostHash = (host: string): string => createHash('sha256').update(host).digest('hex').slice(0, 8)

/** `<pid>-<hash of the host>-<when the process began>-<random>`: of a file that this process writes. */
export function ownerTag({ host, pid, began }: ProcessOwner): string {
  return `${pid}-${hostHash(host)}-${began}-${randomBytes(6).toString('hex')}`
}

/** Whether the process that a tag names still lives. */
export function ownerOfTag(tag: string, processes: Processes): OwnerState {
  const [, pid, host, began] = TAG.exec(tag) ?? []
  if (pid === undefined || host !== hostHash(processes.current().host)) return 'unknown'
  return processes.isAlive({ pid: Number(pid), began: began! }) ? 'alive' : 'gone'
}

/** Where this process writes what will be `file`, until it is whole. */
export function partialPath(file: string, processes: Processes): string {
  return `${file}.${ownerTag(processes.current())}${PARTIAL}`
}

/** Those of `names`, all in the folder of `file`, that processes left which died while they wrote it. */
export function abandonedPartials(file: string, names: readonly string[], processes: Processes): readonly string[] {
  const start = `${basename(file)}.`
  return names.filter(
    (name) =>
      name.startsWith(start) &&
      name.endsWith(PARTIAL) &&
      ownerOfTag(name.slice(start.length, -PARTIAL.length), processes) === 'gone',
  )
}
