import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { createTurns } from './turns.ts'

test('work of one name waits for what came before, failed or not; that of another name does not', async () => {
  const inTurn = createTurns()
  const said: string[] = []
  const slow = inTurn('a', async () => {
    await sleep(20)
    said.push('slow')
    throw new Error('broken')
  })
  const after = inTurn('a', async () => said.push('after'))
  const other = inTurn('b', async () => said.push('other'))
  await expect(slow).rejects.toThrow('broken')
  await Promise.all([after, other])
  expect(said).toEqual(['other', 'slow', 'after'])
})
