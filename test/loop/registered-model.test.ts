// A graph that was trained elsewhere is registered, served, labelled and shipped like one of ours, without our own files beside it.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openProject, serveModel } from '../../src/app/index.ts'
import { createRng } from '../../src/core/index.ts'
import { withNamedInputs } from '../../src/onnx/index.ts'
import type { Project } from '../../src/workflows/index.ts'
import { commandLine } from '../fixtures/command-line.ts'
import { matrixGraph } from '../fixtures/matrix-graph.ts'
import { CUSTOMER, churnGraph } from '../fixtures/served-model.ts'

let folder: string
let opened: Project

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'registered-'))
  opened = await openProject({ cwd: folder, env: {} })
  await writeFile(join(folder, 'pipeline.onnx'), churnGraph())
  await opened.models.register({ name: 'churn', path: join(folder, 'pipeline.onnx') })
})
afterAll(async () => {
  await opened.close()
  await rm(folder, { recursive: true })
})

describe('a registered graph', () => {
  it('does not become the champion once its files are damaged, not even by force', async () => {
    const path = join(folder, 'pipeline.onnx')
    const { source } = await opened.models.register({ name: 'damaged', path })
    await writeFile(join(opened.folder, 'artifacts', source, 'model.onnx'), 'nonsense')
    const promoted = opened.models.promote({ model: 'damaged', version: 1 }, { force: true })
    await expect(promoted).rejects.toMatchObject({ code: 'ARTIFACT_DIGEST' })
    expect((await opened.models.show('damaged')).model.aliases).toEqual({})
  })

  it('without a table says how to come by what drift and card need', async () => {
    for (const args of [
      ['drift', '--model', 'models:/churn/1', '--data', 'any.csv'],
      ['card', 'churn', '1'],
    ]) {
      const { err } = await commandLine(folder, args)
      expect(err, args[0]).toContain('Register it under another --name with --data <table> --target <column>')
    }
  })

  it('serves although its example is a row that it refuses: an unknown category', async () => {
    await writeFile(join(folder, 'strict.onnx'), churnGraph({ strict: true }))
    await opened.models.register({ name: 'strict', path: join(folder, 'strict.onnx') })
    const { address, server } = await serveModel(opened, { uri: 'models:/strict/1', port: 0, logLevel: 'silent' })
    expect((await fetch(`${address}/ready`)).status).toBe(200)
    await server.drain({ graceMs: 0 })
  })

  it('takes late labels as its classes, without a training config', async () => {
    const { address, server } = await serveModel(opened, { uri: 'models:/churn/1', port: 0, logLevel: 'silent' })
    const body = JSON.stringify([CUSTOMER, { ...CUSTOMER, tenure: 0 }])
    const headers = { 'content-type': 'application/json' }
    const response = await fetch(`${address}/predict`, { method: 'POST', headers, body })
    const { predictions } = (await response.json()) as { predictions: { prediction_id: string }[] }
    await server.drain({ graceMs: 0 })
    const lines = predictions.map((prediction) => `${prediction.prediction_id},Yes`)
    await writeFile(join(folder, 'labels.csv'), `prediction_id,label\n${lines.join('\n')}\n`)
    const { labels, unmatched, realised } = await opened.predictions.label({
      model: 'models:/churn/1',
      path: join(folder, 'labels.csv'),
    })
    expect({ labels, unmatched }).toEqual({ labels: 2, unmatched: 0 })
    expect(realised).toMatchObject({ labelled: 2 })
  })

  it('has an example of its inputs for the documentation and the smoke test of what is shipped', async () => {
    const out = join(folder, 'image')
    const packageFile = join(folder, 'packed.tgz')
    await writeFile(packageFile, 'packed')
    await opened.ship({ what: 'docker', model: 'models:/churn/1', out, overwrite: false, packageFile })
    const example = JSON.parse(await readFile(join(out, 'model/input_example.json'), 'utf8')) as unknown
    expect(example).toEqual({
      columns: ['tenure', 'monthly_charges', 'contract_type', 'senior'],
      data: [[0, 0, '', false]],
    })
  })
})

async function sourceOf(model: string): Promise<string> {
  const { versions } = await opened.models.show(model)
  return versions[0]!.version.source
}

