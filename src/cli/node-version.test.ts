import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { nodeProblem } from './node-version.ts'

const source = (name: string): string => readFileSync(join(import.meta.dirname, name), 'utf8')
/** What a file loads before its first statement runs. */
const loads = (name: string): string[] =>
  [...source(name).matchAll(/^import (?!type).* from '(.+)'/gm)].map(([, from]) => from!)

describe('nodeProblem', () => {
  it.each(['22.18.0', '22.20.1', '24.0.0'])('takes %s', (version) => expect(nodeProblem(version)).toBeUndefined())

  it.each(['18.20.4', '20.20.2', '22.17.9', '21.99.0'])('refuses %s and says what is needed', (version) => {
    expect(nodeProblem(version)).toContain(`modelwright needs Node ≥ 22.18 (this is ${version})`)
  })

  it('asks for what package.json asks for', () => {
    const { engines } = JSON.parse(source('../../package.json')) as { engines: { node: string } }
    expect(engines.node).toBe('>=22.18')
  })

  it('is all that the command loads before it knows', () => {
    expect(loads('main.ts')).toEqual(['./node-version.ts'])
    expect(loads('node-version.ts')).toEqual([])
  })
})
