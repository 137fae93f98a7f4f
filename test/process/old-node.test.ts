// The command as it is installed, under every Node of this machine: it works, or says which Node it needs.
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const { version: VERSION } = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8')) as {
  version: string
}
const ROOT = join(import.meta.dirname, '../..')
const found = (process.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, 'node'))
const NODES = [...new Set([process.execPath, ...found])].filter(existsSync)

describe('the installed command', () => {
  let folder: string
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'old-node-'))
    execFileSync(process.execPath, [
      join(ROOT, 'node_modules/typescript/bin/tsc'),
      '-p',
      join(ROOT, 'tsconfig.build.json'),
      '--outDir',
      join(folder, 'dist'),
    ])
    for (const name of ['package.json', 'node_modules']) symlinkSync(join(ROOT, name), join(folder, name))
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it.each(NODES)('under %s', (node) => {
    const version = execFileSync(node, ['-p', 'process.versions.node'], { encoding: 'utf8' }).trim()
    const [major = 0, minor = 0] = version.split('.').map(Number)
    const { status, stdout, stderr } = spawnSync(node, [join(folder, 'dist/cli/main.js'), '--version'], {
      encoding: 'utf8',
    })
    if (major > 22 || (major === 22 && minor >= 18)) {
      expect([status, stdout, stderr]).toEqual([0, `${VERSION}\n`, ''])
    } else {
      expect([status, stdout]).toEqual([1, ''])
      expect(stderr).toContain(`modelwright needs Node ≥ 22.18 (this is ${version})`)
      expect(stderr).not.toMatch(/SyntaxError|\n\s+at /)
    }
  })
})
