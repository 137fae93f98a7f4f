import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ESTIMATORS, estimatorNamed, estimatorNames } from './estimators.ts'

describe('estimatorNamed', () => {
  it('finds each estimator by its name', () => {
    for (const estimator of ESTIMATORS) expect(estimatorNamed(estimator.name)).toBe(estimator)
  })

  it('refuses an unknown name with the nearest', () => {
    expect(() => estimatorNamed('random_forrest')).toThrow("did you mean 'random_forest'?")
    expect(() => estimatorNamed('toString')).toThrow('no such estimator')
  })
})

it("an estimator's name is written once, in its own file", () => {
  const root = join(import.meta.dirname, '..')
  const files = globSync('**/*.ts', { cwd: root }).filter((file) => !/\.(test|suite|case)\.ts$/.test(file))
  const texts = files.map((file) => ({ file, text: readFileSync(join(root, file), 'utf8') }))
  for (const name of estimatorNames) {
    const places = texts.flatMap(({ file, text }) =>
      text
        .split(`'${name}'`)
        .slice(1)
        .map(() => file),
    )
    expect(places).toEqual([expect.stringMatching(/^train\/[a-z]+\//)])
  }
})
