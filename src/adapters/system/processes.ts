// Which process something belongs to, and whether it still lives.
import { readFileSync, readlinkSync } from 'node:fs'
import { hostname } from 'node:os'
import type { Processes, ProcessOwner } from '../../core/index.ts'

function processNamespace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid')
  } catch {
    return ''
  }
}

const DEAD = 'dead'

/**
 * Field 22 of /proc/<pid>/stat (proc(5)), counted after the command's closing parenthesis, which may itself hold spaces.
 * A zombie (field 3) is dead: only its parent has not looked yet.
 */
function began(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return fields[0] === 'Z' || fields[0] === 'X' ? DEAD : (fields[19] ?? '')
  } catch {
    return ''
  }
}

function thisProcess(): ProcessOwner {
  return { host: `${hostname()} ${processNamespace()}`.trimEnd(), pid: process.pid, began: began(process.pid) }
}

/** False only if the owner is certainly gone; it must be of the same host. */
function isAlive(owner: Omit<ProcessOwner, 'host'>): boolean {
  try {
    process.kill(owner.pid, 0)
  } catch (error) {
    // EPERM: it lives, but belongs to another user.
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false
  }
  const now = began(owner.pid)
  return owner.began === '' || now === '' || now === owner.began
}

/** The processes of this machine, as its system knows them. */
export const systemProcesses: Processes = { current: thisProcess, isAlive }
