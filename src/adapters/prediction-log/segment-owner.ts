// Whose a segment is: its name says which process writes it, so that nobody needs a clock or a lock to leave it alone.
import { createHash, randomBytes } from 'node:crypto'
import { basename } from 'node:path'
import type { Processes, ProcessOwner } from '../../core/index.ts'

const NAME = /^\.?part-(\d+)-([0-9a-f]{8})-(\d*)-[0-9a-f]{12}\./

/** Of a process on another machine or in another container, or of a name without an owner, nobody here can tell. */
export type OwnerState = 'alive' | 'gone' | 'unknown'

const hostHash = (host: string): string => createHash('sha256').update(host).digest('hex').slice(0, 8)

/** `part-<pid>-<hash of the host>-<when the process began>-<random>`: a name for a file that this process writes. */
export function ownedStem({ host, pid, began }: ProcessOwner): string {
  return `part-${pid}-${hostHash(host)}-${began}-${randomBytes(6).toString('hex')}`
}

/** Whether the process that writes the file still lives. */
export function ownerState(path: string, processes: Processes): OwnerState {
  const [, pid, host, began] = NAME.exec(basename(path)) ?? []
  if (pid === undefined || host !== hostHash(processes.current().host)) return 'unknown'
  return processes.isAlive({ pid: Number(pid), began: began! }) ? 'alive' : 'gone'
}
