import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createOwnPackage } from './own-package.ts'

let folder: string
let root: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'own-package-'))
  root = join(folder, 'node_modules/modelwright')
  mkdirSync(root, { recursive: true })
  writeFileSync(join(root, 'package.json'), '{ "name": "modelwright", "version": "1.2.3" }')
})
afterEach(() => rmSync(folder, { recursive: true }))

function installedFrom(resolved: string): void {
  const packages = { 'node_modules/modelwright': { version: '1.2.3', resolved } }
  writeFileSync(join(folder, 'node_modules/.package-lock.json'), JSON.stringify({ packages }))
}

it('packs itself where it was installed from a file', async () => {
  installedFrom('file:modelwright-1.2.3.tgz')
  const packed = await createOwnPackage(root).pack()
  expect(packed?.name).toBe('modelwright-1.2.3.tgz')
  writeFileSync(join(folder, 'packed.tgz'), packed!.bytes)
  expect(execFileSync('tar', ['-tzf', join(folder, 'packed.tgz')], { encoding: 'utf8' })).toBe('package/package.json\n')
})

it('needs no file where npm can install it again by its version', async () => {
  installedFrom('https://registry.example/modelwright-1.2.3.tgz')
  expect(await createOwnPackage(root).pack()).toBeUndefined()
})

it('says the way out where it cannot be packed', async () => {
  writeFileSync(join(root, 'package.json'), '{')
  await expect(createOwnPackage(root).pack()).rejects.toMatchObject({
    code: 'PACKAGE_UNAVAILABLE',
    message: expect.stringContaining('--package'),
  })
})
