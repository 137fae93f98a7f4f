// A store that version 0.1.0 wrote opens, answers and goes on: what stands in here was said by 0.1.0 itself and does not change.
// Asked through the command line and HTTP, whose words are promised; how the fixture was made says fixtures/make-store-fixture.ts.
import { createHash } from 'node:crypto'
import { readFileSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { openProject, serveModel } from '../../src/app/index.ts'
import { commandLine } from '../fixtures/command-line.ts'
import { filesBelow } from '../fixtures/prediction-disk.ts'
import { type StoredProject, storedProject } from '../fixtures/stored-project.ts'

/** A copy of its own for each test. */
function project() {
  const stored = storedProject('0.1.0')
  onTestFinished(stored.remove)
  // oxlint-disable-next-line typescript/no-explicit-any -- the shape is what the tests are about
  const json = async (...args: string[]): Promise<any> => {
    const { out, err, code } = await commandLine(stored.folder, [...args, '--json'])
    expect(err).toBe('')
    return { ...JSON.parse(out), exit: code }
  }
  return { ...stored, json }
}

const ADA = { tenure: 2, charges: 68.78, contract: 'Month-to-month', senior: false }

/** Serves the champion; gives what it answers. */
async function asked(folder: string, requests: readonly (readonly [string, unknown])[], config = 'modelwright.yaml') {
  const opened = await openProject({ cwd: folder, config, env: {} })
  const uri = `models:/${opened.config!.mlflow.model_name}@champion`
  const serving = opened.config?.serving
  const { address, server } = await serveModel(opened, { uri, serving, port: 0, logLevel: 'silent' })
  try {
    // oxlint-disable-next-line typescript/no-explicit-any -- the shape is what the tests are about
    const answers: any[] = []
    for (const [path, body] of requests) {
      const headers = { 'content-type': 'application/json' }
      const response = await fetch(address + path, { method: 'POST', headers, body: JSON.stringify(body) })
      answers.push(await response.json())
    }
    return answers
  } finally {
    await server.drain({ graceMs: 0 })
    await opened.close()
  }
}

/** A new prediction and its label for the log. */
async function predictAndLabel({ folder }: StoredProject): Promise<void> {
  const [{ prediction_id: id }] = await asked(folder, [['/predict', ADA]])
  expect(await asked(folder, [['/feedback', { prediction_id: id, label: 'yes' }]])).toEqual([{ accepted: 1 }])
}

describe('a store of 0.1.0', () => {
  it('lists and shows its runs', async () => {
    const { json, runs } = project()
    const { runs: listed } = await json('runs', 'list')
    expect(listed.map((run: { run_id: string }) => run.run_id)).toEqual([
      runs.refused,
      runs.second,
      runs.rent,
      runs.first,
    ])
    expect(await json('runs', 'show', runs.first)).toMatchObject({
      run_id: runs.first,
      run_name: 'swift-owl-592',
      status: 'FINISHED',
      start_time: 1795165200611,
      end_time: 1795165200794,
      artifact_uri: `1/${runs.first}/artifacts`,
      params: { model_type: 'random_forest', n_estimators: '3', max_depth: '3', train_rows: '150', val_rows: '50' },
      metrics: { val_auc: 0.879047619047619, val_accuracy: 0.82, val_log_loss: 0.40571862920244045 },
      tags: { 'mlflow.user': 'ada', 'mlflow.source.name': 'main.ts', 'modelwright.version': '0.1.0' },
      inputs: [{ name: 'churn.csv', digest: 'a659282e241995a56bb51c2c8997aff7c5bc027764198e826df7e7e26ccc8f0d' }],
    })
    expect(await json('runs', 'show', runs.rent)).toMatchObject({
      params: { model_type: 'linear_regression' },
      metrics: { val_mae: 44.11780760148078, val_rmse: 95.71258727169933 },
    })
  })

  it('shows versions, aliases and the whole history, with the verdicts of the gate', async () => {
    const { json, runs } = project()
    const { aliases, versions, history } = await json('models', 'show', 'churn')
    expect(aliases).toEqual({ champion: 2 })
    expect(versions).toMatchObject([
      { version: 3, stage: 'None', aliases: [], run_id: runs.refused, tags: { 'modelwright.gate': 'refused' } },
      { version: 2, stage: 'Production', aliases: ['champion'], run_id: runs.second, metrics: { val_accuracy: 0.9 } },
      { version: 1, stage: 'Archived', aliases: [], run_id: runs.first, metrics: { val_accuracy: 0.82 } },
    ])
    expect(versions.map(({ digest }: { digest: string }) => digest)).toEqual([
      '3872c43ce64838eec25a48986fded94ad0bf35ce70365ecab48050de8c6aeebe',
      '5901386ddc7b4aea56192b485ee90533c2acf3b155af9e5f5ce4e52cd7f4dee0',
      '696888f4f4c1dfcb11aa62d19ac1317cbdb385eed2b14acd1ceb5d714e245c59',
    ])
    type Line = Record<string, string | number>
    const champions = history.filter(({ kind }: Line) => kind === 'alias')
    expect(
      champions.map(({ at, action, from, to, by, reason }: Line) => [at, action, from, to, by, reason].join(' ')),
    ).toEqual([
      '1795171800608 promote 1 2 ada the drill is over',
      '1795171500635 rollback 2 1 ada a drill',
      '1795170900614 promote 1 2 ada boosted',
      '1795165500581 promote  1 ada the first',
    ])
    const verdicts = history.filter(({ kind }: Line) => kind === 'gate')
    expect(verdicts).toMatchObject([
      {
        version: 3,
        to: 'refused',
        verdict: {
          champion: 2,
          rows: 50,
          failed: ['val_auc ≥ 0.75', 'val_accuracy versus champion'],
          policy: [
            'contract compatible',
            'val_auc ≥ 0.75',
            'val_accuracy versus champion (bootstrap, margin 0.2)',
            'parity ≤ 0.0001',
          ],
        },
      },
      { version: 2, to: 'passed', verdict: { champion: 1, failed: [] } },
      { version: 1, to: 'passed', verdict: { champion: null, failed: [] } },
    ])
    expect(history).toHaveLength(14)
  })

  it('has files that are as they were registered', async () => {
    const { json } = project()
    const { healthy, findings } = await json('doctor')
    expect(healthy).toBe(true)
    expect(findings).toContainEqual({
      name: 'champion',
      status: 'ok',
      detail: 'churn version 2, its files are as registered',
    })
    expect(findings).toContainEqual({ name: 'prediction log', status: 'ok', detail: '4 segments, all readable' })
  })

  it('keeps a refusal standing, and rolls back to the version before', async () => {
    const { json } = project()
    expect(await json('promote', 'churn', '3')).toMatchObject({ exit: 1, error: { code: 'GATE_REFUSED' } })
    expect(await json('rollback', 'churn')).toMatchObject({ exit: 0, model: { version: 1 }, previous: 2 })
  })

  it('scores a table with each champion as it did', async () => {
    const { json, folder } = project()
    const rows = [
      'tenure,charges,contract,senior',
      '2,68.78,Month-to-month,false',
      '61,50.4,One year,true',
      ',,,false',
      '30,,Weekly,true',
    ]
    writeFileSync(join(folder, 'rows.csv'), `${rows.join('\n')}\n`)
    expect(await json('predict', 'rows.csv', '--output', 'scored.csv')).toMatchObject({
      model: { name: 'churn', version: 2 },
      unseen_categories: { contract: 1 },
    })
    expect(readFileSync(join(folder, 'scored.csv'), 'utf8').trim().split('\n')).toEqual([
      'tenure,charges,contract,senior,prediction,probability',
      '2,68.78,Month-to-month,False,yes,0.9642233436463219',
      '61,50.4,One year,True,no,0.029003114281366153',
      ',,,False,no,0.48706974856033025',
      '30,,Weekly,True,no,0.22542927125103354',
    ])
    writeFileSync(join(folder, 'flats.csv'), 'size,district\n50,Mitte\n,Zoo\n70,Neukölln\n')
    await json('predict', 'flats.csv', '--model', 'models:/rent@champion', '--output', 'rents.csv')
    expect(readFileSync(join(folder, 'rents.csv'), 'utf8').trim().split('\n')).toEqual([
      'size,district,prediction',
      '50,Mitte,751.6420053353761',
      ',Zoo,1061.2460657442143',
      '70,Neukölln,799.0533191239988',
    ])
  })

  it('is served, and answers as it did', async () => {
    const { folder } = project()
    const [one, invocation, refusal] = await asked(folder, [
      ['/predict', ADA],
      ['/invocations', { dataframe_records: [ADA] }],
      ['/predict', { ...ADA, tenure: 101 }],
    ])
    expect(one).toEqual({
      churn_probability: 0.9642233436463219,
      churn_prediction: true,
      risk_tier: 'HIGH',
      model_version: '2',
      prediction_id: expect.stringMatching(/^[\w-]{20}$/),
    })
    expect(invocation).toEqual({ predictions: [{ label: 'yes', probability: 0.9642233436463219 }] })
    expect(refusal.detail).toMatchObject([{ loc: ['body', 'tenure'], type: 'less_than_equal' }])
    const [rent] = await asked(folder, [['/predict', { size: 50, district: 'Mitte' }]], 'rent.yaml')
    expect(rent).toMatchObject({ prediction: 751.6420053353761, model_version: '1' })
  })

  it('reads its log, Parquet and open segments, with the labels of both', async () => {
    const { json } = project()
    const { versions, ...all } = await json('performance')
    expect(all).toMatchObject({
      predictions: 20,
      labelled: 11,
      label_delay_ms: { p50: 2999528, p95: 2999528 },
      metrics: { accuracy: 0.7272727272727273, log_loss: 0.4604538259479488, roc_auc: 0.8928571428571429 },
    })
    expect(versions).toMatchObject([
      { version: '1', predictions: 12, labelled: 8, metrics: { accuracy: 0.75, log_loss: 0.3923264685506405 } },
      { version: '2', predictions: 8, labelled: 3, metrics: { log_loss: 0.6421267790074375 } },
    ])
    const { rows, features } = await json('drift', '--min-rows', '10')
    expect(rows).toEqual({ reference: 50, current: 20 })
    type Feature = { name: string; n: { current: number } }
    expect(features.map(({ name, n }: Feature) => `${name} ${n.current}`)).toEqual([
      'tenure 20',
      'charges 18',
      'contract 20',
      'senior 20',
    ])
  })

  it('takes new predictions and labels in beside the old ones', async () => {
    const stored = project()
    await predictAndLabel(stored)
    expect(await stored.json('performance')).toMatchObject({ predictions: 21, labelled: 12 })
    expect(await stored.json('drift', '--min-rows', '10')).toMatchObject({ rows: { current: 21 } })
  })

  it('compacts what the killed server of another machine left, once it was silent for a day', async () => {
    const stored = project()
    const store = join(stored.folder, '.modelwright')
    const open = filesBelow(store).filter((path) => path.endsWith('.jsonl'))
    expect(open).toHaveLength(2)
    const long = new Date(Date.now() - 2 * 86_400_000)
    for (const path of open) utimesSync(join(store, path), long, long)
    await predictAndLabel(stored)
    const now = filesBelow(store)
    for (const path of open) {
      expect(now).not.toContain(path)
      expect(now).toContain(path.replace(/jsonl$/, 'parquet'))
    }
    const { versions, ...all } = await stored.json('performance')
    expect(all).toMatchObject({ predictions: 21, labelled: 12 })
    expect(versions).toMatchObject([
      { predictions: 12, labelled: 8 },
      { predictions: 9, labelled: 4 },
    ])
  })

  it('gets new versions beside the old, and the same recipe makes the same graph bit by bit', async () => {
    const { json, folder, runs } = project()
    const graph = (experiment: number, run: string): string =>
      createHash('sha256')
        .update(readFileSync(join(folder, `.modelwright/artifacts/${experiment}/${run}/artifacts/model/model.onnx`)))
        .digest('hex')
    const forest = await json('train')
    expect(forest).toMatchObject({ exit: 0, model: { name: 'churn', version: 4 } })
    const boosted = await json('train', '--config', 'second.yaml')
    expect(boosted).toMatchObject({ exit: 0, model: { name: 'churn', version: 5 } })
    // Flats with gaps are equal to others in what a model reads; those are dealt otherwise since, and the gate says so.
    const linear = await commandLine(folder, ['train', '--config', 'rent.yaml', '--json'])
    expect(linear.err).toContain('only 14 of the 20 held-out rows are new to both')
    expect(JSON.parse(linear.out)).toMatchObject({ gate: { passed: true }, model: { name: 'rent', version: 2 } })
    const graphs = [
      '0860a31232b240037bb6995aa2e928f69ab0e23f9fe4057066c4322d9b19d981',
      '1351d5458cbacca44599492e3f697431650c0fb6f472d7e80ae9d0fb4b5ec07c',
      'dede8eccc93001461b2d8c17bc03547c295b4df8535bc45f0a1328a463c89905',
    ]
    expect([graph(1, runs.first), graph(1, runs.second), graph(2, runs.rent)]).toEqual(graphs)
    expect([graph(1, forest.run_id), graph(1, boosted.run_id)]).toEqual(graphs.slice(0, 2))
    const { aliases, versions } = await json('models', 'show', 'churn')
    expect(aliases).toEqual({ champion: 2 })
    expect(versions).toHaveLength(5)
  })
})
