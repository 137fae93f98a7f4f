// retrain --from-log: the labelled predictions of the log beside the table that the model grew up on.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openProject, serveModel } from '../../src/app/index.ts'
import { censusCsv, censusLines } from '../fixtures/census-table.ts'
import { commandLine } from '../fixtures/command-line.ts'

const CONFIG = `
mlflow: { experiment_name: census, model_name: census }
data: { train_path: base.csv, target_column: income, drop_columns: [person] }
model: { type: random_forest, n_estimators: 20, max_depth: 8 }
`
const COLUMNS = 'age,workclass,fnlwgt,education_num,marital_status,occupation,hours_per_week'.split(',')
const NUMERIC = new Set(['age', 'fnlwgt', 'education_num', 'hours_per_week'])

let folder: string
const cli = (...args: string[]) => commandLine(folder, args)
const errorOf = async (...args: string[]): Promise<string> => (await cli('retrain', '--force', ...args)).err
const retrained = async (...args: string[]) => {
  const { out, err, code } = await cli('retrain', '--no-promote', '--force', ...args, '--json')
  return { ...JSON.parse(out), err, code }
}
/** The table of the first lines, with an identifier of each person that the log never sees. */
const withPersons = (csv: string): string =>
  csv
    .trim()
    .split('\n')
    .map((line, i) => `${i === 0 ? 'person' : `p${i}`},${line}`)
    .join('\n')

const truths = (lines: readonly string[]): string[] =>
  lines.map((line) => line.replace(/[<>]=?50K$/, (income) => (income === '>50K' ? 'true' : 'false')))

const base = censusLines(1500, 1)
/** The first 40 are persons of the table. */
const served = [...base.slice(0, 40), ...censusLines(360, 2)]

/** Serves the champion of a folder, asks it about these persons, and tells the log what they are. */
async function predictAndLabel(at: string, lines: readonly string[]): Promise<void> {
  const opened = await openProject({ cwd: at, env: {} })
  const { address, server } = await serveModel(opened, { uri: 'models:/census@champion', port: 0, logLevel: 'silent' })
  const records = lines.map((line) => {
    const cells = line.split(',')
    return Object.fromEntries(COLUMNS.map((name, i) => [name, NUMERIC.has(name) ? Number(cells[i]) : cells[i]]))
  })
  const response = await fetch(`${address}/predict/batch`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ records }),
  })
  const { predictions } = (await response.json()) as { predictions: { prediction_id: string }[] }
  await server.drain({ graceMs: 0 })
  await opened.close()
  const labels = predictions.map(({ prediction_id: id }, i) => `${id},${lines[i]!.split(',').at(-1)}`)
  await writeFile(join(at, 'labels.csv'), `prediction_id,label\n${labels.join('\n')}\n`)
  await commandLine(at, ['label', 'labels.csv'])
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'modelwright-retrain-log-'))
  await writeFile(join(folder, 'base.csv'), withPersons(censusCsv(base)))
  await writeFile(join(folder, 'modelwright.yaml'), CONFIG)
  await cli('train')
  await cli('promote', 'census', '1')
  await predictAndLabel(folder, served)
})
afterAll(() => rm(folder, { recursive: true, force: true }))

