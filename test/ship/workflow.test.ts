// The workflow that `ship github` writes, its commands run job by job as GitHub would: with a shell, the step's environment,
// and a repository to keep the registry in. What needs Docker, npm's registry or GitHub itself is left out.
import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { parse } from 'yaml'
import { churnCsv } from '../../demo/churn-table.ts'

interface Step {
  readonly name?: string
  readonly run?: string
  readonly if?: string
  readonly env?: Readonly<Record<string, string>>
  readonly with?: { readonly name: string; readonly path: string }
  readonly uses?: string
}
interface Workflow {
  readonly env: Readonly<Record<string, string>>
  readonly jobs: Readonly<
    Record<string, { readonly env?: Readonly<Record<string, string>>; readonly steps: readonly Step[] }>
  >
}

const MAIN = join(import.meta.dirname, '../../src/cli/main.ts')
const ELSEWHERE = /\b(docker|gh|npm (ci|test|install))\b/
const CONFIG = (trees: number): string =>
  `mlflow: { model_name: churn, tracking_uri: "http://mlflow:5000" }\ndata: { train_path: churn.csv, target_column: churned }\nmodel: { n_estimators: ${trees}, max_depth: ${trees > 1 ? 6 : 1} }\n`

let folder: string
let source: string
let workflow: Workflow
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'workflow-'))
  source = join(folder, 'source')
  mkdirSync(join(source, 'ml'), { recursive: true })
  mkdirSync(join(folder, 'bin'))
  writeFileSync(join(folder, 'bin/npx'), `#!/bin/sh\nshift\nexec '${process.execPath}' '${MAIN}' "$@"\n`)
  writeFileSync(join(folder, 'bin/node'), `#!/bin/sh\nexec '${process.execPath}' "$@"\n`)
  for (const name of ['npx', 'node']) chmodSync(join(folder, 'bin', name), 0o755)
  writeFileSync(join(source, 'ml/churn.csv'), churnCsv({ rows: 1500, seed: 1, period: 'now' }))
  writeFileSync(join(source, 'ml/churn.yaml'), CONFIG(20))
  execFileSync(process.execPath, [MAIN, 'ship', 'github', '--config', 'ml/churn.yaml', '--local'], { cwd: source })
  workflow = parse(readFileSync(join(source, '.github/workflows/modelwright.yml'), 'utf8')) as Workflow
  execFileSync('git', ['init', '--quiet', '--bare', join(folder, 'remote.git')])
})
afterAll(() => rmSync(folder, { recursive: true }))

/** One run of the workflow: its jobs hand artifacts and outputs on. */
function startRun() {
  const artifacts = mkdtempSync(join(folder, 'artifacts-'))
  let model = ''

  /** Runs the job in a checkout of its own; its exit code and what it printed. A failed step leaves out the next ones, but for those that run always. */
  function job(name: string): { readonly code: number; readonly output: string } {
    const workspace = mkdtempSync(join(folder, `${name}-`))
    cpSync(source, workspace, { recursive: true })
    const { env: jobEnv = {}, steps } = workflow.jobs[name]!
    const outputs = join(workspace, '.outputs')
    writeFileSync(outputs, '')
    const fill = (env: Readonly<Record<string, string>>): Record<string, string> =>
      Object.fromEntries(
        Object.entries(env).map(([key, value]) => [
          key,
          value
            .replace('${{ github.workspace }}', workspace)
            .replace('${{ needs.train.outputs.model }}', model)
            .replace(/\$\{\{[^}]*\}\}/g, ''),
        ]),
      )
    let code = 0
    let output = ''
    for (const step of steps) {
      if (code !== 0 && step.if !== '!cancelled()') continue
      const kept = step.with?.name && join(artifacts, step.with.name)
      const place = step.with?.path && join(workspace, step.with.path)
      if (step.uses?.includes('download-artifact')) cpSync(kept!, place!, { recursive: true })
      if (step.uses?.includes('upload-artifact') && existsSync(place!))
        cpSync(place!, join(kept!, step.with!.path.startsWith('.') ? '' : step.with!.path), { recursive: true })
      if (step.run === undefined || ELSEWHERE.test(step.run.replace(/^ *cd image && npm install.*$/m, ''))) continue
      const { status, stdout, stderr } = spawnSync(
        'bash',
        ['-e', '-o', 'pipefail', '-c', step.run.replace(/^ *cd image && npm install.*$/m, '')],
        {
          cwd: workspace,
          encoding: 'utf8',
          env: {
            ...fill({ ...workflow.env, ...jobEnv, ...step.env }),
            HOME: folder,
            PATH: `${join(folder, 'bin')}:${process.env['PATH']}`,
            GITHUB_OUTPUT: outputs,
            GITHUB_STEP_SUMMARY: join(workspace, '.summary'),
            GITHUB_RUN_ID: '1',
            REGISTRY_REMOTE: join(folder, 'remote.git'),
          },
        },
      )
      output += stdout + stderr
      code = status ?? 1
    }
    model = /^model=(.*)$/m.exec(readFileSync(outputs, 'utf8'))?.[1] ?? model
    return { code, output }
  }
  return { job }
}

it('trains, gates and promotes, and the next run finds the champion in the branch', () => {
  const run = startRun()
  for (const name of ['train', 'gate', 'record', 'production']) {
    const { code, output } = run.job(name)
    expect([name, code, output]).toEqual([name, 0, expect.not.stringContaining('::error::')])
  }
  const branch = execFileSync('git', ['ls-tree', '-r', '--name-only', 'modelwright-registry'], {
    cwd: join(folder, 'remote.git'),
    encoding: 'utf8',
  })
  expect(branch).toContain('store.db\n')
  expect(branch).toMatch(/artifacts\/.*\/model\/model\.onnx/)
})

it('refuses a worse model, says why, and keeps the verdict', () => {
  writeFileSync(join(source, 'ml/churn.yaml'), CONFIG(1))
  const run = startRun()
  expect(run.job('train').code).toBe(0)
  const gate = run.job('gate')
  expect(gate.code).toBe(1)
  expect(gate.output).toMatch(/Gate refused the candidate[^]*champion/)
  expect(run.job('record').code).toBe(0)
  expect(run.job('production').code).not.toBe(0)
})

it('lets no run overwrite what another wrote since it began', () => {
  const [first, second] = [startRun(), startRun()]
  first.job('train')
  second.job('train')
  for (const { job } of [first, second]) job('gate')
  expect(first.job('record').code).toBe(0)
  expect(second.job('record')).toEqual({ code: 1, output: expect.stringContaining('Another run changed the registry') })
})

it('stops where the registry cannot be read: no model may pass for want of a champion', () => {
  const remote = join(folder, 'remote.git')
  rmSync(join(remote, 'HEAD'))
  expect(startRun().job('train')).toEqual({ code: 1, output: expect.stringContaining('cannot be read') })
})
