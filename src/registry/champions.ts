// Who held the champion's place, read from the history.
import type { Transition } from './champion-ledger.ts'
import { CHAMPION } from './stages.ts'

/**
 * The version that a rollback gives the place to, or undefined if there is none. A promotion puts a champion on top of
 * a stack, a rollback takes the top off: so repeated rollbacks walk back instead of swapping two versions for ever.
 * @param history of one model, oldest first
 * @param exists whether a version has not been deleted
 */
export function championBefore(
  history: readonly Pick<Transition, 'subject' | 'action' | 'to'>[],
  exists: (version: number) => boolean,
): number | undefined {
  const stack: number[] = []
  let current: number | undefined
  for (const { subject, action, to } of history) {
    if (subject !== `alias:${CHAMPION}`) continue
    current = to === null ? undefined : Number(to)
    if (current === undefined) continue
    if (action === 'rollback') {
      while (stack.length > 0 && stack.at(-1) !== current) stack.pop()
    } else if (stack.at(-1) !== current) {
      stack.push(current)
    }
  }
  return stack.findLast((version) => version !== current && exists(version))
}
