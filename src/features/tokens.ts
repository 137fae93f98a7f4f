// The words of a derived expression.

export interface Token {
  readonly kind: 'number' | 'name' | 'quoted-name' | 'symbol' | 'end'
  readonly text: string
  /** Zero-based, in UTF-16 units. */
  readonly position: number
}

const PATTERNS: readonly (readonly [Exclude<Token['kind'], 'end'>, RegExp])[] = [
  ['number', /(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/y],
  ['name', /[\p{L}_][\p{L}\p{N}_]*/uy],
  ['quoted-name', /`(?:[^`]|``)+`/y],
  ['symbol', /[<>=!]=|[-+*/<>(),]/y],
]
const SPACE = /\s*/y

/** The tokens of `text`, an `end` last; `fail` is called with the position of a character that begins none. */
export function tokenize(text: string, fail: (problem: string, position: number, fix?: string) => never): Token[] {
  const tokens: Token[] = []
  let position = skipSpace(text, 0)
  while (position < text.length) {
    const token = tokenAt(text, position)
    if (token === undefined) {
      const character = String.fromCodePoint(text.codePointAt(position)!)
      if (character === '`') fail('a back quote is not closed', position)
      if (character === '=') fail("a single '='", position, "Compare with '=='")
      fail(`unexpected character '${character}'`, position, 'Put back quotes around a column name such as `Monthly $`')
    }
    tokens.push(token)
    position = skipSpace(text, position + token.text.length)
  }
  tokens.push({ kind: 'end', text: '', position: text.length })
  return tokens
}

function tokenAt(text: string, position: number): Token | undefined {
  for (const [kind, pattern] of PATTERNS) {
    pattern.lastIndex = position
    const match = pattern.exec(text)
    if (match !== null) return { kind, text: match[0], position }
  }
  return undefined
}

function skipSpace(text: string, position: number): number {
  SPACE.lastIndex = position
  SPACE.exec(text)
  return SPACE.lastIndex
}
