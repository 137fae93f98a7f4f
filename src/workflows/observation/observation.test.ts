import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { trainedProject } from '../../../test/fixtures/trained-project.ts'

const small = trainedProject()

const MODEL = 'models:/small@champion'

async function answered(predictionId: string, label: string): Promise<void> {
  const record = { predictionId, timestamp: Date.now(), model: 'small', version: '1', requestId: 'r', tier: null }
  await small.project.predictions.log.append([{ ...record, inputs: { a: 1, b: 7.5, c: 'u' }, label, probability: 0.1 }])
}

it('takes labels in, and judges by those that came', async () => {
  const { predictions } = small.project
  await answered('p1', 'no')
  await answered('p2', 'yes')
  const path = join(small.folder, 'labels.csv')
  await writeFile(path, 'prediction_id,label\np1,no\np3,yes\n')
  expect(await predictions.label({ model: MODEL, path })).toMatchObject({ labels: 2, unmatched: 1 })
  const { realised, versions } = await predictions.performance({ model: MODEL })
  expect(realised).toMatchObject({ predictions: 2, labelled: 1, metrics: { accuracy: 1 } })
  expect(versions.map(({ version }) => version)).toEqual(['1'])
})

it('finds no drift in a table like the reference, and none to look for in too few rows', async () => {
  const { predictions } = small.project
  const current = { kind: 'file', path: join(small.folder, 'new.csv') } as const
  expect((await predictions.drift({ model: MODEL, current, minRows: 50 })).report.drifted).toBe(false)
  const { report } = await predictions.drift({ model: MODEL, current: { kind: 'log', windowMs: undefined } })
  expect(report.verdict).toBe('insufficient data')
})

it('doctor says what is sound and names what nothing needs', async () => {
  const lost = join(small.project.folder, 'artifacts', 'registered', 'lost')
  await mkdir(lost, { recursive: true })
  await writeFile(join(lost, 'model.onnx'), 'half')
  const findings = await small.project.doctor()
  const of = (name: string) => findings.find((finding) => finding.name === name)
  expect(findings.filter(({ status }) => status === 'failed')).toEqual([])
  expect(of('store')!.detail).toContain('1 models')
  expect(of('champion')!.detail).toContain('small version 1')
  expect(of('artifacts')!.detail).toContain('registered/lost')
})
