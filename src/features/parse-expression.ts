// The parser of derived expressions: Pratt's, with binding powers for the operators.
import { AppError, didYouMean } from '../core/index.ts'
import type { BinaryOperator, Expression, FunctionName } from './expression.ts'
import { type Token, tokenize } from './tokens.ts'

export interface ParseExpressionOptions {
  /** Names that may be used. */
  readonly columns: Iterable<string>
  /** Where the text stands, for messages. */
  readonly where?: string
}

/** Left binding power: all operators are left-associative; comparisons bind loosest. */
const POWER: Readonly<Record<BinaryOperator, number>> = {
  '==': 1,
  '!=': 1,
  '<': 2,
  '<=': 2,
  '>': 2,
  '>=': 2,
  '+': 3,
  '-': 3,
  '*': 4,
  '/': 4,
}
const UNARY_POWER = 5
/** Deeper nesting is refused before it exhausts the stack. */
const MAX_DEPTH = 200
/** More values and operators are refused: a chain of them is as deep as it is long. */
const MAX_PARTS = 2000
const MAX_LENGTH = 50_000
/** Characters shown on either side of a fault. */
const SHOWN = 60

/** Fewest and most arguments. */
const FUNCTIONS: Readonly<Record<FunctionName, readonly [number, number]>> = {
  min: [2, Infinity],
  max: [2, Infinity],
  log: [1, 1],
  abs: [1, 1],
  if: [3, 3],
}

/**
 * Parses arithmetic, comparisons, unary minus, parentheses, `min max log abs if`, numbers and column names
 * (in back quotes where they are not plain words). @throws EXPRESSION_INVALID with the column and a caret
 */
export function parseExpression(text: string, options: ParseExpressionOptions): Expression {
  const columns = new Set(options.columns)
  const fail = (problem: string, position: number, fix?: string): never => {
    const caret = `\n  ${excerpt(text, position).replace('\n', '\n  ')}\n`
    throw new AppError('EXPRESSION_INVALID', `${problem} at column ${position + 1}${caret}`, {
      where: options.where,
      fix,
      details: { position },
    })
  }
  const long = 'Split it into several derived features'
  if (text.length > MAX_LENGTH) fail(`longer than ${MAX_LENGTH} characters`, MAX_LENGTH, long)
  const tokens = tokenize(text, fail)
  if (tokens.length > MAX_PARTS) fail(`of more than ${MAX_PARTS} parts`, tokens[MAX_PARTS]!.position, long)
  let next = 0
  let depth = 0

  const peek = (): Token => tokens[next]!
  const take = (): Token => tokens[next++]!
  const expect = (symbol: string): void => {
    const token = peek()
    if (token.text !== symbol) fail(`expected '${symbol}', found ${describe(token)}`, token.position)
    next++
  }

  const expression = (power: number): Expression => {
    if (++depth > MAX_DEPTH) fail('nested too deeply', peek().position, long)
    let left = operand()
    while (isOperator(peek().text) && POWER[peek().text as BinaryOperator] > power) {
      const operator = take().text as BinaryOperator
      left = { kind: 'binary', operator, left, right: expression(POWER[operator]) }
    }
    depth--
    return left
  }

  const operand = (): Expression => {
    const token = take()
    if (token.kind === 'number') return { kind: 'number', value: Number(token.text) }
    if (token.text === '-') return { kind: 'negate', operand: expression(UNARY_POWER) }
    if (token.text === '(') {
      const inner = expression(0)
      expect(')')
      return inner
    }
    if (token.kind === 'quoted-name') return columnOf(token.text.slice(1, -1).replaceAll('``', '`'), token)
    if (token.kind !== 'name') return fail(`expected a value, found ${describe(token)}`, token.position)
    return peek().text === '(' ? call(token) : columnOf(token.text, token)
  }

  const columnOf = (name: string, token: Token): Expression => {
    if (columns.has(name)) return { kind: 'column', name }
    const isFunction = token.kind === 'name' && Object.hasOwn(FUNCTIONS, name)
    return fail(
      isFunction ? `function '${name}' without arguments` : `no numeric column '${name}'${didYouMean(name, columns)}`,
      token.position,
      isFunction ? `Write ${name}(…)` : `Use one of: ${[...columns].slice(0, 20).join(', ')}`,
    )
  }

  const call = (token: Token): Expression => {
    const known = Object.keys(FUNCTIONS)
    if (!Object.hasOwn(FUNCTIONS, token.text)) {
      fail(
        `no function '${token.text}'${didYouMean(token.text, known)}`,
        token.position,
        `Use one of: ${known.join(', ')}`,
      )
    }
    const name = token.text as FunctionName
    expect('(')
    const args: Expression[] = []
    while (peek().text !== ')') {
      if (args.length > 0) expect(',')
      args.push(expression(0))
    }
    expect(')')
    const [fewest, most] = FUNCTIONS[name]
    if (args.length < fewest || args.length > most) {
      const wanted = fewest === most ? `${fewest}` : `at least ${fewest}`
      fail(`${name} takes ${wanted} argument${wanted === '1' ? '' : 's'}, got ${args.length}`, token.position)
    }
    return { kind: 'call', name, args }
  }

  const parsed = expression(0)
  const rest = peek()
  if (rest.kind !== 'end') fail(`expected an operator, found ${describe(rest)}`, rest.position)
  return parsed
}

/** The text around a position, and a caret under it. */
function excerpt(text: string, position: number): string {
  const start = Math.max(0, position - SHOWN)
  const end = Math.min(text.length, position + SHOWN)
  const [before, after] = [start > 0 ? '…' : '', end < text.length ? '…' : '']
  const shown = `${before}${text.slice(start, end).replaceAll(/\s/g, ' ')}${after}`
  return `${shown}\n${' '.repeat(position - start + before.length)}^`
}

function isOperator(text: string): boolean {
  return Object.hasOwn(POWER, text)
}

function describe(token: Token): string {
  return token.kind === 'end' ? 'the end' : `'${token.text}'`
}
