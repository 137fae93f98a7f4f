// Progress and warnings on standard error: a live line for a person, a line now and then for a pipe.
import type { Ora } from 'ora'
import { type Reporter, wrapWords } from '../../core/index.ts'
import type { Terminal } from './terminal.ts'

const NAMES: Readonly<Record<string, string>> = {
  read: 'reading the data',
  fit: 'fitting the model',
  'cross-validate': 'cross-validating',
  score: 'scoring',
}
const BAR = 24
/** Work that is over sooner says nothing to a pipe. */
const QUIET_MS = 2000
/** Between two lines of a stage that goes on. */
const EVERY_MS = 10_000

export interface Progress extends Reporter {
  readonly warnings: readonly string[]
  stop(): void
}

interface State {
  readonly text: string
  readonly done: number
  readonly total: number
}

interface Display {
  show(state: State): void
  /** Makes room for a line of another kind. */
  clear(): void
  stop(): void
}

export async function createProgress(terminal: Terminal): Promise<Progress> {
  const display = await createDisplay(terminal)
  const warnings: string[] = []
  return {
    warnings,
    warn(message) {
      if (warnings.includes(message)) return
      warnings.push(message)
      display.clear()
      terminal.err(`${wrapWords(`warning: ${message}`, terminal.errorWidth ?? Infinity, '  ')}\n`)
    },
    progress: (stage, done, total) => display.show({ text: NAMES[stage] ?? stage, done, total }),
    stop: () => display.stop(),
  }
}

async function createDisplay(terminal: Terminal): Promise<Display> {
  switch (terminal.progress) {
    case 'live':
      return liveLine()
    case 'lines':
      return lines(terminal)
    case 'none':
      return { show() {}, clear() {}, stop() {} }
  }
}

async function liveLine(): Promise<Display> {
  const { default: ora } = await import('ora')
  let spinner: Ora | undefined
  return {
    show({ text, done, total }) {
      const full = Math.round((BAR * done) / Math.max(1, total))
      spinner ??= ora({ discardStdin: false }).start()
      spinner.text = total > 1 ? `${text} ${'█'.repeat(full)}${'░'.repeat(BAR - full)} ${done}/${total}` : text
    },
    clear: () => spinner?.clear(),
    stop() {
      spinner?.stop()
      spinner = undefined
    },
  }
}

function lines({ err }: Terminal): Display {
  let state: State | undefined
  let said = { text: '', at: performance.now() }
  const say = (): void => {
    if (state === undefined) return
    const { text, done, total } = state
    const now = performance.now()
    if (now - said.at < (text === said.text ? EVERY_MS : QUIET_MS)) return
    said = { text, at: now }
    err(total > 1 ? `${text} ${done}/${total}\n` : `${text}\n`)
  }
  let ticking: ReturnType<typeof setInterval> | undefined
  return {
    show(next) {
      state = next
      ticking ??= setInterval(say, QUIET_MS / 4).unref()
    },
    clear() {},
    stop() {
      clearInterval(ticking)
      ticking = undefined
      state = undefined
    },
  }
}
