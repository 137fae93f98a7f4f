import { describe, expect, it } from 'vitest'
import { readYaml } from './read-yaml.ts'

const read = (text: string): unknown => readYaml(text, { file: 'c.yaml', code: 'CONFIG_SYNTAX' }).value

const levels = Array.from({ length: 8 }, (_, i) => `l${i + 1}: &l${i + 1} [${Array(9).fill(`*l${i}`).join(', ')}]`)
const CASES: readonly (readonly [name: string, text: string, message: string | RegExp])[] = [
  ['a billion laughs', ['l0: &l0 [x, x, x]', ...levels].join('\n'), 'c.yaml: its aliases stand for too many values'],
  ['an alias within itself', 'a: &a { b: *a }', 'c.yaml: an alias stands within what it stands for'],
  ['20,000 open brackets', `a: ${'['.repeat(20_000)}`, 'c.yaml: it is nested too deeply'],
  ['too much text', 'a'.repeat(1_000_001), 'c.yaml: it has more than 1000000 characters'],
  ['a key that stands twice', 'a: 1\nb: { c: 1, c: 2 }', "c.yaml:2:12: the key 'c' stands twice"],
  ['a tab', 'a:\n\tb: 1', /c\.yaml:2:\d+: .*Indent with spaces/],
]

describe('YAML from outside', () => {
  it.each(CASES)('refuses %s', (_, text, message) => {
    expect(() => read(text)).toThrow(expect.objectContaining({ code: 'CONFIG_SYNTAX' }))
    expect(() => read(text)).toThrow(message)
  })

  it('may have aliases, and as many keys as it likes', () => {
    expect(read('a: &a [1]\nb: *a')).toEqual({ a: [1], b: [1] })
    const many = Array.from({ length: 30_000 }, (_, i) => `k${i}: ${i}`).join('\n')
    expect(Object.keys(read(many) as object)).toHaveLength(30_000)
  })
})
