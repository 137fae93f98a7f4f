import { type Document, isMap, isNode, type LineCounter } from 'yaml'

export type KeyPath = readonly (string | number)[]

/** `features.numeric[2]` */
export function formatKey(path: KeyPath): string {
  return path.map((part, i) => (typeof part === 'number' ? `[${part}]` : i === 0 ? part : `.${part}`)).join('')
}

/** The path of a formatted key: `features.numeric[2]` → ['features', 'numeric', 2]. */
export function parseKey(key: string): KeyPath {
  return [...key.matchAll(/[^.[\]]+/g)].map(([part]) => (/^\d+$/.test(part) ? Number(part) : part))
}

/** Says where a key of a YAML document stands: `config.yaml:12 features.numeric[2]`. */
export function createLocator(file: string, document: Document, lines: LineCounter): (path: KeyPath) => string {
  return (path) => {
    const offset = offsetOf(document, path)
    const line = offset === undefined ? '' : `:${lines.linePos(offset).line}`
    return `${file}${line}${path.length > 0 ? ` ${formatKey(path)}` : ''}`
  }
}

function offsetOf(document: Document, path: KeyPath): number | undefined {
  const last = path.at(-1)
  const parent = path.length > 1 ? document.getIn(path.slice(0, -1), true) : document.contents
  if (isMap(parent) && last !== undefined) {
    const pair = parent.items.find(({ key }) => String(isNode(key) ? key.toJSON() : key) === String(last))
    if (pair && isNode(pair.key)) return pair.key.range?.[0]
  }
  for (let depth = path.length; depth > 0; depth--) {
    const node = document.getIn(path.slice(0, depth), true)
    if (isNode(node) && node.range) return node.range[0]
  }
  return undefined
}
