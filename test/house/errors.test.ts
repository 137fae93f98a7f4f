// Keeps the table of error codes, its page and the code that throws them the same.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { renderErrorsPage } from '../../scripts/errors-page.ts'
import { type AppErrorCode, ERROR_CODES } from '../../src/core/index.ts'

const root = join(import.meta.dirname, '../..')

/** The codes that no text names in quotes. */
function unused(codes: readonly string[], texts: readonly string[]): string[] {
  return codes.filter((code) => !texts.some((text) => text.includes(`'${code}'`)))
}

function sources(): string[] {
  return readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts') && path !== join('core', 'error-codes.ts'))
    .map((path) => readFileSync(join(root, 'src', path), 'utf8'))
}

test('docs/errors.md is what the table says; mend it with npm run docs:errors', () => {
  expect(readFileSync(join(root, 'docs/errors.md'), 'utf8')).toBe(renderErrorsPage())
})

test('the page differs when a code is added, changed or taken away', () => {
  const { INTERNAL, ...fewer } = ERROR_CODES
  expect(renderErrorsPage(fewer)).not.toBe(renderErrorsPage())
  expect(renderErrorsPage({ ...ERROR_CODES, INTERNAL: { ...INTERNAL, status: 501 } })).not.toBe(renderErrorsPage())
  expect(renderErrorsPage({ ...ERROR_CODES, EXTRA: INTERNAL })).not.toBe(renderErrorsPage())
})

test('every code is used by the code', () => {
  expect(unused(Object.keys(ERROR_CODES), sources())).toEqual([])
})

test('a code that nothing uses is found', () => {
  const codes: AppErrorCode[] = ['INTERNAL', 'USAGE']
  expect(unused(codes, [`throw new AppError('USAGE', 'x')`])).toEqual(['INTERNAL'])
})
