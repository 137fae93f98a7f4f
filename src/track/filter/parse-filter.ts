// Filter strings: MLflow's grammar, and OR, NOT, parentheses, IN and IS NULL on any field.
//   filter     = and { OR and }
//   and        = item { AND item }
//   item       = NOT item | "(" filter ")" | comparison
//   comparison = name ( relation value | [NOT] IN "(" value { "," value } ")" | LIKE text | ILIKE text | IS [NOT] NULL )
import type { AppError } from '../../core/index.ts'
import { didYouMean } from '../../core/index.ts'
import type { Filter, Relation } from './filter.ts'
import { type FilterToken, filterProblem, filterTokens, type NamePart } from './filter-tokens.ts'

/** A field that a name stands for. */
export interface NamedField<F> {
  readonly field: F
  readonly type: 'string' | 'number'
}

export interface FieldNames<F> {
  /** Undefined where nothing has this name. @param parts as written, split at the dots outside quotes */
  find(parts: readonly NamePart[]): NamedField<F> | undefined
  /** What there is, for the error. */
  readonly known: readonly string[]
}

const MOST_DEPTH = 100
/** Each is a subquery of its own, and an engine takes a thousand in one expression at most. */
const MOST_COMPARISONS = 500
const RELATIONS: Readonly<Record<string, Relation>> = {
  '=': '=',
  '==': '=',
  '!=': '!=',
  '<>': '!=',
  '<': '<',
  '<=': '<=',
  '>': '>',
  '>=': '>=',
}

/** @throws INVALID_PARAMETER_VALUE with the place that cannot be read */
export function parseFilter<F>(text: string, names: FieldNames<F>): Filter<F> | undefined {
  const reader = new FilterReader(text, names)
  return reader.whole()
}

class FilterReader<F> {
  readonly #text: string
  readonly #names: FieldNames<F>
  readonly #tokens: readonly FilterToken[]
  #at = 0
  #depth = 0
  #comparisons = 0

  constructor(text: string, names: FieldNames<F>) {
    this.#text = text
    this.#names = names
    this.#tokens = filterTokens(text)
  }

  whole(): Filter<F> | undefined {
    if (this.#tokens.length === 0) return undefined
    const filter = this.#or()
    if (this.#token !== undefined)
      throw this.#problem('what is before it is a whole filter', 'Join comparisons with AND or OR')
    return filter
  }

  get #token(): FilterToken | undefined {
    return this.#tokens[this.#at]
  }

  #problem(problem: string, fix: string): AppError {
    return filterProblem(this.#text, this.#token?.at ?? this.#text.length, problem, fix)
  }

  #isWord(word: string, token = this.#token): boolean {
    if (token?.kind !== 'name' || token.parts.length > 1) return false
    const { text, quoted } = token.parts[0]!
    return !quoted && text.toUpperCase() === word
  }

