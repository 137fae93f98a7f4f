import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { evaluateExpression } from './evaluate-expression.ts'
import type { BinaryOperator, Expression } from './expression.ts'
import { parseExpression } from './parse-expression.ts'

const NAMES = ['a', 'b', 'tenure', 'Monthly $', 'tick`ed', 'min']
const parse = (text: string) => parseExpression(text, { columns: NAMES, where: 'c.yaml:4 features.derived.x' })
const value = (text: string, row: Record<string, number> = {}): number =>
  evaluateExpression(parse(text), new Map(Object.entries(row).map(([k, v]) => [k, Float64Array.of(v)])), 1)[0]!

/** With every parenthesis, so that the parser's own precedence plays no part. */
function print(expression: Expression): string {
  switch (expression.kind) {
    case 'number':
      return String(expression.value)
    case 'column':
      return `\`${expression.name.replaceAll('`', '``')}\``
    case 'negate':
      return `(-${print(expression.operand)})`
    case 'binary':
      return `(${print(expression.left)} ${expression.operator} ${print(expression.right)})`
    case 'call':
      return `${expression.name}(${expression.args.map(print).join(', ')})`
  }
}

const { tree } = fc.letrec<{ tree: Expression }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 5 },
    fc.double({ min: 0, max: 1e300, noNaN: true }).map((number) => ({ kind: 'number', value: number + 0 }) as const),
    fc.constantFrom(...NAMES).map((name) => ({ kind: 'column', name }) as const),
    tie('tree').map((operand) => ({ kind: 'negate', operand }) as const),
    fc
      .tuple(
        fc.constantFrom<BinaryOperator>('+', '-', '*', '/', '<', '<=', '>', '>=', '==', '!='),
        tie('tree'),
        tie('tree'),
      )
      .map(([operator, left, right]) => ({ kind: 'binary', operator, left, right }) as const),
    fc.array(tie('tree'), { minLength: 2, maxLength: 4 }).map((args) => ({ kind: 'call', name: 'max', args }) as const),
    fc.tuple(tie('tree'), tie('tree'), tie('tree')).map((args) => ({ kind: 'call', name: 'if', args }) as const),
  ),
}))

const chain = (terms: number): string => Array(terms).fill('tenure').join(' + ')

