import { didYouMean } from '../../core/index.ts'
import type { Order } from '../search.ts'
import { type FilterToken, filterProblem, filterTokens } from './filter-tokens.ts'
import type { FieldNames } from './parse-filter.ts'

/** `metrics.auc DESC`, ``params.`a b` ``; ascending unless it says otherwise. @throws INVALID_PARAMETER_VALUE, also for a field that is there twice */
export function parseOrder<F>(texts: readonly string[], names: FieldNames<F>): readonly Order<F>[] {
  const seen = new Set<string>()
  return texts.map((text) => {
    const [name, direction, more] = filterTokens(text)
    const parts =
      name?.kind === 'name' ? name.parts : name?.kind === 'string' ? [{ text: name.value, quoted: true }] : []
    const found = parts.length > 0 ? names.find(parts) : undefined
    const written = parts.map((part) => part.text).join('.')
    if (found === undefined) {
      const problem = `nothing to order by is called ${JSON.stringify(written)}${didYouMean(written, names.known)}`
      throw filterProblem(text, 0, problem, `Use ${names.known.join(', ')}, with ASC or DESC`)
    }
    const word = direction === undefined ? 'ASC' : wordOf(direction)
    if (more !== undefined || (word !== 'ASC' && word !== 'DESC')) {
      throw filterProblem(text, direction!.at, 'a name to order by is followed by ASC, DESC or nothing', 'Write it so')
    }
    const key = JSON.stringify(found.field)
    if (seen.has(key)) {
      throw filterProblem(text, 0, '`order_by` contains duplicate fields', 'Name each field once')
    }
    seen.add(key)
    return { field: found.field, ascending: word === 'ASC' }
  })
}

function wordOf(token: FilterToken): string | undefined {
  return token.kind === 'name' && token.parts.length === 1 ? token.parts[0]!.text.toUpperCase() : undefined
}
