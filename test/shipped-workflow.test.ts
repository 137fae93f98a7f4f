// The commands of the workflow that `ship github` writes, run one after the other as its jobs would.
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { parse } from 'yaml'
import { churnCsv } from '../demo/churn-table.ts'
import { commandLine } from './fixtures/command-line.ts'

interface Workflow {
  readonly env: Readonly<Record<string, string>>
  readonly jobs: Readonly<Record<string, { readonly steps: readonly { readonly run?: string }[] }>>
}

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'workflow-'))
  mkdirSync(join(folder, 'ml'))
  writeFileSync(join(folder, 'ml/churn.csv'), churnCsv({ rows: 1500, seed: 1, period: 'now' }))
  writeFileSync(
    join(folder, 'ml/churn.yaml'),
    'mlflow: { model_name: churn, tracking_uri: "http://mlflow:5000" }\ndata: { train_path: churn.csv, target_column: churned }\nmodel: { n_estimators: 10, max_depth: 4 }\n',
  )
})
afterAll(() => rmSync(folder, { recursive: true }))

it('each command exists with its options, and they hand one store on, with the config in a folder of its own', async () => {
  await commandLine(folder, ['ship', 'github', '--config', 'ml/churn.yaml', '--local'])
  const workflow = parse(readFileSync(join(folder, '.github/workflows/modelwright.yml'), 'utf8')) as Workflow
  const env = Object.fromEntries(
    Object.entries(workflow.env).map(([key, value]) => [key, value.replace('${{ github.workspace }}', folder)]),
  )
  const commands = Object.values(workflow.jobs)
    .flatMap(({ steps }) => steps.flatMap(({ run = '' }) => run.split('\n')))
    .flatMap((line) => /^npx modelwright ([^>]+)/.exec(line)?.[1]?.trim() ?? [])
  const values = { ...env, MODEL: 'models:/churn/1' } as Record<string, string>
  const done: string[] = []
  for (const command of commands) {
    const args = command.split(' ').map((word) => word.replace(/^"\$(\w+)"$/, (_, name: string) => values[name]!))
    const { code, err } = await commandLine(folder, args, env)
    expect([command, code, err]).toEqual([command, 0, expect.not.stringContaining('error')])
    done.push(args[0]!)
  }
  expect(done).toEqual(['train', 'gate', 'ship', 'promote'])
  expect(readFileSync(join(folder, '.modelwright/store.db')).length).toBeGreaterThan(0)
  expect(readFileSync(join(folder, 'image/Dockerfile'), 'utf8')).toContain('Serves churn version 1')
})

it('a candidate that the gate refuses reaches the job that judges; a training that failed stops the pipeline', async () => {
  const workflow = parse(readFileSync(join(folder, '.github/workflows/modelwright.yml'), 'utf8')) as Workflow
  const step = workflow.jobs['train']!.steps.find(({ run }) => run?.includes('modelwright train'))!.run!
  mkdirSync(join(folder, 'bin'))
  const main = join(import.meta.dirname, '../src/cli/main.ts')
  writeFileSync(join(folder, 'bin/npx'), `#!/bin/sh\nshift\nexec "${process.execPath}" "${main}" "$@"\n`, {
    mode: 0o755,
  })
  const trainStep = (config: string) => {
    const PATH = `${join(folder, 'bin')}:${join(process.execPath, '..')}:${process.env['PATH']}`
    const MODELWRIGHT_STORE = join(folder, 'refused-store')
    const env = { ...process.env, PATH, MODELWRIGHT_STORE, CONFIG: config, GITHUB_OUTPUT: join(folder, 'output') }
    return spawnSync('bash', ['-e', '-c', step], { cwd: folder, env, encoding: 'utf8' })
  }
  const config = readFileSync(join(folder, 'ml/churn.yaml'), 'utf8')
  writeFileSync(join(folder, 'ml/refused.yaml'), `${config}gate: [{ metric: val_auc, min: 0.9999 }]\n`)
  expect(trainStep('ml/refused.yaml')).toMatchObject({ status: 0 })
  expect(readFileSync(join(folder, 'output'), 'utf8')).toBe('model=models:/churn/1\n')
  writeFileSync(join(folder, 'ml/broken.yaml'), config.replace('target_column: churned', 'target_column: nothing'))
  expect(trainStep('ml/broken.yaml').status).not.toBe(0)
})
