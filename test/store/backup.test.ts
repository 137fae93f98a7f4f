// A backup of a store in use, and what is restored from it.
import {
  appendFileSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { commandLine } from '../fixtures/command-line.ts'
import { CONFIG, removeSmallProjects, smallProject, table } from '../fixtures/small-project.ts'

afterAll(removeSmallProjects)

let folder: string
let place: string
beforeAll(async () => {
  folder = await smallProject({ 't.csv': table(), 'modelwright.yaml': CONFIG })
  await commandLine(folder, ['train'])
  const listed = JSON.parse((await commandLine(folder, ['models', 'list', '--json'])).out) as {
    models: { name: string }[]
  }
  await commandLine(folder, ['promote', listed.models[0]!.name, '1', '--force', '--reason', 'first'])
  place = join(folder, 'backup')
  const { err, code } = await commandLine(folder, ['backup', 'backup'])
  expect([err, code]).toEqual(['', 0])
})

const said = async (where: string, ...args: string[]): Promise<unknown> =>
  JSON.parse((await commandLine(where, [...args, '--json'])).out)

describe('a restored project', () => {
  it('has the same runs, versions, champion and history, and predicts the same', async () => {
    const other = await smallProject({ 't.csv': table(), 'modelwright.yaml': CONFIG })
    const { out, err } = await commandLine(other, ['restore', place])
    expect(err).toBe('')
    expect(out).toContain('Restored the store and ')
    for (const args of [
      ['runs', 'list'],
      ['models', 'list'],
      ['models', 'show'],
    ]) {
      const name =
        args[1] === 'show'
          ? [((await said(folder, 'models', 'list')) as { models: { name: string }[] }).models[0]!.name]
          : []
      expect(await said(other, ...args, ...name)).toEqual(await said(folder, ...args, ...name))
    }
    for (const where of [folder, other]) await commandLine(where, ['predict', 't.csv', '--output', 'scored.csv'])
    expect(readFileSync(join(other, 'scored.csv'), 'utf8')).toBe(readFileSync(join(folder, 'scored.csv'), 'utf8'))
    expect((await commandLine(other, ['doctor'])).out).toContain('its files are as registered')
    await commandLine(other, ['train'])
    expect(await said(other, 'runs', 'list')).toMatchObject({ runs: [expect.anything(), expect.anything()] })
  })

  it('is not made over a store that holds something', async () => {
    const { err, code } = await commandLine(folder, ['restore', place])
    expect(err).toMatch(/RESOURCE_ALREADY_EXISTS.*empty store/s)
    expect(code).not.toBe(0)
  })

  it('goes on where a restore was stopped, but not over artifacts of others', async () => {
    const other = await smallProject({ 'modelwright.yaml': CONFIG })
    const artifacts = join(place, 'artifacts')
    const some = readdirSync(artifacts, { recursive: true, withFileTypes: true }).find((entry) => entry.isFile())!
    const key = join(some.parentPath, some.name).slice(artifacts.length + 1)
    const target = join(other, '.modelwright', 'artifacts', key)
    mkdirSync(join(target, '..'), { recursive: true })
    writeFileSync(target, 'of somebody else')
    expect((await commandLine(other, ['restore', place])).err).toContain('RESOURCE_ALREADY_EXISTS')
    expect(readFileSync(target, 'utf8')).toBe('of somebody else')
    copyFileSync(join(artifacts, key), target)
    expect((await commandLine(other, ['restore', place])).code).toBe(0)
  })
})

describe('a backup', () => {
  it('goes to no folder that has something in it', async () => {
    const { err } = await commandLine(folder, ['backup', 'backup'])
    expect(err).toMatch(/RESOURCE_ALREADY_EXISTS.*empty or not there yet/s)
  })

  it.each([
    ['an artifact', 'artifacts'],
    ['the rows', 'store.jsonl.gz'],
  ])('with %s changed is refused, and nothing is restored', async (_, what) => {
    const other = await smallProject({ 'modelwright.yaml': CONFIG })
    const copy = join(other, 'copy')
    cpSync(place, copy, { recursive: true })
    const files = readdirSync(copy, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
    const file = files
      .map((entry) => join(entry.parentPath, entry.name))
      .find((path) => path.startsWith(join(copy, what)))!
    appendFileSync(file, ' ')
    const { err } = await commandLine(other, ['restore', copy])
    expect(err).toContain('ARTIFACT_DIGEST')
    expect(await said(other, 'runs', 'list')).toMatchObject({ runs: [] })
  })

  it('that was never finished is none', async () => {
    const other = await smallProject({ 'modelwright.yaml': CONFIG })
    expect((await commandLine(other, ['restore', other])).err).toMatch(/ARTIFACT_NOT_FOUND.*never finished/s)
    expect(existsSync(join(other, '.modelwright', 'store.db'))).toBe(false)
  })
})
