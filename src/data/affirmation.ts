// Which of two answers says yes: the class that a person asks after, whatever its place in the alphabet.
import type { ClassLabel } from './target.ts'

const PAIRS: ReadonlyMap<string, readonly string[]> = new Map([
  ['yes', ['no']],
  ['y', ['n']],
  ['true', ['false']],
  ['ja', ['nein', 'nee', 'nej', 'nei']],
  ['j', ['n']],
  ['oui', ['non']],
  ['si', ['no']],
  ['sí', ['no']],
  ['sì', ['no']],
  ['sim', ['não', 'nao']],
  ['da', ['net', 'ne', 'nu']],
  ['tak', ['nie']],
])

/** The classes with the affirmation as the second, where they are one and its negation ('ja' and 'nein'); else as they are. */
export function affirmationSecond(classes: readonly ClassLabel[]): ClassLabel[] {
  const [first, second] = classes
  const isAffirmation =
    classes.length === 2 &&
    typeof first === 'string' &&
    typeof second === 'string' &&
    (PAIRS.get(plain(first))?.includes(plain(second)) ?? false)
  return isAffirmation ? [second!, first!] : [...classes]
}

function plain(label: string): string {
  return label.trim().normalize('NFC').toLowerCase()
}
