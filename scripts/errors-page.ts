// Writes docs/errors.md from the table of error codes: npm run docs:errors
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ERROR_CODES, type ErrorCode } from '../src/core/index.ts'

const EXIT_CODES: Readonly<Record<ErrorCode['exit'], string>> = {
  1: 'the work was done and the answer is no: refused by a gate, drift found',
  2: 'the input is wrong: config, data, options or a request',
  3: 'what was named does not exist',
  4: 'it conflicts with what exists',
  5: 'the environment is in the way: a lock, a disk, a port, load',
  70: 'a bug of modelwright: please report it',
  130: 'stopped by the user (143 where the process was terminated)',
}

/** The page in Markdown, codes in the order of the table. */
export function renderErrorsPage(codes: Readonly<Record<string, ErrorCode>> = ERROR_CODES): string {
  return [
    '# Errors',
    '',
    'Written by `npm run docs:errors` from `src/core/error-codes.ts`; a test fails when the two differ.',
    '',
    'Every error carries one of these codes. Its message says what was wrong, where, and what to do about it. A command ends with the exit code; a response carries the HTTP status.',
    '',
    '| Code | HTTP | Exit | Meaning |',
    '| --- | ---: | ---: | --- |',
    ...Object.entries(codes).map(
      ([code, { status, exit, meaning }]) =>
        `| \`${code}\` | ${status} | ${exit} | ${meaning.replaceAll('|', '\\|')} |`,
    ),
    '',
    '## Exit codes',
    '',
    '| Exit | When |',
    '| ---: | --- |',
    '| 0 | everything asked for was done |',
    ...Object.entries(EXIT_CODES).map(([exit, when]) => `| ${exit} | ${when} |`),
    '',
  ].join('\n')
}

if (import.meta.main) writeFileSync(join(import.meta.dirname, '../docs/errors.md'), renderErrorsPage())
