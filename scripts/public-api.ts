// Reads the public API from the declarations that tsc emits, and writes its snapshot: npm run api:update
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, posix } from 'node:path'
import { parseSync, type Statement } from 'oxc-parser'

const root = join(import.meta.dirname, '..')
export const SNAPSHOT = join(root, 'test/house/public-api.snap.md')

/** Where a name of a file comes from: its own declaration's text without comments, or a name of another file. */
type Origin = { readonly code: string } | { readonly from: string; readonly name: string }

interface Declarations {
  readonly exported: ReadonlyMap<string, Origin>
  /** Files whose every export it exports too. */
  readonly all: readonly string[]
}

function declarationFile(from: string, specifier: string): string {
  return posix.join(posix.dirname(from), specifier.replace(/\.[tj]s$/, '.d.ts'))
}

function readDeclarations(folder: string, path: string): Declarations {
  const text = readFileSync(join(folder, path), 'utf8')
  const { program, comments } = parseSync(path, text)
  const codeOf = ({ start, end }: { start: number; end: number }): string => {
    let code = text.slice(start, end)
    for (const comment of comments.toReversed()) {
      if (comment.start < start || comment.end > end) continue
      code = code.slice(0, comment.start - start) + code.slice(comment.end - start)
    }
    return code
      .split('\n')
      .filter((line) => line.trim() !== '')
      .join('\n')
  }
  const local = new Map<string, Origin>()
  const exported = new Map<string, Origin>()
  const all: string[] = []
  for (const statement of program.body) {
    if (statement.type === 'ExportAllDeclaration') {
      all.push(declarationFile(path, statement.source.value))
    } else if (statement.type === 'ImportDeclaration') {
      for (const entry of statement.specifiers) {
        if (entry.type !== 'ImportSpecifier' || entry.imported.type !== 'Identifier') continue
        local.set(entry.local.name, { from: declarationFile(path, statement.source.value), name: entry.imported.name })
      }
    } else {
      const isExport = statement.type === 'ExportNamedDeclaration'
      for (const name of declaredNames(isExport ? statement.declaration : statement)) {
        const before = local.get(name)
        // overloads are one declaration
        const code = [before && 'code' in before ? before.code : '', codeOf(statement)].filter(Boolean).join('\n')
        local.set(name, { code })
        if (isExport) exported.set(name, { code })
      }
    }
  }
  for (const statement of program.body) {
    if (statement.type !== 'ExportNamedDeclaration') continue
    for (const { local: inner, exported: outer } of statement.specifiers) {
      if (inner.type !== 'Identifier' || outer.type !== 'Identifier') continue
      const origin = statement.source
        ? { from: declarationFile(path, statement.source.value), name: inner.name }
        : local.get(inner.name)
      if (origin !== undefined) exported.set(outer.name, origin)
    }
  }
  return { exported, all }
}

function declaredNames(declaration: Statement | null): string[] {
  if (declaration === null) return []
  if (declaration.type === 'VariableDeclaration') {
    return declaration.declarations.flatMap(({ id }) => (id.type === 'Identifier' ? [id.name] : []))
  }
  return 'id' in declaration && declaration.id?.type === 'Identifier' ? [declaration.id.name] : []
}

/** Exported names with their declarations' text, each file read once. @throws Error for a name without a declaration */
function readExports(folder: string, entry: string): Map<string, string> {
  const files = new Map<string, Declarations>()
  const open = (path: string): Declarations => {
    const file = files.get(path) ?? readDeclarations(folder, path)
    files.set(path, file)
    return file
  }
  const codeOf = (origin: Origin): string | undefined => {
    if ('code' in origin) return origin.code
    const { exported, all } = open(origin.from)
    const next = exported.get(origin.name)
    if (next !== undefined) return codeOf(next)
    return all.map((from) => codeOf({ from, name: origin.name })).find((code) => code !== undefined)
  }
  const namesOf = (path: string): string[] => {
    const { exported, all } = open(path)
    return [...exported.keys(), ...all.flatMap(namesOf)]
  }
  const found = new Map<string, string>()
  for (const name of namesOf(entry)) {
    const code = codeOf({ from: entry, name })
    if (code === undefined) throw new Error(`${entry} exports ${name}, which has no declaration`)
    found.set(name, code)
  }
  return found
}

/** The API that an entry of a folder of declarations offers, as Markdown, names in order. */
export function renderPublicApi(declarations: string, entry = 'index.d.ts', specifier = 'modelwright'): string {
  const names = [...readExports(declarations, entry)].toSorted(([a], [b]) => (a < b ? -1 : 1))
  return [
    '# Public API',
    '',
    `What \`import … from "${specifier}"\` offers. Written by \`npm run api:update\`; a test fails when the API differs.`,
    '',
    ...names.flatMap(([name, code]) => [`## ${name}`, '```ts', code.trim(), '```', '']),
  ].join('\n')
}

/** Emits the declarations of src and reads the API from them. @throws Error when src/index.ts is missing. */
export function readPublicApi(): string {
  const folder = mkdtempSync(join(tmpdir(), 'declarations-'))
  try {
    const args = [
      '-p',
      'tsconfig.build.json',
      '--emitDeclarationOnly',
      '--sourceMap',
      'false',
      '--inlineSources',
      'false',
    ]
    const tsc = spawnSync(
      process.execPath,
      [join(root, 'node_modules/typescript/bin/tsc'), ...args, '--outDir', folder],
      {
        cwd: root,
        encoding: 'utf8',
      },
    )
    if (!existsSync(join(folder, 'index.d.ts'))) throw new Error(`tsc wrote no index.d.ts: ${tsc.stdout}${tsc.stderr}`)
    return `${renderPublicApi(folder)}\n${renderPublicApi(folder, 'client.d.ts', 'modelwright/client')}`
  } finally {
    rmSync(folder, { recursive: true })
  }
}

if (import.meta.main) writeFileSync(SNAPSHOT, readPublicApi())