describe('a graph that reads a matrix, registered with a table that it is measured on', () => {
  const ROWS = 1000
  let later: string
  beforeAll(async () => {
    const rng = createRng(7)
    const rows = (shift: number): string => {
      const lines = Array.from({ length: ROWS }, () => {
        const [age, balance] = [20 + rng.int(50), shift + 100 * rng.next()]
        return `${age},${balance.toFixed(2)},${0.1 * age - 0.05 * balance + rng.normal() > 2 ? 1 : 0}`
      })
      return ['age,balance,bought', ...lines, ''].join('\n')
    }
    later = join(folder, 'later.csv')
    await writeFile(join(folder, 'reference.csv'), rows(0))
    await writeFile(later, rows(60))
    await writeFile(join(folder, 'matrix.onnx'), matrixGraph([0.1, -0.05], -2))
  })

  it('has metrics, drift, a card and its columns by name, like one of ours', async () => {
    const registered = ['register', 'matrix.onnx', '--name', 'bought', '--data', 'reference.csv', '--target', 'bought']
    const { code, err } = await commandLine(folder, registered)
    expect([code, err]).toEqual([0, expect.stringContaining('in this order: age, balance')])
    const { versions } = await opened.models.show('bought')
    expect(versions[0]!.metrics).toMatchObject({ val_auc: expect.any(Number) })
    expect(versions[0]!.metrics['val_auc']).toBeGreaterThan(0.8)

    const drift = async (path: string): Promise<boolean> => {
      const { report } = await opened.predictions.drift({ model: 'models:/bought/1', current: { kind: 'file', path } })
      return report.drifted
    }
    expect(await drift(join(folder, 'reference.csv'))).toBe(false)
    expect(await drift(later)).toBe(true)

    const { markdown } = await opened.models.card({ model: 'bought' })
    expect(markdown).toMatch(/\| val_auc \| 0\.\d+ \| 0\.\d+ – 0\.\d+ \|/)
    expect(markdown).toContain('| balance | double |')
    const example = JSON.parse(
      await readFile(join(opened.folder, 'artifacts', versions[0]!.version.source, 'input_example.json'), 'utf8'),
    ) as { columns: string[] }
    expect(example.columns).toEqual(['age', 'balance'])
  })

  it('is not registered twice: the second would come without its refusals and without the rows it has learned from', async () => {
    const model = join(opened.folder, 'artifacts', await sourceOf('bought'))
    const again = ['--name', 'bought', '--data', 'reference.csv', '--target', 'bought']
    for (const args of [
      [model, '--name', 'bought'],
      ['matrix.onnx', ...again],
    ]) {
      const { err, code } = await commandLine(folder, ['register', ...args])
      expect([code, err]).toEqual([4, expect.stringMatching(/version 1 of bought is this very model.*gate bought 1/s)])
    }
  })

  it('is judged by the gate as it is registered, and promoted, without a config', async () => {
    const registered = ['register', 'matrix.onnx', '--name', 'judged', '--data', 'reference.csv', '--target', 'bought']
    const { code, out } = await commandLine(folder, registered)
    expect([code, out]).toEqual([0, expect.stringContaining('Next: modelwright promote judged 1')])
    const { history } = await opened.models.show('judged')
    expect(history.find(({ verdict }) => verdict !== null)?.verdict).toMatchObject({ outcome: 'passed', rows: ROWS })
    expect(await commandLine(folder, ['promote', 'judged', '1'])).toMatchObject({ code: 0 })

    // A second one against the champion; then again, on the table of its registration and on another.
    await writeFile(join(folder, 'second.onnx'), matrixGraph([0.1, -0.0501], -2))
    const second = registered.map((arg) => arg.replace('matrix', 'second'))
    expect(await commandLine(folder, second)).toMatchObject({ code: 0 })
    for (const data of [[], ['--data', 'later.csv']]) {
      const gated = await commandLine(folder, ['gate', 'judged', '2', ...data, '--json'])
      expect([gated.code, JSON.parse(gated.out)]).toMatchObject([0, { rows: ROWS, champion: 1, passed: true }])
    }
    expect(await commandLine(folder, ['retrain', '--model', 'judged'])).toMatchObject({
      code: 3,
      err: expect.stringContaining('came without the config of its training'),
    })
  })

  it('that the gate refuses is kept, with exit code 1', async () => {
    await writeFile(join(folder, 'wrong.onnx'), matrixGraph([-0.1, 0.05], 2))
    const args = ['register', 'wrong.onnx', '--name', 'judged', '--data', 'reference.csv', '--target', 'bought']
    const { code, out, err } = await commandLine(folder, args)
    expect([code, out]).toEqual([1, expect.stringContaining('The gate refused it')])
    expect(err).toContain('the gate refuses it: ')
  })

  it('without a table is led to the gate, which takes the table and its target', async () => {
    await writeFile(join(folder, 'named.onnx'), withNamedInputs(matrixGraph([0.1, -0.05], -2), ['age', 'balance']))
    const { out } = await commandLine(folder, ['register', 'named.onnx', '--name', 'led'])
    const way = 'modelwright gate led 1 --data <table> --target <column>'
    expect(out).toContain(`Next: ${way}\n`)
    expect((await commandLine(folder, ['promote', 'led', '1'])).err).toContain(`Run '${way}'`)
    expect((await commandLine(folder, ['gate', 'led', '1'])).err).toContain('--data <file> --target <column>')
    const gated = await commandLine(folder, ['gate', 'led', '1', '--data', 'reference.csv', '--target', 'bought'])
    expect(gated).toMatchObject({ code: 0 })
    expect(await commandLine(folder, ['promote', 'led', '1'])).toMatchObject({ code: 0 })
  })

  it('reads the columns whose names were made identifiers for the graph by their own names', async () => {
    const graph = withNamedInputs(matrixGraph([0.1, -0.05], -2), ['age_of_buyer', 'balance'])
    await writeFile(join(folder, 'identifiers.onnx'), graph)
    const table = (await readFile(join(folder, 'reference.csv'), 'utf8')).replace('age', 'age-of.buyer')
    await writeFile(join(folder, 'hyphens.csv'), table)
    const args = ['register', 'identifiers.onnx', '--name', 'hyphens', '--data', 'hyphens.csv', '--target', 'bought']
    const { code, err } = await commandLine(folder, args)
    expect([code, err]).toEqual([0, expect.stringContaining('age_of_buyer as age-of.buyer')])
    const { versions } = await opened.models.show('hyphens')
    expect(versions[0]!.metrics['val_auc']).toBeGreaterThan(0.8)
    expect(await commandLine(folder, ['predict', 'hyphens.csv', '--model', 'models:/hyphens/1'])).toMatchObject({
      code: 0,
    })

    // Where two could be meant, none is.
    await writeFile(join(folder, 'two.csv'), table.replace('balance', 'age of-buyer'))
    const two = await commandLine(
      folder,
      args.map((arg) => arg.replace('hyphens.csv', 'two.csv').replace(/^hyphens$/, 'two')),
    )
    expect([two.code, two.err]).toEqual([2, expect.stringContaining("no column 'age_of_buyer' (did you mean")])
  })

  it('takes the names from the config where there is no table', async () => {
    const config = 'data: { train_path: reference.csv, target_column: bought }\nfeatures: { numeric: [balance, age] }\n'
    await writeFile(join(folder, 'named.yaml'), config)
    await commandLine(folder, ['register', 'matrix.onnx', '--name', 'named', '--config', 'named.yaml'])
    const out = join(folder, 'named.csv')
    const { code } = await commandLine(folder, ['predict', later, '--model', 'models:/named/1', '--output', out])
    expect(code).toBe(0)
  })

  it('says what is missing where the names cannot be told', async () => {
    await writeFile(join(folder, 'wide.csv'), 'a,b,c,bought\n1,2,3,0\n3,2,1,1\n')
    const { code, err } = await commandLine(folder, [
      'register',
      'matrix.onnx',
      '--data',
      'wide.csv',
      '--target',
      'bought',
    ])
    expect([code, err]).toEqual([
      2,
      expect.stringMatching(/2 values a row without names.*3 columns.*features\.numeric/s),
    ])
  })
})
