// What stands between a trained version and the champion's place, through the library, on a small table.
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { churnCsv } from '../../demo/churn-table.ts'
import { openProject } from '../../src/app/index.ts'
import type { Project } from '../../src/workflows/index.ts'
import type { TrainResult } from '../../src/workflows/training/index.ts'

const config = (seed: number, model = '{ n_estimators: 8, max_depth: 4 }', data = 'churn.csv'): string => `
mlflow: { experiment_name: churn, model_name: churn }
data: { train_path: ${data}, target_column: churned, drop_columns: [customer_id] }
training: { val_size: 0.25, random_state: ${seed} }
model: ${model}
retrain: { cooldown: 1h }
`

let template: string
let folder: string
let opened: Project
let warnings: string[]

const open = async (name = 'modelwright.yaml'): Promise<Project> => {
  await opened?.close()
  const reporter = { progress: () => {}, info: () => {}, warn: (text: string) => void warnings.push(text) }
  opened = await openProject({ cwd: folder, config: name, env: {}, reporter })
  return opened
}
const train = async (name?: string): Promise<TrainResult> => {
  return (await open(name)).train()
}
const retrain = async (name = 'newer.yaml') => {
  return (await open(name)).retrain()
}
const trainTestedOn = async (table: string): Promise<TrainResult> => {
  await writeFile(join(folder, 'test.csv'), table)
  await writeFile(join(folder, 'tested.yaml'), config(1).replace('drop_columns:', 'test_path: test.csv, drop_columns:'))
  return train('tested.yaml')
}
const verdictLines = async () => (await opened.models.show('churn')).history.filter(({ kind }) => kind === 'gate')
const breaking = (more = ''): string =>
  `${config(1)}serving: { response: { probability: churn_probability }, schema: { tenure: { maximum: 40 } } }\n${more}`
const version = (model: number) => ({ model: 'churn', version: model })
const versus = ({ checks }: TrainResult['gate']): string => checks.at(-1)!.explanation

beforeAll(async () => {
  template = await mkdtemp(join(tmpdir(), 'modelwright-release-'))
  folder = template
  warnings = []
  const files = {
    'churn.csv': churnCsv({ rows: 400, seed: 1, period: 'now' }),
    'newer.csv': churnCsv({ rows: 400, seed: 2, period: 'now' }),
    'modelwright.yaml': config(1),
    'other-seed.yaml': config(2),
    'newer.yaml': config(1, '{ n_estimators: 30, max_depth: 5 }', 'newer.csv'),
  }
  for (const [name, text] of Object.entries(files)) await writeFile(join(template, name), text)
  // Every test starts with version 1 as champion, and a version 2 that passed the gate against it.
  await train()
  await opened.models.promote(version(1))
  await train()
  await opened.close()
})
afterAll(() => rm(template, { recursive: true, force: true }))
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'modelwright-release-'))
  await cp(template, folder, { recursive: true })
  warnings = []
  await open()
})
afterEach(async () => {
  await opened.close()
  await rm(folder, { recursive: true, force: true })
})

describe('a promotion', () => {
  it('is refused for a version that was compared with another champion, until the gate has seen the new one', async () => {
    const { gate, model } = await train()
    expect(gate.passed).toBe(true)
    await opened.models.promote(version(2))
    await expect(opened.models.promote(version(model.version))).rejects.toThrow(
      'churn version 3 was judged against version 1; now it is version 2',
    )
    await opened.models.gate(version(model.version))
    expect(await opened.models.promote(version(model.version))).toMatchObject({ version: 3, previous: 2 })
  })

  it('can be forced, and the history says so', async () => {
    await train()
    await opened.models.promote(version(2))
    await opened.models.promote(version(3), { force: true, reason: 'urgent' })
    const { history } = await opened.models.show('churn')
    expect(history[0]).toMatchObject({ reason: 'forced past the gate: urgent' })
  })
})

const judge = async (name: string, model = 2) => {
  return (await open(name)).models.gate(version(model))
}

