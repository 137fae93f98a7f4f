// Numbers as people write them: with separators of thousands, a decimal comma, a currency, a percent sign.

/** How the numbers of a column are written. */
export interface NumberFormat {
  readonly decimal: '.' | ','
  /** Between groups of three digits; a space stands for each kind of space. */
  readonly thousands: ',' | '.' | ' ' | "'"
}

export interface NumberFormatOptions {
  readonly decimal?: '.' | ',' | undefined
  readonly thousands?: ',' | '.' | ' ' | "'" | undefined
}

/** What the texts of a column may be. `ambiguous`: numbers of more than one possible value. */
export type FormatFinding =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'one'
      readonly format: NumberFormat
      /** One a text. */
      readonly values: Float64Array
      /** Written as integers, without a unit. */
      readonly whole: boolean
    }
  | { readonly kind: 'ambiguous'; readonly example: string }

const FORMATS: readonly NumberFormat[] = [
  { decimal: '.', thousands: ',' },
  { decimal: ',', thousands: '.' },
  { decimal: '.', thousands: ' ' },
  { decimal: ',', thousands: ' ' },
  { decimal: '.', thousands: "'" },
  { decimal: ',', thousands: "'" },
]
/** No number is written longer. */
const MAX_LENGTH = 64
const WRITTEN =
  /^(\()?\s*([-+\u2212])?\s*(\p{Sc})?\s*([-+\u2212])?\s*([\d.,](?:[\d.,'\u2019 \u00a0\u202f]*[\d.,])?(?:[eE][+-]?\d+)?)\s*(%|\p{Sc})?\s*(\))?$/u
const DECIMAL = { '.': /[.eE]/, ',': /[,eE]/ } as const
const SEPARATOR = { ',': ',', '.': '\\.', ' ': '[ \\u00a0\\u202f]', "'": "['\\u2019]" } as const

/**
 * The format that all texts fit. A percent sign must stand at all of them or at none, and there is one currency.
 * `anywhere`: a separator of thousands may stand between any digits, as pandas has it: 12,34,567.
 */
export function findFormat(
  texts: readonly string[],
  options: NumberFormatOptions = {},
  anywhere = false,
): FormatFinding {
  const none = { kind: 'none' } as const
  const patterns = new Map(
    FORMATS.filter((format) => isAllowed(format, options)).map((f) => [f, patternOf(f, anywhere)]),
  )
  const units = new Set<string | undefined>()
  for (const text of texts) {
    const parts = partsOf(text)
    if (parts === undefined) return none
    units.add(parts.unit)
    for (const [format, pattern] of patterns) if (!pattern.test(parts.digits)) patterns.delete(format)
    if (patterns.size === 0 || (units.size > 1 && units.has('%'))) return none
  }
  units.delete(undefined)
  const [format, ...others] = patterns.keys()
  if (format === undefined || units.size > 1) return none
  const values = Float64Array.from(texts, (text) => valueOf(text, format))
  const second = texts.findIndex((text, i) => others.some((other) => valueOf(text, other) !== values[i]))
  if (second >= 0) return { kind: 'ambiguous', example: texts[second]! }
  const isWhole =
    units.size === 0 && texts.every((text, i) => Number.isSafeInteger(values[i]) && !DECIMAL[format.decimal].test(text))
  return { kind: 'one', format, values, whole: isWhole }
}

function isAllowed({ decimal, thousands }: NumberFormat, options: NumberFormatOptions): boolean {
  return decimal === (options.decimal ?? decimal) && thousands === (options.thousands ?? thousands)
}

function valueOf(text: string, format: NumberFormat): number {
  const { sign, digits } = partsOf(text)!
  return sign * numberOf(digits, format)
}

interface Parts {
  readonly sign: 1 | -1
  readonly digits: string
  readonly unit: string | undefined
}

function partsOf(text: string): Parts | undefined {
  const trimmed = text.length <= MAX_LENGTH ? text.trim() : ''
  const [whole, open, sign, before, inner, digits, after, close] = WRITTEN.exec(trimmed) ?? []
  if (whole === undefined) return undefined
  const twice = (sign !== undefined && inner !== undefined) || (before !== undefined && after !== undefined)
  if (twice || (open === undefined) !== (close === undefined)) return undefined
  const minus = sign ?? inner
  const negative = open !== undefined || (minus !== undefined && minus !== '+')
  return { sign: negative ? -1 : 1, digits: digits!, unit: before ?? after }
}

function patternOf({ decimal, thousands }: NumberFormat, anywhere: boolean): RegExp {
  const point = SEPARATOR[decimal]
  const between = SEPARATOR[thousands]
  const grouped = anywhere ? `\\d+(?:${between}\\d+)+` : `[1-9]\\d{0,2}(?:${between}\\d{3})+`
  return new RegExp(`^(?:(?:${grouped}|\\d+)(?:${point}\\d*)?|${point}\\d+)(?:[eE][+-]?\\d+)?$`, 'u')
}

function numberOf(digits: string, { decimal, thousands }: NumberFormat): number {
  const plain = digits.replaceAll(new RegExp(SEPARATOR[thousands], 'gu'), '')
  return Number(decimal === ',' ? plain.replace(',', '.') : plain)
}
