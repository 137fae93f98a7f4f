// The cases against our server; and a model that is trained into it here, in Python.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { commandLine } from '../../fixtures/command-line.ts'
import { CONFIG, removeSmallProjects, smallProject, table } from '../../fixtures/small-project.ts'
import { runPython } from '../python.ts'
import { describeCases } from './cases.ts'
import { keyOf, newFolder, type OurServer, startOurServer } from './our-server.ts'

let open: OurServer
let asking: OurServer
let identities: Readonly<Record<'admin' | 'reader', { readonly username: string; readonly password: string }>>

beforeAll(async () => {
  const folder = newFolder()
  identities = { admin: await keyOf(folder, 'admin'), reader: await keyOf(folder, 'viewer') }
  asking = await startOurServer(folder)
  open = await startOurServer(newFolder(), { MODELWRIGHT_WEBHOOKS_ALLOW: 'http,private' })
})

afterAll(async () => {
  await Promise.all([open?.stop(), asking?.stop(), removeSmallProjects()])
})

const MODULES = ['tracking', 'artifact', 'search', 'registry', 'model', 'command'] as const

describeCases('our server', [
  { environment: 'mlflow2', modules: MODULES, input: () => ({ address: open.address }) },
  { environment: 'mlflow3', modules: [...MODULES, 'webhook', 'wire'], input: () => ({ address: open.address }) },
])

// Users with passwords and grants, which MLflow's basic-auth application has besides, are not there yet: `users`.
const asked = () => ({ address: asking.address, ...identities })
describeCases('our server that asks for keys', [
  { environment: 'mlflow2', modules: ['access'], input: asked },
  { environment: 'mlflow3', modules: ['access'], input: asked },
])

interface Champion {
  readonly label: readonly string[]
  readonly probability: readonly number[]
}

describe('a model that modelwright trains into our server', () => {
  let rows: readonly Readonly<Record<string, number | string>>[]

  beforeAll(async () => {
    const folder = await smallProject({ 't.csv': table(), 'modelwright.yaml': CONFIG })
    for (const words of [['train'], ['promote', 'small', '1'], ['predict', 't.csv', '--output', 'scored.jsonl']]) {
      const { code, err } = await commandLine(folder, words, { MLFLOW_TRACKING_URI: open.address })
      expect(code, err).toBe(0)
    }
    const text = await readFile(join(folder, 'scored.jsonl'), 'utf8')
    rows = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, number | string>)
  })

  it.each(['mlflow2', 'mlflow3'] as const)('scores the same by models:/small@champion in %s', async (environment) => {
    const champion = await runPython<Champion>(environment, 'pyfunc_champion.py', {
      address: open.address,
      name: 'small',
      rows: rows.map(({ a, b, c }) => ({ a, b, c })),
    })
    expect(rows).toHaveLength(80)
    expect(champion.label).toEqual(rows.map(({ prediction }) => prediction))
    expect(champion.probability).toEqual(rows.map(({ probability }) => expect.closeTo(Number(probability), 6)))
  })
})