describe('a decision of the gate', () => {
  it('is a line of history with its data, champion and rules: of a training, a retraining and the gate itself', async () => {
    const { data } = await judge('modelwright.yaml')
    await retrain()
    const [ofRetrain, ofGate, ofTrain] = await verdictLines()
    expect(ofGate).toMatchObject({
      version: 2,
      to: 'passed',
      reason: null,
      verdict: { data, outcome: 'passed', failed: [] },
    })
    expect(ofRetrain).toMatchObject({
      version: 3,
      reason: 'retrain',
      verdict: { data: { name: 'newer.csv' }, champion: 1 },
    })
    expect(ofTrain).toMatchObject({
      version: 2,
      reason: 'train',
      verdict: {
        data: { name: 'churn.csv', sha256: data.sha256 },
        rows: 100,
        champion: 1,
        compared: true,
        policy: ['contract compatible', 'parity ≤ 0.00001', 'val_auc versus champion (delong)'],
      },
    })
  })

  it('that refused cannot be laundered on other data, and the refusal says where it stands', async () => {
    await writeFile(join(folder, 'strict.yaml'), `${config(1)}gate: [{ metric: val_auc, min: 0.9999 }]\n`)
    expect((await train('strict.yaml')).gate.passed).toBe(false)
    const { decision } = await judge('newer.yaml', 3)
    expect(decision.passed).toBe(true)
    expect(warnings).toContainEqual(
      expect.stringMatching(/^version 3 was refused on other data, churn\.csv \([0-9a-f]{8}\): that stands/),
    )
    expect(warnings).toContainEqual(
      expect.stringMatching(/^the champion \(version 1\) was judged on other data: churn\.csv/),
    )
    const { versions } = await opened.models.show('churn')
    expect(versions[0]!.version.tags['modelwright.gate']).toBe('refused')
    await expect(opened.models.promote(version(3))).rejects.toThrow(
      expect.objectContaining({
        code: 'GATE_REFUSED',
        message: expect.stringMatching(
          /^churn version 3 was refused by the gate on churn\.csv \(\w+\), and passed on other data only since, newer\.csv/,
        ),
      }),
    )
    await judge('modelwright.yaml', 3)
    expect(await opened.models.promote(version(3))).toMatchObject({ version: 3, previous: 1 })
  })
})

describe('the contract', () => {
  const BREAKS = ["input 'tenure' must be at most 40", "the answer has no 'probability' (new: 'churn_probability')"]

  it('of a candidate that breaks callers is refused, each difference by name, until it is asked for', async () => {
    await writeFile(join(folder, 'breaking.yaml'), breaking())
    const { gate, model } = await train('breaking.yaml')
    expect(gate.checks[0]).toMatchObject({ name: 'contract', status: 'failed' })
    for (const text of BREAKS) expect(gate.checks[0]!.explanation).toContain(text)
    await expect(opened.models.promote(version(model.version))).rejects.toThrow(
      /refused by the gate on .*: contract\. Say --allow-contract-change/,
    )
    await opened.models.promote(version(model.version), { allowContractChange: true, reason: 'callers are ready' })
    const { history } = await opened.models.show('churn')
    expect(history[0]!.reason).toBe(`the contract changes: ${BREAKS.join('; ')}: callers are ready`)
    warnings = []
    await opened.models.rollback('churn')
    expect(warnings).toEqual([
      "callers of version 3 may break: the answer has no 'churn_probability' (new: 'probability')",
    ])
  })

  it('may change where the config says so', async () => {
    await writeFile(join(folder, 'breaking.yaml'), breaking('gate: [{ contract: any }, { parity: 0.001 }]\n'))
    const { gate, model } = await train('breaking.yaml')
    expect(gate.checks.map(({ name }) => name)).toEqual(['parity ≤ 0.001'])
    expect(await opened.models.promote(version(model.version))).toMatchObject({ previous: 1 })
  })

  it('is held by a promotion too: a version that was judged when there was nobody to break', async () => {
    await writeFile(
      join(folder, 'first.yaml'),
      breaking('gate: [{ parity: 0.001 }]\n').replace('model_name: churn', 'model_name: other'),
    )
    await writeFile(join(folder, 'second.yaml'), config(1).replace('model_name: churn', 'model_name: other'))
    await train('first.yaml')
    await train('second.yaml')
    await opened.models.promote({ model: 'other', version: 2 })
    await expect(opened.models.promote({ model: 'other', version: 1 })).rejects.toThrow(
      `other version 1 would break callers of version 2: ${BREAKS.join('; ')}. Keep the names`,
    )
  })
})

describe('a rollback', () => {
  it('is refused to a version whose files are no longer those that were registered: nothing changes', async () => {
    await opened.models.promote(version(2))
    const { versions } = await opened.models.show('churn')
    const { source } = versions.find((one) => one.version.version === 1)!.version
    const path = join(folder, '.modelwright/artifacts', source, 'model.onnx')
    const bytes = await readFile(path)
    bytes[100]! ^= 1
    await writeFile(path, bytes)
    await expect(opened.models.rollback('churn')).rejects.toThrow(
      expect.objectContaining({
        code: 'ARTIFACT_DIGEST',
        message: expect.stringContaining('or promote another version'),
      }),
    )
    expect((await opened.models.show('churn')).model.aliases).toEqual({ champion: 2 })
    bytes[100]! ^= 1
    await writeFile(path, bytes)
    expect(await opened.models.rollback('churn')).toMatchObject({ version: 1, previous: 2 })
  })
})

