// Reads what the rules of the architecture look at: every import of a file, whatever its form, and what it exports.
import { readFileSync } from 'node:fs'
import { type ParseResult, parseSync, Visitor } from 'oxc-parser'

export interface Reference {
  /** As written: `../core/index.ts`, `node:fs`, `fastify`. */
  readonly specifier: string
  readonly line: number
}

export interface GlobalUse {
  /** `process`, `fetch`, `Date.now`, `new Date()`, `Math.random`. */
  readonly name: string
  readonly line: number
}

export interface SourceFile {
  /** From the root of the project, with forward slashes: `src/core/index.ts`. */
  readonly path: string
  readonly lines: number
  readonly imports: readonly Reference[]
  readonly globals: readonly GlobalUse[]
  readonly hasDefaultExport: boolean
  /** True when every statement is `export … from`. */
  readonly reexportsOnly: boolean
}

type Program = ParseResult['program']
type Expression = {
  readonly type: string
  readonly value?: unknown
  readonly quasis?: unknown
  readonly name?: unknown
}

/** The text of a string literal or of a template without holes. */
function literal(node: Expression | null | undefined): string | undefined {
  if (typeof node?.value === 'string') return node.value
  const quasis = node?.quasis as { value: { cooked: string } }[] | undefined
  return quasis?.length === 1 ? quasis[0]!.value.cooked : undefined
}

function readImports(program: Program, lineAt: (offset: number) => number): Reference[] {
  const imports: Reference[] = []
  const add = (source: Expression | null | undefined, offset: number): void => {
    const specifier = literal(source)
    if (specifier !== undefined) imports.push({ specifier, line: lineAt(offset) })
  }
  new Visitor({
    ImportDeclaration: (node) => add(node.source, node.start),
    ExportNamedDeclaration: (node) => add(node.source, node.start),
    ExportAllDeclaration: (node) => add(node.source, node.start),
    ImportExpression: (node) => add(node.source, node.start),
    TSImportType: (node) => add(node.source, node.start),
    // new URL('./worker.ts', import.meta.url): how a worker's file is named
    NewExpression: (node) => {
      const [target, base] = node.arguments
      const relative = literal(target)
      if (
        (node.callee as Expression).name === 'URL' &&
        base?.type === 'MemberExpression' &&
        relative?.endsWith('.ts')
      ) {
        add(target, node.start)
      }
    },
  }).visit(program)
  return imports
}

function readGlobals(program: Program, lineAt: (offset: number) => number): GlobalUse[] {
  const globals: GlobalUse[] = []
  const add = (name: string, offset: number): void => void globals.push({ name, line: lineAt(offset) })
  new Visitor({
    MemberExpression: (node) => {
      const object = (node.object as Expression).name
      const property = node.computed ? undefined : (node.property as Expression).name
      if (object === 'process') add('process', node.start)
      if (object === 'Date' && property === 'now') add('Date.now', node.start)
      if (object === 'Math' && property === 'random') add('Math.random', node.start)
    },
    CallExpression: (node) => {
      if ((node.callee as Expression).name === 'fetch') add('fetch', node.start)
    },
    NewExpression: (node) => {
      if ((node.callee as Expression).name === 'Date' && node.arguments.length === 0) add('new Date()', node.start)
    },
  }).visit(program)
  return globals
}

/** @throws Error when the file cannot be parsed. */
export function readSourceFile(root: string, path: string): SourceFile {
  const text = readFileSync(`${root}/${path}`, 'utf8')
  const { program, errors } = parseSync(path, text)
  if (errors.length > 0) throw new Error(`${path}: ${errors[0]!.message}`)
  const lineAt = (offset: number): number => text.slice(0, offset).split('\n').length
  return {
    path,
    lines: text.trimEnd().split('\n').length,
    imports: readImports(program, lineAt),
    globals: readGlobals(program, lineAt),
    hasDefaultExport: program.body.some((statement) => statement.type === 'ExportDefaultDeclaration'),
    reexportsOnly: program.body.every(
      (statement) =>
        statement.type === 'ExportAllDeclaration' ||
        (statement.type === 'ExportNamedDeclaration' && statement.source !== null),
    ),
  }
}
