// Whose a segment is: see owner-tag.ts.
import { basename } from 'node:path'
import { type OwnerState, ownerOfTag, ownerTag, type Processes, type ProcessOwner } from '../../core/index.ts'

const NAME = /^\.?part-([\w-]+?)(?:-s\d+)?\./

/** A name for a file that this process writes. */
export function ownedStem(owner: ProcessOwner): string {
  return `part-${ownerTag(owner)}`
}

/** Whether the process that writes the file still lives. */
export function ownerState(path: string, processes: Processes): OwnerState {
  return ownerOfTag(NAME.exec(basename(path))?.[1] ?? '', processes)
}
