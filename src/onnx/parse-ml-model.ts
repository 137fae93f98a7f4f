// YAML of others, read in time that grows with its size alone. The parser compares every key of a mapping with every other,
// and takes minutes over a text of wrong escapes.
import { Lexer, parseDocument } from 'yaml'
import { AppError } from '../core/index.ts'

/** A signature of 50,000 columns has 4 MiB. */
const MAX_BYTES = 16 * 2 ** 20
/** Keys, values, signs and spaces; what mlflow writes has a few hundred, its signature counts as one. */
const MAX_TOKENS = 50_000
const MAX_ALIASES = 100
const ESCAPE = /\\(?:x[\da-f]{2}|u[\da-f]{4}|U[\da-f]{8}|([\s\S]))/gi
const ESCAPES = '0abt\tnvfre "/\\N_LP\r\n'

/** @throws MODEL_INVALID, MODEL_TOO_COSTLY */
export function parseMlModel(bytes: Uint8Array, where: string): unknown {
  if (bytes.length > MAX_BYTES) throw tooCostly(where, `it has more than ${MAX_BYTES / 2 ** 20} MiB`)
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    checkTokens(text, where)
    const document = parseDocument(text, { uniqueKeys: false, prettyErrors: false })
    if (document.errors.length > 0) throw document.errors[0]!
    return document.toJS({ maxAliasCount: MAX_ALIASES }) as unknown
  } catch (cause) {
    if (cause instanceof AppError) throw cause
    throw new AppError('MODEL_INVALID', 'the file is damaged', { where, cause })
  }
}

function checkTokens(text: string, where: string): void {
  let tokens = 0
  for (const token of new Lexer().lex(text)) {
    if (++tokens > MAX_TOKENS) throw tooCostly(where, `it has more than ${MAX_TOKENS} keys, values and signs`)
    if (token.startsWith('"')) checkEscapes(token, where)
  }
}

function checkEscapes(token: string, where: string): void {
  for (const [escape, letter] of token.matchAll(ESCAPE)) {
    if (letter !== undefined && !ESCAPES.includes(letter)) {
      throw new AppError('MODEL_INVALID', `the file is damaged: ${JSON.stringify(escape)} means nothing`, { where })
    }
  }
}

function tooCostly(where: string, problem: string): AppError {
  return new AppError('MODEL_TOO_COSTLY', problem, { where, fix: 'Give a folder as mlflow.onnx writes it' })
}
