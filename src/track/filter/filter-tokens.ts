// Words of a filter string: names, values, operators.
import { AppError } from '../../core/index.ts'

/** A part of a name that was quoted stands for itself, whatever dots it has. */
export interface NamePart {
  readonly text: string
  readonly quoted: boolean
}

export type FilterToken =
  /** `metrics.auc`, ``params.`learning rate` ``, or a word such as AND. */
  | { readonly kind: 'name'; readonly parts: readonly NamePart[]; readonly at: number }
  | { readonly kind: 'string'; readonly value: string; readonly at: number }
  | { readonly kind: 'number'; readonly value: number; readonly at: number }
  | { readonly kind: 'symbol'; readonly text: string; readonly at: number }

/** Longer ones are no filter of a person, and cost time to read. */
const MOST_CHARACTERS = 20_000

const SPACE = /\s+/y
const NUMBER = /[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?(?![\w.])/iy
const SYMBOL = /<=|>=|!=|<>|==|[=<>(),;]/y
const QUOTED = /'((?:[^']|'')*)'|"((?:[^"]|"")*)"|`((?:[^`]|``)*)`/y
const WORD = /[\p{L}_][\p{L}\p{N}_]*/uy
const PART = /[\p{L}\p{N}_/-]+/uy

/** A filter that cannot be read, and where. `at` is the index of a character. */
export function filterProblem(text: string, at: number, problem: string, fix: string): AppError {
  const near = text.slice(at, at + 40)
  const where = near === '' ? 'at its end' : `at character ${at + 1}, near ${JSON.stringify(near)}`
  return new AppError('INVALID_PARAMETER_VALUE', `Invalid filter ${where}: ${problem}`, { fix })
}

function match(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at
  return pattern.exec(text)
}

function unquoted([whole, single, double, back]: RegExpExecArray): string {
  const quote = whole[0]!
  return (single ?? double ?? back)!.replaceAll(quote + quote, quote)
}

/** The parts after the first, each behind a dot. */
function furtherParts(text: string, from: number): { readonly parts: NamePart[]; readonly end: number } {
  const parts: NamePart[] = []
  let end = from
  while (text[end] === '.') {
    const quoted = match(QUOTED, text, end + 1)
    if (quoted !== null && quoted[0][0] !== "'") {
      parts.push({ text: unquoted(quoted), quoted: true })
      end = QUOTED.lastIndex
      continue
    }
    const plain = match(PART, text, end + 1)
    if (plain === null)
      throw filterProblem(text, end, 'a name ends in a dot', 'Write it as metrics.auc or metrics.`a b`')
    parts.push({ text: plain[0], quoted: false })
    end = PART.lastIndex
  }
  return { parts, end }
}

/** @throws INVALID_PARAMETER_VALUE */
export function filterTokens(text: string): readonly FilterToken[] {
  if (text.length > MOST_CHARACTERS) {
    throw filterProblem(text, MOST_CHARACTERS, `it has ${text.length} characters`, `Use at most ${MOST_CHARACTERS}`)
  }
  const tokens: FilterToken[] = []
  for (let at = 0; at < text.length; ) {
    if (match(SPACE, text, at) !== null) {
      at = SPACE.lastIndex
      continue
    }
    const quoted = match(QUOTED, text, at)
    if (quoted !== null) {
      const first = unquoted(quoted)
      const isName = quoted[0][0] === '`' || (quoted[0][0] === '"' && text[QUOTED.lastIndex] === '.')
      const { parts, end } = isName ? furtherParts(text, QUOTED.lastIndex) : { parts: [], end: QUOTED.lastIndex }
      tokens.push(
        isName
          ? { kind: 'name', parts: [{ text: first, quoted: true }, ...parts], at }
          : { kind: 'string', value: first, at },
      )
      at = end
      continue
    }
    const number = match(NUMBER, text, at)
    if (number !== null) {
      tokens.push({ kind: 'number', value: Number(number[0]), at })
      at = NUMBER.lastIndex
      continue
    }
    const symbol = match(SYMBOL, text, at)
    if (symbol !== null) {
      tokens.push({ kind: 'symbol', text: symbol[0], at })
      at = SYMBOL.lastIndex
      continue
    }
    const word = match(WORD, text, at)
    if (word === null) {
      throw filterProblem(text, at, 'this is no name, value or operator', "Quote values with ' and names with `")
    }
    const { parts, end } = furtherParts(text, WORD.lastIndex)
    tokens.push({ kind: 'name', parts: [{ text: word[0], quoted: false }, ...parts], at })
    at = end
  }
  return tokens
}
