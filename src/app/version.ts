import { readFileSync } from 'node:fs'

const PACKAGE = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string }

/** Version of modelwright. */
export const VERSION = PACKAGE.version