describe('retrain --from-log', () => {
  it('adds the labelled predictions to the table of the config, and counts once what both have', async () => {
    const { data, sources, gate, err } = await retrained('--from-log')
    expect(err).toBe('')
    expect(sources).toEqual({ base_rows: 1500, labelled_rows: 400, repeated_rows: 40 })
    expect(data.rows).toBe(1860)
    const versus = gate.checks.at(-1).explanation
    expect(versus).toMatch(/ of 37\d held-out rows that neither has learned from|on 37\d rows that neither/)
  })

  it('says the numbers, and not to promote what it has promoted', async () => {
    const { out } = await cli('retrain', '--from-log', '--force', '--config', 'modelwright.yaml')
    expect(out).toMatch(
      /^Learned from 1,500 rows of base\.csv \+ 400 labelled predictions \(40 of them in both, counted once\)\n/,
    )
    expect(out).toMatch(
      /census version \d is registered \(run .*\)\n(Version \d is the champion now\.|The champion stays\.)\n$/,
    )
    expect(out).not.toContain('Next:')
  })

  it('adds them to another table, named with --data', async () => {
    await writeFile(join(folder, 'other.csv'), withPersons(censusCsv(censusLines(500, 3))))
    const { sources, data } = await retrained('--from-log', '--data', 'other.csv')
    expect(sources).toEqual({ base_rows: 500, labelled_rows: 400, repeated_rows: 0 })
    expect(data.rows).toBe(900)
  })

  it('learns from the log alone where that is asked for, on the command line or in the config', async () => {
    const alone = { base_rows: 0, labelled_rows: 400, repeated_rows: 0 }
    expect(await retrained('--log-only')).toMatchObject({ sources: alone, data: { rows: 400 } })
    await writeFile(join(folder, 'alone.yaml'), `${CONFIG}retrain: { log_only: true }\n`)
    expect(await retrained('--from-log', '--config', 'alone.yaml')).toMatchObject({ sources: alone })
    expect(await retrained('--from-log', '--config', 'alone.yaml', '--data', 'other.csv')).toMatchObject({
      sources: { base_rows: 500 },
    })
  })

  it('joins classes that are truth values in the table and text in the log', async () => {
    const other = await mkdtemp(join(tmpdir(), 'modelwright-retrain-log-'))
    await writeFile(join(other, 'base.csv'), withPersons(censusCsv(truths(base))))
    await writeFile(join(other, 'modelwright.yaml'), CONFIG)
    await commandLine(other, ['train'])
    await commandLine(other, ['promote', 'census', '1'])
    await predictAndLabel(other, truths(served))
    const { out } = await commandLine(other, ['retrain', '--from-log', '--no-promote', '--json'])
    expect(JSON.parse(out)).toMatchObject({ sources: { labelled_rows: 400, repeated_rows: 40 }, data: { rows: 1860 } })
    await rm(other, { recursive: true, force: true })
  })

  it('learns from nothing twice: a table that has every row of the log', async () => {
    await writeFile(join(folder, 'all.csv'), withPersons(censusCsv(base, served)))
    expect(await retrained('--from-log', '--data', 'all.csv')).toMatchObject({
      outcome: 'skipped',
      reason: 'the log has no labelled prediction that is not in all.csv already',
    })
  })
})

describe('retrain --from-log refuses in words', () => {
  it('a table that lacks a column of the log', async () => {
    await writeFile(join(folder, 'less.csv'), withPersons(censusCsv(base)).replace('occupation', 'job'))
    expect(await errorOf('--from-log', '--data', 'less.csv')).toMatch(
      /error DATA_COLUMN_MISSING: no column 'occupation' in .*less\.csv/,
    )
  })

  it('text in a column that the log has as numbers, by its line', async () => {
    await writeFile(join(folder, 'odd.csv'), withPersons(censusCsv(base, ['old,Private,1,1,Divorced,Sales,40,>50K'])))
    expect(await errorOf('--from-log', '--data', 'odd.csv')).toMatch(
      /error DATA_VALUE_INVALID: .*odd\.csv:1502.*'age'.*"?old/,
    )
  })

  it('a feature of the config that the champion does not read', async () => {
    const features = 'features: { numeric: [age, education_num], categorical: [person] }\n'
    await writeFile(join(folder, 'more.yaml'), CONFIG.replace(', drop_columns: [person]', '') + features)
    expect(await errorOf('--from-log', '--config', 'more.yaml')).toMatch(
      /error DATA_COLUMN_MISSING: .*more\.yaml:\d+ features: the log of predictions has no 'person': the champion does not read it/,
    )
  })

  it('a table that is not there, and two sources at once', async () => {
    await writeFile(join(folder, 'gone.yaml'), CONFIG.replace('base.csv', 'gone.csv'))
    expect(await errorOf('--from-log', '--config', 'gone.yaml')).toMatch(
      /error DATA_NOT_FOUND: .*gone\.csv.*--log-only/,
    )
    expect(await errorOf('--log-only', '--data', 'other.csv')).toMatch(
      /error USAGE: --log-only and --data are two sources/,
    )
  })
})
