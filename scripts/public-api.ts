// Reads the public API from the declarations that tsc emits, and writes its snapshot: npm run api:update
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, posix } from 'node:path'
import { parseSync } from 'oxc-parser'

const root = join(import.meta.dirname, '..')
export const SNAPSHOT = join(root, 'test/public-api.snap.md')

/** Names that a file exports, each with its declaration's text without comments. */
type Exports = Map<string, string>

function declarationFile(from: string, specifier: string): string {
  return posix.join(posix.dirname(from), specifier.replace(/\.[tj]s$/, '.d.ts'))
}

function readExports(folder: string, path: string): Exports {
  const text = readFileSync(join(folder, path), 'utf8')
  const { program, comments } = parseSync(path, text)
  const textOf = (start: number, end: number): string => {
    let code = text.slice(start, end)
    for (const comment of comments.toReversed()) {
      if (comment.start >= start && comment.end <= end) {
        code = code.slice(0, comment.start - start) + code.slice(comment.end - start)
      }
    }
    return code.replaceAll(/^\s*\n/gm, '')
  }
  const local: Exports = new Map()
  const declare = (name: string, code: string): void =>
    void local.set(name, [local.get(name), code].filter(Boolean).join('\n'))
  for (const statement of program.body) {
    const declaration = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement
    const code = textOf(statement.start, statement.end)
    if (declaration !== null && 'id' in declaration && declaration.id?.type === 'Identifier') {
      declare(declaration.id.name, code)
    } else if (declaration?.type === 'VariableDeclaration') {
      for (const { id } of declaration.declarations) if (id.type === 'Identifier') declare(id.name, code)
    } else if (statement.type === 'ImportDeclaration' && statement.source.value.startsWith('.')) {
      const target = readExports(folder, declarationFile(path, statement.source.value))
      for (const entry of statement.specifiers) {
        const imported = entry.type === 'ImportSpecifier' && entry.imported.type === 'Identifier' && entry.imported.name
        if (imported) declare(entry.local.name, target.get(imported) ?? '')
      }
    }
  }
  const found: Exports = new Map()
  for (const statement of program.body) {
    if (statement.type === 'ExportAllDeclaration') {
      for (const [name, code] of readExports(folder, declarationFile(path, statement.source.value))) {
        found.set(name, code)
      }
    } else if (statement.type === 'ExportNamedDeclaration' && statement.declaration === null) {
      const source = statement.source
      const names = source === null ? local : readExports(folder, declarationFile(path, source.value))
      for (const { local: inner, exported } of statement.specifiers) {
        if (inner.type !== 'Identifier' || exported.type !== 'Identifier') continue
        const code = names.get(inner.name)
        if (code === undefined) throw new Error(`${path} exports ${inner.name}, which has no declaration`)
        found.set(exported.name, code)
      }
    } else if (statement.type === 'ExportNamedDeclaration') {
      for (const [name, code] of local) if (code.startsWith('export')) found.set(name, code)
    }
  }
  return found
}

/** The API that `index.d.ts` of a folder of declarations offers, as Markdown, names in order. */
export function renderPublicApi(declarations: string): string {
  const names = [...readExports(declarations, 'index.d.ts')].toSorted(([a], [b]) => (a < b ? -1 : 1))
  return [
    '# Public API',
    '',
    'What `import … from "modelwright"` offers. Written by `npm run api:update`; a test fails when the API differs.',
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
    return renderPublicApi(folder)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

if (import.meta.main) writeFileSync(SNAPSHOT, readPublicApi())
