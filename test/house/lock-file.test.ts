import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type LockFile, missingPlatforms } from '../../scripts/complete-lock.ts'

const text = readFileSync(join(import.meta.dirname, '../../package-lock.json'), 'utf8')
const lock = JSON.parse(text) as LockFile

test('the lock file has the packages of every platform, or npm ci refuses it; mend it with npm run lock:complete', () => {
  expect([...missingPlatforms(lock).keys()]).toEqual([])
})

test('the lock file names no registry', () => {
  expect(text).not.toContain('"resolved"')
})

test('what a user installs runs no script of its own', () => {
  const { packages } = JSON.parse(text) as {
    packages: Record<string, { dev?: boolean; hasInstallScript?: boolean }>
  }
  const scripted = Object.entries(packages).filter(([, { hasInstallScript }]) => hasInstallScript)
  expect(scripted.length).toBeGreaterThan(0) // those that develop modelwright
  expect(scripted.filter(([, { dev }]) => dev !== true)).toEqual([])
})

test('a platform package that is missing is found, with the platform its name tells', () => {
  const packages = {
    'node_modules/tool': {
      dev: true,
      optionalDependencies: {
        '@tool/linux-x64-gnu': '1.0.0',
        '@tool/linux-armv7-musleabihf': '1.0.0',
        fsevents: '1.0.0',
      },
    },
    'node_modules/@tool/linux-x64-gnu': { version: '1.0.0' },
  }
  expect([...missingPlatforms({ packages })]).toEqual([
    [
      'node_modules/@tool/linux-armv7-musleabihf',
      { version: '1.0.0', cpu: ['arm'], dev: true, libc: ['musl'], optional: true, os: ['linux'] },
    ],
  ])
})
