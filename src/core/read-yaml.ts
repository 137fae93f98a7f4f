// YAML from outside: small enough, no bomb of aliases, no key twice; every fault has its line.
import { type Document, isNode, LineCounter, parseDocument, visit } from 'yaml'
import { AppError } from './app-error.ts'
import type { AppErrorCode } from './error-codes.ts'

export interface ReadYamlOptions {
  /** Name of the file for messages. */
  readonly file: string
  readonly code: AppErrorCode
}

export interface YamlText {
  readonly document: Document
  readonly lines: LineCounter
  readonly value: unknown
}

const MAX_CHARACTERS = 1_000_000
/** How many values aliases may stand for. */
const MAX_ALIASES = 100

/** @throws AppError of the code that is asked for */
export function readYaml(text: string, { file, code }: ReadYamlOptions): YamlText {
  const lines = new LineCounter()
  const fault = (problem: string, offset: number | undefined, fix: string): AppError => {
    const { line, col } = offset === undefined ? { line: 0, col: 0 } : lines.linePos(offset)
    return new AppError(code, problem, { where: offset === undefined ? file : `${file}:${line}:${col}`, fix })
  }
  if (text.length > MAX_CHARACTERS) {
    throw fault(`it has more than ${MAX_CHARACTERS} characters`, undefined, 'Check that it is the file you mean')
  }
  try {
    // Unique keys are looked for below: the parser compares each with all others.
    const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: false })
    const [syntax] = document.errors
    if (syntax !== undefined) {
      if (isOverflow(syntax)) throw syntax
      const tab = /\t/.test(text.split('\n')[lines.linePos(syntax.pos[0]).line - 1] ?? '')
      const fix = tab ? 'Indent with spaces: YAML does not allow tabs' : 'Mend the YAML at this line'
      throw fault(syntax.message.replace(/\.$/, ''), syntax.pos[0], fix)
    }
    const twice = keyTwice(document)
    if (twice !== undefined) throw fault(`the key '${twice.key}' stands twice`, twice.offset, 'Remove one of them')
    const value: unknown = document.toJS({ maxAliasCount: MAX_ALIASES })
    JSON.stringify(value) // fails where an alias stands within what it stands for
    return { document, lines, value }
  } catch (error) {
    if (error instanceof AppError) throw error
    if (isOverflow(error)) throw fault('it is nested too deeply', undefined, 'Nest it less deeply')
    const fix = 'Write the values themselves in place of aliases'
    if (error instanceof ReferenceError) throw fault('its aliases stand for too many values', undefined, fix)
    if (error instanceof TypeError) throw fault('an alias stands within what it stands for', undefined, fix)
    throw error
  }
}

function isOverflow(error: unknown): boolean {
  return error instanceof Error && /call stack/i.test(error.message)
}

function keyTwice(document: Document): { readonly key: string; readonly offset: number } | undefined {
  let found: { readonly key: string; readonly offset: number } | undefined
  visit(document, {
    Map(_, { items }) {
      const seen = new Set<string>()
      for (const { key } of items) {
        const name = String(key)
        if (name !== '<<' && seen.has(name)) {
          found = { key: name, offset: isNode(key) ? (key.range?.[0] ?? 0) : 0 }
          return visit.BREAK
        }
        seen.add(name)
      }
      return undefined
    },
  })
  return found
}
