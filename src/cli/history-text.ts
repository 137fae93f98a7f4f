// The history of a model for people: a line each, and what is long below it, so that nothing is cut off at 80 columns.
import type { Transition } from '../registry/index.ts'
import { formatTime } from './kit/text-table.ts'

const INDENT = '    '

/** As `--json` prints a line of history. */
export function transitionJson(line: Transition) {
  const { version, kind, subject, action, from, to, at, by, reason, verdict } = line
  return { version, kind, subject, action, from, to, at, by, reason, verdict }
}

/** `gate refused`, `champion 1 → 2`, `stage None → Production` */
export function whatHappened({ kind, subject, from, to }: Transition): string {
  if (kind === 'gate') return `gate ${to}`
  return `${subject.replace(/^alias:/, '')} ${from ?? 'none'} → ${to ?? 'none'}`
}

/** What stands below a line: why, and of a verdict the data, the champion, the rules and what failed. */
export function details({ reason, verdict }: Transition): string[] {
  if (verdict === null) return reason === null ? [] : [reason]
  const { data, rows, champion, policy, failed } = verdict
  return [
    `${reason === null ? '' : `${reason}: `}${rows} rows of ${data.name} (${data.sha256.slice(0, 8)}), ` +
      (champion === null ? 'no champion' : `champion version ${champion}`),
    ...(failed.length === 0 ? [] : [`failed: ${failed.join(', ')}`]),
    `rules: ${policy.join(', ')}`,
  ]
}

/** @param width columns of the terminal */
export function historyText(history: readonly Transition[], width: number): string {
  return history
    .flatMap((line) => [
      `${formatTime(line.at)}  version ${line.version}  ${whatHappened(line)}  by ${line.by}`,
      ...details(line).flatMap((text) => wrapped(text, width - INDENT.length).map((part) => `${INDENT}${part}`)),
    ])
    .join('\n')
}

/** Broken between words; a word longer than the width stands alone. */
function wrapped(text: string, width: number): string[] {
  const lines = ['']
  for (const word of text.split(' ')) {
    const last = lines.at(-1)!
    if (last !== '' && last.length + 1 + word.length > width) lines.push(word)
    else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`
  }
  return lines
}
