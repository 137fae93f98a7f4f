export type Turns = <T>(name: string, work: () => Promise<T>) => Promise<T>

/** Work of one name is done one after the other, in the order it came; that of other names meanwhile. */
export function createTurns(): Turns {
  const last = new Map<string, Promise<unknown>>()
  return (name, work) => {
    const mine = (last.get(name) ?? Promise.resolve()).then(work)
    const over = mine
      .catch(() => {})
      .finally(() => {
        if (last.get(name) === over) last.delete(name)
      })
    last.set(name, over)
    return mine
  }
}
