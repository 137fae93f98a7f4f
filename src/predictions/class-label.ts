import { type ClassLabel, parseDecimal } from '../data/index.ts'

const WORDS: Readonly<Record<string, boolean>> = {
  '0': false,
  '1': true,
  false: false,
  true: true,
  no: false,
  yes: true,
}

/** Whether two classes read as no and yes (0/1, false/true, no/yes in any case), so that a prediction is answered as a boolean. */
export function isYesNo(classes: readonly ClassLabel[]): boolean {
  return (
    classes.length === 2 &&
    WORDS[String(classes[0]).toLowerCase()] === false &&
    WORDS[String(classes[1]).toLowerCase()] === true
  )
}

/** The class that a label from outside means: itself, its text, or a boolean for yes/no classes; a number as it is for regression. Undefined if it is none. */
export function classLabelOf(classes: readonly ClassLabel[], value: unknown): ClassLabel | undefined {
  if (classes.length === 0) {
    const number = typeof value === 'string' ? parseDecimal(value) : value
    return typeof number === 'number' && Number.isFinite(number) ? number : undefined
  }
  if (typeof value === 'boolean' && isYesNo(classes)) return classes[value ? 1 : 0]
  if (!['string', 'number', 'boolean'].includes(typeof value)) return undefined
  const text = String(value)
  const exact = classes.find((label) => String(label) === text)
  if (exact !== undefined || !isYesNo(classes)) return exact
  const word = text.toLowerCase()
  return Object.hasOwn(WORDS, word) ? classes[WORDS[word] ? 1 : 0] : undefined
}

/** Every value that `classLabelOf` takes for one of the classes, but for the case of yes and no. */
export function labelValues(classes: readonly ClassLabel[]): readonly (string | number | boolean)[] {
  const words = isYesNo(classes) ? [false, true, 0, 1, ...Object.keys(WORDS)] : []
  return [...new Set([...classes, ...classes.map(String), ...words])]
}
