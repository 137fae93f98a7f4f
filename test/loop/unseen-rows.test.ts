// A candidate is compared with the champion on rows that neither has learned from.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openProject } from '../../src/app/index.ts'
import type { Project } from '../../src/workflows/index.ts'
import type { TrainResult } from '../../src/workflows/training/index.ts'
import { censusCsv, censusLines } from '../fixtures/census-table.ts'

const FOREST = '{ type: random_forest, n_estimators: 40 }'
const STUMP = '{ type: random_forest, n_estimators: 1, max_depth: 1 }'
const STUMPS = '{ type: random_forest, n_estimators: 5, max_depth: 3 }'

interface Recipe {
  readonly model?: string
  readonly seed?: number
  readonly size?: number
  readonly features?: string
}

const configOf = (data: string, { model = FOREST, seed = 42, size = 0.2, features = '' }: Recipe = {}): string => `
mlflow: { experiment_name: census, model_name: census }
data: { train_path: ${data}, test_path: fresh.csv, target_column: income }
training: { val_size: ${size}, random_state: ${seed} }
model: ${model}
${features}
`
let folder: string
let opened: Project
const warnings: string[] = []

async function open(config: string): Promise<Project> {
  await opened?.close()
  await writeFile(join(folder, 'modelwright.yaml'), config)
  const reporter = { progress: () => {}, warn: (message: string) => void warnings.push(message) }
  opened = await openProject({ cwd: folder, env: {}, reporter })
  return opened
}
async function train(data: string, recipe?: Recipe): Promise<TrainResult> {
  return (await open(configOf(data, recipe))).train()
}
async function judge(data: string, version: number, areNew = false) {
  return (await open(configOf(data))).models.gate({ model: 'census', version }, { areNew })
}
const versus = ({ checks }: TrainResult['gate']): string =>
  checks.find(({ name }) => name.endsWith('versus champion'))!.explanation
/** What takes no account of what it has learned from: the folder beside the model that says it. */
async function forget(version: number): Promise<void> {
  const { versions } = await opened.models.show('census')
  const { source } = versions.find((one) => one.version.version === version)!.version
  await rm(join(folder, '.modelwright/artifacts', `${source}-rows`), { recursive: true })
}

const [jan, feb] = [censusLines(2000, 1), censusLines(4000, 2)]
let champion: TrainResult

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'modelwright-unseen-'))
  await writeFile(join(folder, 'jan.csv'), censusCsv(jan))
  await writeFile(join(folder, 'feb.csv'), censusCsv(feb))
  await writeFile(join(folder, 'jan_feb.csv'), censusCsv(jan, feb))
  await writeFile(join(folder, 'fresh.csv'), censusCsv(censusLines(10_000, 3)))
  champion = await train('jan.csv')
  await opened.models.promote({ model: 'census', version: 1 })
})
beforeEach(() => void (warnings.length = 0))
afterAll(async () => {
  await opened.close()
  await rm(folder, { recursive: true, force: true })
})

describe('a candidate that learned from a superset of the champion’s table', () => {
  // Where rows that the champion learned from were among those that judged, it was refused: 0.9189 against 0.9496 of the
  // champion on 1,200 rows, DeLong p = 0.020, 'significantly worse'.
  it('passes where it is better, by unseen rows alone', async () => {
    const { gate, metrics } = await train('jan_feb.csv')
    expect(metrics['test_auc']).toBeGreaterThan(champion.metrics['test_auc']! + 0.005)
    expect(versus(gate)).toMatch(
      /^val_auc 0\.93\d\d against 0\.92\d\d of champion v1 on the 11\d\d of 1200 held-out rows that neither has learned from \(\+0\.0\d+, DeLong p = 0\.\d+\): (better|as good \(the difference may be chance\)): passed$/,
    )
  })

  it('is refused where it is worse', async () => {
    const { gate, metrics } = await train('jan_feb.csv', { model: STUMPS })
    expect(metrics['test_auc']).toBeLessThan(champion.metrics['test_auc']! - 0.01)
    expect(versus(gate)).toMatch(/on the 11\d\d of 1200 .*neither has learned from \(−0\.0.*worse.*: refused$/)
  })

  it('keeps the held-out rows of the champion’s training, whatever columns it reads', async () => {
    const features =
      'features: { numeric: [age, education_num, hours_per_week], categorical: [marital_status, occupation] }'
    expect(versus((await train('jan.csv', { features })).gate)).toMatch(/on the 39\d of 400 held-out rows that neither/)
  })
})

describe('where too few rows are new to both', () => {
  it('is compared with the champion’s recipe on rows of its own, and says so: with another seed', async () => {
    const { gate } = await train('jan.csv', { seed: 7 })
    expect(versus(gate)).toMatch(
      /^val_auc 0\.9\d+ against 0\.9\d+ of the recipe of champion v1, fitted on the same rows as the candidate since only \d\d of the 400 held-out rows are new to both, on 400 held-out rows \(/,
    )
    expect(warnings.join()).toContain('the recipe of the champion is fitted on the rows of the candidate')
    expect(versus((await train('jan.csv', { seed: 7, model: STUMP })).gate)).toMatch(
      /recipe of champion v1.*: refused$/,
    )
  })
})

describe('the gate of a registered version', () => {
  it('judges by all rows that the version has not learned from, and measures on them', async () => {
    const { rows, decision } = await judge('jan_feb.csv', 1)
    expect(rows).toBe(4400)
    expect(decision.passed).toBe(true)
    expect((await judge('jan.csv', 1)).rows).toBe(400)
  })

  it('compares on what neither has learned from, also on another table than either was trained on', async () => {
    const better = await train('jan_feb.csv')
    const { decision } = await judge('fresh.csv', better.model.version)
    expect(decision.passed).toBe(true)
    expect(versus(decision)).toContain('of champion v1 on 10000 rows that neither has learned from (+0.0')
    const own = await judge('jan_feb.csv', better.model.version)
    expect(versus(own.decision)).toBe(versus(better.gate))
  })

  it('refuses a table of which the version has learned nearly every row', async () => {
    const { model } = await train('jan_feb.csv', { size: 0.01 })
    await writeFile(join(folder, 'part.csv'), censusCsv(jan.slice(0, 1000)))
    await expect(judge('part.csv', model.version)).rejects.toMatchObject({
      code: 'DATA_EMPTY',
      message: expect.stringMatching(
        /learned from all but \d+ of the 1000 rows of .*part\.csv: too few are left.*--data/s,
      ),
    })
  })
})

describe('where nobody knows what a version has learned from', () => {
  it('the champion is replaced by its recipe, or refuses', async () => {
    await forget(1)
    expect(versus((await train('jan_feb.csv')).gate)).toMatch(
      /recipe of champion v1, fitted on the same rows as the candidate since nobody kept which rows the champion has learned from, on 1200 held-out rows/,
    )
  })

  it('a candidate is refused, unless the user names rows that it has not seen', async () => {
    const { model } = await train('jan_feb.csv')
    await forget(model.version)
    await expect(judge('jan_feb.csv', model.version)).rejects.toMatchObject({
      code: 'DATA_EMPTY',
      message: expect.stringMatching(/nobody knows which rows the candidate has learned from.* --data/s),
    })
    const { decision, rows } = await judge('fresh.csv', model.version, true)
    expect(rows).toBe(10_000)
    expect(versus(decision)).toMatch(
      /of champion v1 on 10000 rows, said to be new to it \(\+0\.0.*: (better|as good .*): passed$/,
    )
  })
})