describe('parseExpression', () => {
  it('reads back what is printed', () => {
    fc.assert(
      fc.property(tree, (expression) => {
        expect(parse(print(expression))).toEqual(expression)
      }),
    )
  })

  it.each([
    ['1 + 2 * 3', 7],
    ['(1 + 2) * 3', 9],
    ['8 - 3 - 2', 3],
    ['16 / 4 / 2', 2],
    ['-2 * 3', -6],
    ['2 - -3', 5],
    ['--2', 2],
    ['1 + 1 == 2', 1],
    ['1 < 2 == 1', 1],
    ['3 > 2 != 0', 1],
    ['2 * 3 >= 5 + 1', 1],
    ['.5 + 1e2 + 2.', 102.5],
    ['min(3, 1, 2) + max(4, 9)', 10],
    ['log(1) + abs(-4)', 4],
    ['if(2 > 1, 10, 20)', 10],
    ['if(0, 10, 20)', 20],
  ])('gives %s the usual precedence', (text, expected) => {
    expect(value(text)).toBe(expected)
  })

  it('agrees with JavaScript on arithmetic of random operators', () => {
    const operator = fc.constantFrom('+', '-', '*', '/')
    const chain = fc.array(fc.tuple(operator, fc.integer({ min: 1, max: 99 })), { minLength: 1, maxLength: 12 })
    fc.assert(
      fc.property(fc.nat(99), chain, (first, rest) => {
        const text = `${first}${rest.map(([symbol, n]) => ` ${symbol} ${n}`).join('')}`
        // oxlint-disable-next-line no-new-func -- JavaScript's own parser is the oracle
        expect(value(text)).toBe(new Function(`return ${text}`)())
      }),
    )
  })

  it('takes any column name in back quotes', () => {
    expect(value('`Monthly $` / `tick``ed` + `min`', { 'Monthly $': 6, 'tick`ed': 2, min: 1 })).toBe(4)
  })

  it.each([
    ['tenur / 2', /no numeric column 'tenur' \(did you mean 'tenure'\?\) at column 1/],
    ['a + mx(a, b)', /no function 'mx' \(did you mean 'max'\?\) at column 5/],
    ['a +', /expected a value, found the end at column 4/],
    ['(a + b', /expected '\)', found the end at column 7/],
    ['a b', /expected an operator, found 'b' at column 3/],
    ['2a', /expected an operator, found 'a' at column 2/],
    ['a = b', /a single '=' at column 3/],
    ['a % b', /unexpected character '%' at column 3/],
    ['`a', /a back quote is not closed at column 1/],
    ['min(a)', /min takes at least 2 arguments, got 1 at column 1/],
    ['if(a, b)', /if takes 3 arguments, got 2/],
    ['log(a, b)', /log takes 1 argument, got 2/],
    ['max', /function 'max' without arguments at column 1/],
    ['max(a, , b)', /expected a value, found ',' at column 8/],
    ['', /expected a value, found the end at column 1/],
  ])('refuses %s with its place', (text, message) => {
    expect(() => parse(text)).toThrow(expect.objectContaining({ code: 'EXPRESSION_INVALID' }))
    expect(() => parse(text)).toThrow(message)
  })

  it('refuses deep nesting before it exhausts the stack', () => {
    for (const symbol of ['(', '-', 'abs(']) expect(() => parse(symbol.repeat(500))).toThrow(/nested too deeply/)
  })

  it('refuses what is long, shows a part of it, and takes a long chain', () => {
    expect(() => parse(chain(5000))).toThrow(/of more than 2000 parts at column/)
    expect(() => parse(chain(20_000))).toThrow(/longer than 50000 characters/)
    expect(() => parse(chain(20_000))).toThrow(expect.objectContaining({ code: 'EXPRESSION_INVALID' }))
    expect(() => parse(`${chain(900)} + tenur`)).toThrow(/^(?=[^]{0,1000}$)[^]*\n {2}….*tenure \+ tenur\n +\^\n/)
    expect(parse(chain(900))).toMatchObject({ kind: 'binary' })
  })

  it('points at the place with a caret', () => {
    expect(() => parse('a + tenur')).toThrow('c.yaml:4 features.derived.x: ')
    expect(() => parse('a + tenur')).toThrow('\n  a + tenur\n      ^\n')
  })
})

describe('evaluateExpression', () => {
  const a = Number.NaN
  it.each(['a + 1', 'a - 1', 'a * 0', 'a / 1', '-a', 'log(a)', 'abs(a)', 'min(a, 1)', 'max(1, a)', 'log(-1)', '0 / 0'])(
    'gives NaN for %s',
    (text) => {
      expect(value(text, { a })).toBeNaN()
    },
  )

  it('answers 0 to a comparison with NaN, and 1 to !=', () => {
    const answers = ['a < 1', 'a <= 1', 'a > 1', 'a >= 1', 'a == a', 'a != a'].map((text) => value(text, { a }))
    expect(answers).toEqual([0, 0, 0, 0, 0, 1])
  })

  it('takes NaN as true, like any other number but 0', () => {
    expect(value('if(a, 1, 2)', { a })).toBe(1)
    expect(value('if(-0, 1, 2)')).toBe(2)
  })

  it('gives infinities for division by zero and log of zero', () => {
    expect([value('1 / 0'), value('-1 / 0'), value('log(0)')]).toEqual([Infinity, -Infinity, -Infinity])
  })

  it('leaves its columns as they are', () => {
    const columns = new Map([['a', Float64Array.of(1, 2)]])
    expect([...evaluateExpression(parse('-a * a + if(a > 1, a, 0)'), columns, 2)]).toEqual([-1, -2])
    expect([...columns.get('a')!]).toEqual([1, 2])
  })
})
