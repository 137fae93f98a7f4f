import { expect, it } from 'vitest'
import { askedOnFirstUse, lentOnFirstUse, onFirstUse, openedOnFirstUse } from './first-use.ts'

interface Shelf {
  add(book: string): Promise<number>
}

it('opens a port by its first call, once for all who ask', async () => {
  let opened = 0
  const books: string[] = []
  const store = openedOnFirstUse(async (): Promise<Shelf> => {
    opened++
    return { add: async (book) => books.push(book) }
  })
  const shelf = askedOnFirstUse<Shelf>(store.use)
  // Passing it through promises is no use of it.
  expect(await Promise.resolve(shelf)).toBe(shelf)
  expect([opened, store.used()]).toEqual([0, undefined])
  expect(await Promise.all([shelf.add('Emma'), shelf.add('Ulysses')])).toEqual([1, 2])
  expect(opened).toBe(1)
})

it('tries again after a failure, and everyone who asked hears of it', async () => {
  let locked = true
  const store = openedOnFirstUse(async (): Promise<Shelf> => {
    if (locked) throw new Error('locked')
    return { add: async () => 1 }
  })
  const shelf = askedOnFirstUse<Shelf>(store.use)
  await expect(shelf.add('Emma')).rejects.toThrow('locked')
  expect(store.used()).toBeUndefined()
  locked = false
  expect(await shelf.add('Emma')).toBe(1)
})

it('makes an object when a member of it is read', () => {
  const first = onFirstUse(() => ({ location: 'here', count: () => 2 }))
  const lent = lentOnFirstUse(first)
  expect(first.used()).toBeUndefined()
  expect([lent.count(), lent.location]).toEqual([2, 'here'])
  expect(first.used()?.location).toBe('here')
})
