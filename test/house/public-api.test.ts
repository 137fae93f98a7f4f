// The public API changes only on purpose: its snapshot is part of the change.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { readPublicApi, renderPublicApi, SNAPSHOT } from '../../scripts/public-api.ts'

const folders: string[] = []

function declarations(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'public-api-'))
  folders.push(folder)
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  return folder
}

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
})

test('the public API is its snapshot; if the change is meant, run npm run api:update and commit it', () => {
  expect(readPublicApi()).toBe(readFileSync(SNAPSHOT, 'utf8'))
})

test('names are followed through front doors to their declarations', () => {
  const api = renderPublicApi(
    declarations({
      'index.d.ts': `export { train as fit, type Options } from './train/index.ts';\nexport * from './core/index.js';`,
      'train/index.d.ts': `export { train } from './train.ts';\nexport type { Options } from './train.ts';`,
      'train/train.d.ts': `/** Options. */\nexport interface Options {\n    /** Trees. */\n    readonly trees: number;\n}\nexport declare function train(options: Options): void;\nexport declare const hidden: 1;`,
      'core/index.d.ts': `import { LIMIT } from './limit.ts';\ntype Local = 1;\nexport { LIMIT, type Local };`,
      'core/limit.d.ts': `declare const LIMIT = 3;\nexport { LIMIT };`,
    }),
  )
  expect(api).toContain('## LIMIT\n```ts\ndeclare const LIMIT = 3;\n```')
  expect(api).toContain('## Local\n```ts\ntype Local = 1;\n```')
  expect(api).toContain('## Options\n```ts\nexport interface Options {\n    readonly trees: number;\n}\n```')
  expect(api).toContain('## fit\n```ts\nexport declare function train(options: Options): void;\n```')
  expect(api).not.toContain('hidden')
})

test.each([
  ['a name is taken away', `export declare const a: 1;`],
  ['a signature changes', `export declare const a: 1;\nexport declare function b(x: string): void;`],
  ['a name is added', `export declare const a: 1;\nexport declare function b(): void;\nexport type C = 1;`],
])('the API differs when %s', (_name, changed) => {
  const before = declarations({ 'index.d.ts': `export declare const a: 1;\nexport declare function b(): void;` })
  const after = declarations({ 'index.d.ts': changed })
  expect(renderPublicApi(after)).not.toBe(renderPublicApi(before))
})
