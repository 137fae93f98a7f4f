// What is made when it is first used, and closed only if it was.

export interface FirstUse<T> {
  /** Makes it once, however many ask. */
  use(): T
  /** Undefined as long as nobody has used it. */
  used(): T | undefined
}

export function onFirstUse<T>(make: () => T): FirstUse<T> {
  let made: T | undefined
  return { use: () => (made ??= make()), used: () => made }
}

/** What opens with a promise; a failure is forgotten, so that whoever asks next tries again. */
export function openedOnFirstUse<T>(open: () => Promise<T>): FirstUse<Promise<T>> {
  let opening: Promise<T> | undefined
  const forget = (error: unknown): never => {
    opening = undefined
    throw error
  }
  return { use: () => (opening ??= open().catch(forget)), used: () => opening }
}

/** The port whose adapter is made when one of its members is first read. */
export function lentOnFirstUse<T extends object>({ use }: FirstUse<T>): T {
  return new Proxy({} as T, { get: (_, name) => Reflect.get(use(), name) })
}

/** Each member is a function that answers with a promise. */
type Asked<T> = { readonly [K in keyof T]: (...args: never[]) => Promise<unknown> }

/** The port whose adapter opens with a promise: by the first call of one of its functions. */
export function askedOnFirstUse<T extends Asked<T>>(open: () => Promise<T>): T {
  const ask = (name: string | symbol) => {
    return async (...args: never[]) => {
      const port = await open()
      return port[name as keyof T](...args)
    }
  }
  // Read by whoever resolves a promise with the port: it is none itself.
  return new Proxy({} as T, { get: (_, name) => (name === 'then' ? undefined : ask(name)) })
}