describe('the gate', () => {
  it('compares on held-out rows that the champion has not learned from either', async () => {
    expect(versus((await train()).gate)).toContain('of champion v1 on 100 rows that neither has learned from')
    expect(versus((await train('newer.yaml')).gate)).toContain(
      'of champion v1 on 100 rows that neither has learned from',
    )
  })

  it('judges a version on the rows that its own training held out, whatever seed the config has now', async () => {
    const { decision } = await judge('other-seed.yaml')
    expect(decision.checks.at(-1)!.explanation).toContain('on 100 rows that neither has learned from')
    expect(warnings).toEqual([])
  })

  it('judges by every row of a newer table, since the version has learned from none of them', async () => {
    const { rows, decision } = await judge('newer.yaml')
    expect(rows).toBe(400)
    expect(decision.checks.at(-1)!.explanation).toContain('on 400 rows that neither has learned from')
    expect(warnings.join()).not.toContain('learned')
  })

  it('refuses, and the training still ends well, when the champion is damaged', async () => {
    const { versions } = await opened.models.show('churn')
    const { source } = versions.find((one) => one.version.version === 1)!.version
    await writeFile(join(folder, '.modelwright/artifacts', source, 'model.onnx'), 'damaged')
    const { gate, model } = await train()
    expect(model.version).toBe(3)
    expect(gate.passed).toBe(false)
    expect(versus(gate)).toContain('champion v1 could not be scored on the same rows: refused')
  })
})

it('a server of a model without a champion follows the first promotion', async () => {
  await writeFile(join(folder, 'other.yaml'), config(1).replace('model_name: churn', 'model_name: other'))
  for (let i = 0; i < 2; i++) await train('other.yaml')
  const { uri, told } = await opened.models.default('other')
  expect({ uri, told }).toEqual({
    uri: 'models:/other/2',
    told: 'other version 2 (the newest: other has no champion yet)',
  })
  const source = opened.models.follow({ uri: 'models:/other@champion', until: uri })
  expect((await source.load()).model.version).toBe('2')
  const before = await source.revision()
  await opened.models.promote({ model: 'other', version: 1 })
  expect(await source.revision()).not.toBe(before)
  expect((await source.load()).model.version).toBe('1')
})

describe('a retraining', () => {
  it('is skipped on the data of the champion, and within the cool-down', async () => {
    expect(await retrain('modelwright.yaml')).toEqual({
      outcome: 'skipped',
      reason: 'the data and the config are those the champion was trained with (--force trains anyway)',
    })
    expect(await retrain()).toMatchObject({ outcome: expect.stringMatching('promoted|refused') })
    expect(await retrain()).toEqual({ outcome: 'skipped', reason: expect.stringContaining('cool-down ends in 60 min') })
  })

  it('does not bring back what was rolled back from, though the cool-down is over', async () => {
    const free = config(1, '{ n_estimators: 30, max_depth: 5 }', 'newer.csv').replace('1h', '1ms')
    await writeFile(join(folder, 'free.yaml'), `${free}gate: []\n`)
    expect(await retrain('free.yaml')).toMatchObject({ outcome: 'promoted' })
    await opened.models.rollback('churn')
    expect(await retrain('free.yaml')).toEqual({
      outcome: 'skipped',
      reason: 'the last retraining has learned from these data by the same config (--force trains anyway)',
    })
  })

  it('of another model in the same experiment does not count', async () => {
    await retrain()
    const other = config(1, '{ n_estimators: 8 }', 'newer.csv').replace('model_name: churn', 'model_name: other')
    await writeFile(join(folder, 'other.yaml'), other)
    expect(await retrain('other.yaml')).toMatchObject({ outcome: 'promoted' })
  })
})

it('finds a run by its name, or by a beginning of its id that no other has', async () => {
  const { runs } = opened
  const [one] = await runs.list({ limit: 1 })
  expect((await runs.find(one!.runId.slice(0, 12))).runId).toBe(one!.runId)
  expect((await runs.find(one!.runName)).runId).toBe(one!.runId)
  await expect(runs.find('no-such-run')).rejects.toThrow("no run 'no-such-run'")
})

describe('data.test_path', () => {
  const [header, ...lines] = churnCsv({ rows: 60, seed: 3, period: 'now' }).trim().split('\n')

  it('may have one class only', async () => {
    const stayed = lines.filter((line) => line.endsWith(',0'))
    const { metrics } = await trainTestedOn([header, ...stayed, ''].join('\n'))
    expect(metrics['test_accuracy']).toBeGreaterThan(0.5)
    expect(metrics).not.toHaveProperty('test_auc')
  })
})
