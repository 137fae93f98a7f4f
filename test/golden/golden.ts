// Compares what is said on the wire and by `--json` with what was committed.
// UPDATE_GOLDEN=1 npx vitest run --project process test/golden writes the files anew: look at their diff, it is what users would notice.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'

const UPDATE = process.env['UPDATE_GOLDEN'] === '1'

export interface Golden {
  /** @throws AssertionError where `key` is not what was committed */
  compare(key: string, value: unknown): void
  /** At the end: every committed key was compared, and an update is written. */
  finish(): void
}

/** The file `<name>.json` beside this one: a map from what was asked to what was answered. */
export function golden(name: string): Golden {
  const path = join(import.meta.dirname, `${name}.json`)
  const committed: Record<string, unknown> = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {}
  const seen: Record<string, unknown> = {}
  return {
    compare(key, value) {
      expect(Object.keys(seen), 'asked twice').not.toContain(key)
      // As JSON holds it: without what is undefined, and with keys in the order that was said.
      seen[key] = JSON.parse(JSON.stringify(value))
      if (UPDATE) return
      expect(JSON.stringify(seen[key], null, 2)).toBe(JSON.stringify(committed[key], null, 2))
    },
    finish() {
      if (UPDATE) writeFileSync(path, `${JSON.stringify(seen, null, 2)}\n`)
      else expect(Object.keys(seen)).toEqual(Object.keys(committed))
    },
  }
}

/** Every string and number of a value, changed; keys too. */
export function replaced(value: unknown, replace: (leaf: string | number) => string | number): unknown {
  if (typeof value === 'string' || typeof value === 'number') return replace(value)
  if (Array.isArray(value)) return value.map((item) => replaced(item, replace))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [replace(key), replaced(item, replace)]))
}
