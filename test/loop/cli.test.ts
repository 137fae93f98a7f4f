// The command line end to end, in one process, on a small table.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { churnCsv } from '../../demo/churn-table.ts'
import { commandLine } from '../fixtures/command-line.ts'

let folder: string

const cli = (...args: string[]) => commandLine(folder, args)

// oxlint-disable-next-line typescript/no-explicit-any -- the shape is what the tests are about
async function json(...args: string[]): Promise<any> {
  const { out, err, code } = await cli(...args, '--json')
  expect(err).toBe('')
  return { ...JSON.parse(out), exit: code }
}

const config = (model: string, extra = ''): string => `mlflow: { experiment_name: churn-prediction, model_name: churn }
data: { train_path: churn.csv, target_column: churned }
features:
  numeric: [tenure, monthly_charges, total_charges, num_products]
  categorical: [contract_type, payment_method, internet_service]
training: { val_size: 0.2, random_state: 42, cv: 3 }
model: ${model}
${extra}`

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'modelwright-cli-'))
  await writeFile(join(folder, 'churn.csv'), churnCsv({ rows: 2000, seed: 1, period: 'now' }))
  await writeFile(join(folder, 'later.csv'), churnCsv({ rows: 2000, seed: 2, period: 'later' }))
  await writeFile(join(folder, 'modelwright.yaml'), config('{ n_estimators: 40, max_depth: 6 }'))
  await writeFile(join(folder, 'worse.yaml'), config('{ n_estimators: 1, max_depth: 1 }'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

describe('the command line', () => {
  it('trains, and prints what a script needs', async () => {
    const result = await json('train')
    expect(result).toMatchObject({
      exit: 0,
      run_id: expect.stringMatching(/^[0-9a-f]{32}$/),
      experiment: 'churn-prediction',
      model: { name: 'churn', version: 1, uri: 'models:/churn/1' },
      gate: { passed: true, checks: expect.any(Array) },
      data: { rows: 2000, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
    })
    for (const name of [
      'val_auc',
      'val_accuracy',
      'val_precision',
      'val_recall',
      'val_f1',
      'val_log_loss',
      'cv_roc_auc_mean',
      'cv_roc_auc_std',
    ]) {
      expect(result.metrics[name], name).toBeGreaterThan(0)
    }
    expect(result.metrics.val_auc).toBeGreaterThan(0.85)
    for (const name of ['val_auc', 'val_f1', 'val_log_loss', 'val_brier']) {
      expect(result.intervals[name].low, name).toBeLessThan(result.metrics[name])
      expect(result.intervals[name].high, name).toBeGreaterThan(result.metrics[name])
    }
  })

  it('promotes what passed the gate, and refuses what did not', async () => {
    expect(await json('promote', 'churn', '1', '--reason', 'first')).toMatchObject({ exit: 0, previous: null })
    const worse = await json('train', '--config', 'worse.yaml')
    expect(worse).toMatchObject({ exit: 1, model: { version: 2 }, gate: { passed: false } })
    expect(await json('promote', 'models:/churn/2')).toMatchObject({ exit: 1, error: { code: 'GATE_REFUSED' } })
    expect(await json('gate', 'churn', '2')).toMatchObject({ exit: 1, passed: false, champion: 1 })
    expect(await json('gate', '--model', 'churn', '--version', '1')).toMatchObject({ exit: 0, passed: true })
  })

  it('rolls back in one command, and keeps the history', async () => {
    expect(await json('promote', 'churn/2', '--force', '--reason', 'a drill')).toMatchObject({ exit: 0, previous: 1 })
    expect(await json('rollback', 'churn')).toMatchObject({ exit: 0, model: { version: 1 }, previous: 2 })
    const shown = await json('models', 'show', 'churn')
    expect(shown.aliases).toEqual({ champion: 1 })
    expect(shown.history.map((line: { reason: string | null }) => line.reason)).toContain(
      'forced past the gate: a drill',
    )
    expect(await json('models', 'list')).toMatchObject({ models: [{ name: 'churn', aliases: { champion: 1 } }] })
  })

  it('lists, shows and compares runs', async () => {
    const { runs } = await json('runs', 'list')
    expect(runs).toHaveLength(2)
    const shown = await json('runs', 'show', runs[0].run_id.slice(0, 8))
    expect(shown).toMatchObject({ status: 'FINISHED', params: { n_estimators: '1' }, inputs: [{ name: 'churn.csv' }] })
    const compared = await json('runs', 'compare', runs[1].run_id, runs[0].run_id)
    expect(compared.params).toMatchObject({ n_estimators: ['40', '1'], max_depth: ['6', '1'] })
    expect(compared.metrics.val_auc).toHaveLength(2)
    const { out } = await cli('runs', 'compare', runs[1].run_id, runs[0].run_id)
    expect(Math.max(...out.split('\n').map((line) => line.length))).toBeLessThan(90)
  })

  it('prints the card with what happened since', async () => {
    const { out, code } = await cli('card', 'churn', '1')
    expect(code).toBe(0)
    expect(out).toMatch(/^---\n/)
    expect(out).toMatch(/val_auc/)
    expect(out).toMatch(/champion none → 1 by /)
  })

  it('scores a file', async () => {
    const result = await json('predict', 'later.csv', '--output', 'scored.csv')
    expect(result).toMatchObject({ exit: 0, model: { name: 'churn', version: 1 }, rows: 2000 })
    const [header] = (await readFile(join(folder, 'scored.csv'), 'utf8')).split('\n')
    expect(header).toMatch(/churned,prediction,probability$/)
  })

  it('does not write the answers over the table they are made of', async () => {
    const before = await readFile(join(folder, 'later.csv'), 'utf8')
    expect(await json('predict', 'later.csv', '--output', 'later.csv')).toMatchObject({
      exit: 2,
      error: { code: 'USAGE' },
    })
    expect(await readFile(join(folder, 'later.csv'), 'utf8')).toBe(before)
  })

  it('scores a scored file again without a second answer beside the first, by the threshold of the config', async () => {
    await writeFile(join(folder, 'cautious.yaml'), config('{}', 'serving: { threshold: 1 }'))
    const said = await cli('predict', 'scored.csv', '--config', 'cautious.yaml', '--output', 'again.csv', '--json')
    const cautious = JSON.parse(said.out) as { counts: object }
    expect(cautious.counts).toEqual({ 0: 2000, 1: 0 })
    const [header] = (await readFile(join(folder, 'again.csv'), 'utf8')).split('\n')
    expect(header!.split(',').filter((name) => name === 'prediction' || name === 'probability')).toHaveLength(2)
  })

  it('keeps the threshold a model was trained with where the config of the moment has none', async () => {
    await writeFile(
      join(folder, 'strict.yaml'),
      config('{ n_estimators: 20, max_depth: 3 }', 'serving: { threshold: 1 }').replace(
        'model_name: churn',
        'model_name: strict',
      ),
    )
    expect(await json('train', '--config', 'strict.yaml')).toMatchObject({ exit: 0, model: { name: 'strict' } })
    const strict = await json('predict', 'later.csv', '--model', 'models:/strict/1')
    expect(strict.counts).toEqual({ 0: 2000, 1: 0 })
    await writeFile(join(folder, 'other-keys.yaml'), config('{}', 'serving: { response: { tier: risk } }'))
    const beside = await json('predict', 'later.csv', '--model', 'models:/strict/1', '--config', 'other-keys.yaml')
    expect(beside.counts).toEqual({ 0: 2000, 1: 0 })
  })

  it('says when the config of the moment answers with another threshold than the one judged', async () => {
    await writeFile(join(folder, 'bold.yaml'), config('{}', 'serving: { threshold: 0 }'))
    const { out, err } = await cli(
      'predict',
      'later.csv',
      '--model',
      'models:/strict/1',
      '--config',
      'bold.yaml',
      '--json',
    )
    expect((JSON.parse(out) as { counts: object }).counts).toEqual({ 0: 0, 1: 2000 })
    expect(err).toContain("version 1 was judged with the threshold 1 and answers with the config's 0")
  })

  it('says by its exit code whether data drifted', async () => {
    expect(await json('drift', '--data', 'later.csv')).toMatchObject({ exit: 1, drifted: true })
    expect(await json('drift', '--data', 'churn.csv')).toMatchObject({ exit: 0, drifted: false })
    expect(await json('drift')).toMatchObject({ exit: 0, verdict: 'insufficient data' })
    expect((await cli('drift', '--data', 'later.csv', '--markdown')).out).toMatch(/\| payment\\_method \| drift/)
  })

  it('retrains on newer data, and not twice on the same', async () => {
    expect(await json('retrain')).toMatchObject({ exit: 0, outcome: 'skipped' })
    expect(await json('retrain', '--data', 'later.csv')).toMatchObject({ exit: 0, outcome: 'promoted', previous: 1 })
    expect(await json('retrain', '--data', 'later.csv')).toMatchObject({ exit: 0, outcome: 'skipped' })
  })

  it('ships a model and does not overwrite by itself', async () => {
    await writeFile(join(folder, 'packed.tgz'), 'packed')
    const packed = ['--package', 'packed.tgz']
    const shipped = await json('ship', 'docker', '--out', 'docker', ...packed)
    const files = shipped.files as string[]
    expect(files).toEqual(expect.arrayContaining(['Dockerfile', 'model/MLmodel', 'model/model.onnx']))
    for (const path of files) {
      expect(await readFile(join(folder, 'docker', path), 'utf8'), `${path} names this machine`).not.toContain(folder)
    }
    expect(await json('ship', 'docker', '--out', 'docker', ...packed)).toMatchObject({
      exit: 4,
      error: { code: 'RESOURCE_ALREADY_EXISTS' },
    })
    expect((await json('ship', 'compose', '--out', 'compose', ...packed)).files).toEqual(
      expect.arrayContaining(['docker-compose.yml']),
    )
    const github = await cli('ship', 'github', '--out', 'github', '--json')
    expect((JSON.parse(github.out) as { files: string[] }).files).toContain('.github/workflows/modelwright.yml')
    expect(github.err).toContain('no git repository')
  })

  it('checks the machine and the project', async () => {
    expect(await json('doctor')).toMatchObject({ exit: 0, healthy: true })
  })

  it('says before any training that a tracking server does not answer; --local is the way out', async () => {
    const before = (await json('runs', 'list')).runs.length
    const elsewhere = { MLFLOW_TRACKING_URI: 'http://127.0.0.1:1', MLFLOW_HTTP_REQUEST_MAX_RETRIES: '0' }
    const remote = await commandLine(folder, ['train'], elsewhere)
    expect(remote.code).toBe(5)
    expect(remote.err).toMatch(/TRACKING_UNREACHABLE.*127\.0\.0\.1:1/s)
    expect((await json('runs', 'list')).runs).toHaveLength(before)
    expect((await commandLine(folder, ['runs', 'list', '--local'], elsewhere)).code).toBe(0)
  })

  it.each([
    ['an unknown command', ['trian'], 2, /did you mean train/i],
    ['an unknown option', ['train', '--fast'], 2, /unknown option/],
    ['a missing config', ['train', '--config', 'nowhere.yaml'], 3, /CONFIG_NOT_FOUND/],
    ['an unknown run', ['runs', 'show', 'nothing'], 3, /RESOURCE_DOES_NOT_EXIST/],
    ['an unknown model', ['models', 'show', 'nothing'], 3, /RESOURCE_DOES_NOT_EXIST/],
    [
      'an output of an unknown kind',
      ['predict', 'later.csv', '-o', 'scored.xlsx'],
      2,
      /USAGE: .*scored\.xlsx: a table cannot be written as \.xlsx.*\.parquet/,
    ],
    ['an output that cannot be', ['predict', 'later.csv', '-o', 'churn.csv/x.csv'], 5, /OUTPUT_UNWRITABLE: .*EEXIST/],
    [
      'a folder that cannot be',
      ['ship', 'docker', '--out', 'churn.csv', '--package', 'packed.tgz'],
      5,
      /OUTPUT_UNWRITABLE: .*churn.csv/,
    ],
    ['a missing file', ['predict', 'nowhere.csv'], 3, /DATA_NOT_FOUND/],
    ['a bad limit', ['runs', 'list', '--limit', 'x'], 2, /--limit needs a whole number of 1 or more, not 'x'/],
    ['a bad version', ['promote', 'churn', 'two'], 2, /not a version number/],
    ['a hostile name', ['models', 'show', '../../etc'], 2, /NAME_INVALID/],
    ['a bad window', ['drift', '--window', 'soon'], 2, /not a duration/],
  ])('answers %s with a clear error and its exit code', async (_, args, code, message) => {
    const result = await cli(...args)
    expect(result.code).toBe(code)
    expect(result.err).toMatch(message)
    expect(result.err).not.toMatch(/\n\s+at /)
  })

  it('says the words of MLflow with one full stop', async () => {
    const { err } = await cli('predict', 'later.csv', '--model', 'churn@nobody')
    expect(err).toContain('alias nobody not found. Set the alias')
  })

  it('answers a wrong option of serve in JSON too', async () => {
    expect(await json('serve', '--port', 'x')).toMatchObject({ exit: 2, error: { code: 'USAGE' } })
  })

  it.each([
    ['runs show', "missing required argument 'run'"],
    ['train --dta x', "unknown option '--dta'. Did you mean --data?"],
    ['frobnicate', "unknown command 'frobnicate'"],
    ['train --config', "option '-c, --config <file>' argument missing"],
    ['predict a b', "too many arguments for 'predict'"],
  ])('answers the wrong usage `%s` as every other error, in words and in JSON', async (line, message) => {
    const args = line.split(' ')
    const words = await cli(...args)
    expect(words).toMatchObject({ code: 2, out: '' })
    expect(words.err).toContain(`error USAGE: ${message}`)
    const machine = await cli(args[0]!, '--json', ...args.slice(1))
    expect(machine).toMatchObject({ code: 2, err: '' })
    expect(JSON.parse(machine.out)).toMatchObject({ error: { code: 'USAGE' } })
  })

  it('of a group without its command shows the help', async () => {
    expect(await cli('runs')).toMatchObject({ code: 2, err: expect.stringContaining('Commands:') })
  })

  it("shows a command's own options before those of all commands", async () => {
    const { out } = await cli('train', '--help')
    expect(out.indexOf('--target')).toBeLessThan(out.indexOf('--config'))
  })

  it('shows an example in the help of every command', async () => {
    const { out } = await cli('--help')
    const commands = [...out.matchAll(/^ {2}(\w[\w-]*)[^\n]* {2}/gm)]
      .map(([, name]) => name!)
      .filter((name) => name !== 'help')
    expect(commands.length).toBeGreaterThanOrEqual(15)
    for (const name of commands) {
      const sub = { runs: ['list'], models: ['list'], ship: ['docker'] }[name] ?? []
      expect((await cli(name, ...sub, '--help')).out, name).toMatch(/Examples?:\n {2}modelwright /)
    }
  })
})
