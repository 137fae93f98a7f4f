// Ctrl-C and SIGTERM as a wish: what is computed ends by itself, tidily.

const NUMBERS = { SIGINT: 2, SIGTERM: 15 } as const
type StopName = keyof typeof NUMBERS

/** npm passes the terminal's Ctrl-C on to its child, which has it already: what comes so soon is the same one. */
const SAME_MS = 300
/** Work that does not hear the wish is ended; what it leaves is what `kill -9` leaves, and that is mended at the next opening. */
const PATIENCE_MS = 2000

export interface StopSignal {
  readonly signal: AbortSignal
  /** Exit code of a process that was stopped: 130 after Ctrl-C, 143 after SIGTERM; undefined while nobody asked. */
  exitCode(): number | undefined
}

/** From now on the first signal asks for a stop, and a second one ends the process at once. */
export function listenForStop(): StopSignal {
  const controller = new AbortController()
  let first: { readonly name: StopName; readonly at: number } | undefined
  const codeOf = (name: StopName): number => 128 + NUMBERS[name]
  const hear = (name: StopName): void => {
    const now = performance.now()
    if (first !== undefined) {
      if (now - first.at >= SAME_MS) process.exit(codeOf(name))
      return
    }
    first = { name, at: now }
    controller.abort(new Error(name))
    setTimeout(() => process.exit(codeOf(name)), PATIENCE_MS).unref()
  }
  process.on('SIGINT', hear)
  process.on('SIGTERM', hear)
  return { signal: controller.signal, exitCode: () => first && codeOf(first.name) }
}
