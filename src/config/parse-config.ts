// From the text of a config file to a validated Config.
import { LineCounter, parseDocument } from 'yaml'
import { AppError } from '../core/index.ts'
import type { Config } from './config.ts'
import { configFromValues } from './config-values.ts'
import { createLocator } from './source-map.ts'

export interface ParseConfigOptions {
  /** Name of the file for messages. */
  readonly file: string
  /** Absolute folder that relative paths start from and must stay in. */
  readonly root: string
}

/** @throws CONFIG_SYNTAX, CONFIG_INVALID, CONFIG_PATH_OUTSIDE */
export function parseConfig(text: string, { file, root }: ParseConfigOptions): Config {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const [syntax] = document.errors
  if (syntax) {
    const { line, col } = lines.linePos(syntax.pos[0])
    const tab = /\t/.test(text.split('\n')[line - 1] ?? '')
    throw new AppError('CONFIG_SYNTAX', syntax.message.replace(/\.$/, ''), {
      where: `${file}:${line}:${col}`,
      fix: tab ? 'Indent with spaces: YAML does not allow tabs' : 'Mend the YAML at this line',
    })
  }
  const where = createLocator(file, document, lines)
  return configFromValues(document.toJS({ maxAliasCount: 100 }), { file, root, where })
}
