// Progress and warnings on standard error: a live line for a person, nothing but warnings for a pipe.
import type { Ora } from 'ora'
import type { Reporter } from '../core/index.ts'
import type { Terminal } from './terminal.ts'

const NAMES: Readonly<Record<string, string>> = {
  read: 'reading the data',
  fit: 'fitting the model',
  'cross-validate': 'cross-validating',
  score: 'scoring',
}
const BAR = 24

export interface Progress extends Reporter {
  readonly warnings: readonly string[]
  stop(): void
}

export async function createProgress(terminal: Terminal): Promise<Progress> {
  const ora = terminal.interactive ? (await import('ora')).default : undefined
  const warnings: string[] = []
  let spinner: Ora | undefined
  return {
    warnings,
    warn(message) {
      if (warnings.includes(message)) return
      warnings.push(message)
      spinner?.clear()
      terminal.err(`warning: ${message}\n`)
    },
    progress(stage, done, total) {
      if (ora === undefined) return
      const text = NAMES[stage] ?? stage
      const full = Math.round((BAR * done) / Math.max(1, total))
      spinner ??= ora({ discardStdin: false }).start()
      spinner.text = total > 1 ? `${text} ${'█'.repeat(full)}${'░'.repeat(BAR - full)} ${done}/${total}` : text
      // Fitting lets no timer run: without this the line would stand still until it is done.
      spinner.render()
    },
    stop() {
      spinner?.stop()
      spinner = undefined
    },
  }
}
