// kill -9 at random moments: the store opens, the champion still serves, and no version is half registered.
import { rm } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkStore, killDuring, killedProject } from '../fixtures/killed-project.ts'

const ROUNDS = 20

describe('kill -9', () => {
  let folder: string
  beforeAll(async () => {
    folder = await killedProject()
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  it(`at ${ROUNDS} random moments of train loses nothing that was registered`, async () => {
    let known = await checkStore(folder)
    for (let round = 0; round < ROUNDS; round++) {
      await killDuring(folder, 'train')
      const versions = await checkStore(folder)
      expect(versions).toBeGreaterThanOrEqual(known)
      known = versions
    }
    expect(known).toBeGreaterThan(2)
  }, 240_000)

  it(`at ${ROUNDS} random moments of promote leaves one champion that serves`, async () => {
    for (let round = 0; round < ROUNDS; round++) {
      await killDuring(folder, 'promote')
      await checkStore(folder)
    }
  }, 240_000)
})