  #isSymbol(text: string): boolean {
    return this.#token?.kind === 'symbol' && this.#token.text === text
  }

  /** Whether the word was next, which is then passed. */
  #took(word: string): boolean {
    const is = this.#isWord(word)
    if (is) this.#at++
    return is
  }

  #expect(symbol: string): void {
    if (!this.#isSymbol(symbol)) throw this.#problem(`there must be a ${symbol} here`, 'Check the brackets')
    this.#at++
  }

  #or(): Filter<F> {
    const of = [this.#and()]
    while (this.#took('OR')) of.push(this.#and())
    return of.length === 1 ? of[0]! : { operator: 'OR', of }
  }

  #and(): Filter<F> {
    const of = [this.#item()]
    while (this.#took('AND')) of.push(this.#item())
    return of.length === 1 ? of[0]! : { operator: 'AND', of }
  }

  #item(): Filter<F> {
    const negated = this.#took('NOT')
    if (!negated && !this.#isSymbol('(')) return this.#comparison()
    if (++this.#depth > MOST_DEPTH) throw this.#problem('the brackets are too deep', `Use at most ${MOST_DEPTH}`)
    const inner = negated ? this.#item() : this.#bracketed()
    this.#depth--
    return negated ? { operator: 'NOT', of: inner } : inner
  }

  #bracketed(): Filter<F> {
    this.#at++
    const inner = this.#or()
    this.#expect(')')
    return inner
  }

  #comparison(): Filter<F> {
    if (++this.#comparisons > MOST_COMPARISONS) {
      throw this.#problem('there are too many comparisons', `Use at most ${MOST_COMPARISONS}, or IN with many values`)
    }
    const { field, type } = this.#name()
    const token = this.#token
    if (this.#took('IS')) {
      const operator = this.#took('NOT') ? 'IS NOT NULL' : 'IS NULL'
      if (!this.#took('NULL')) throw this.#problem('IS is followed by NULL or NOT NULL', 'Write tags.team IS NULL')
      return { operator, field }
    }
    if (this.#took('NOT')) {
      if (!this.#took('IN')) throw this.#problem('NOT is followed by IN', "Write status NOT IN ('FAILED')")
      return { operator: 'NOT IN', field, values: this.#values(type) }
    }
    if (this.#took('IN')) return { operator: 'IN', field, values: this.#values(type) }
    for (const operator of ['LIKE', 'ILIKE'] as const) {
      if (!this.#took(operator)) continue
      if (type === 'number') {
        throw filterProblem(this.#text, token!.at, `a number is not compared with ${operator}`, 'Use = != < <= > >=')
      }
      return { operator, field, value: this.#value('string') as string }
    }
    const relation = token?.kind === 'symbol' ? RELATIONS[token.text] : undefined
    if (relation === undefined) {
      throw this.#problem(
        'there must be a comparison here',
        'Use = != < <= > >= LIKE ILIKE IN, NOT IN, IS NULL or IS NOT NULL',
      )
    }
    if (type === 'string' && relation !== '=' && relation !== '!=') {
      throw this.#problem(
        'texts have no order: 9 would come after 10',
        'Use = != LIKE ILIKE IN, NOT IN, IS NULL or IS NOT NULL',
      )
    }
    this.#at++
    return { operator: relation, field, value: this.#value(type) }
  }

  #name(): NamedField<F> {
    const token = this.#token
    // A name alone may stand in double quotes, as a text does.
    const parts =
      token?.kind === 'name'
        ? token.parts
        : token?.kind === 'string'
          ? [{ text: token.value, quoted: true }]
          : undefined
    if (parts === undefined) throw this.#problem('there must be a name here', `Use ${this.#names.known.join(', ')}`)
    const found = this.#names.find(parts)
    if (found === undefined) {
      const name = parts.map(({ text }) => text).join('.')
      throw this.#problem(
        `nothing is called ${JSON.stringify(name)}${didYouMean(name, this.#names.known)}`,
        `Use ${this.#names.known.join(', ')}`,
      )
    }
    this.#at++
    return found
  }

  #values(type: NamedField<F>['type']): readonly (string | number)[] {
    this.#expect('(')
    const values = [this.#value(type)]
    while (this.#isSymbol(',')) {
      this.#at++
      // Python writes a list of one with a comma behind it.
      if (this.#isSymbol(')')) break
      values.push(this.#value(type))
    }
    this.#expect(')')
    return values
  }

  #value(type: NamedField<F>['type']): string | number {
    const token = this.#token
    if (type === 'number' && token?.kind === 'number') {
      this.#at++
      return token.value
    }
    if (type === 'string' && token?.kind === 'string') {
      this.#at++
      return token.value
    }
    // Numbers may come as text, as MLflow takes them; never the other way round: 007 and 7 are two texts.
    if (
      type === 'number' &&
      token?.kind === 'string' &&
      token.value.trim() !== '' &&
      Number.isFinite(Number(token.value))
    ) {
      this.#at++
      return Number(token.value)
    }
    throw this.#problem(
      type === 'number' ? 'it is compared with a number' : 'it is compared with a text in quotes',
      type === 'number' ? 'Write a number such as 0.9' : "Quote it: 'value'",
    )
  }
}
