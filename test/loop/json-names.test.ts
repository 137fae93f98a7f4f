// What `--json` prints has one case, MLflow's snake_case, whatever the command.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { churnCsv } from '../../demo/churn-table.ts'
import { commandLine } from '../fixtures/command-line.ts'
import { removeSmallProjects, smallProject } from '../fixtures/small-project.ts'

/** Keys, with their path, that are not in snake_case. The test's own columns and classes are, so every key counts. */
function oddKeys(value: unknown, path = ''): string[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) => {
    const here = Array.isArray(value) ? `${path}[]` : `${path}.${key}`
    // The names of tags are MLflow's own: mlflow.runName.
    if (key === 'tags') return []
    return [...(Array.isArray(value) || /^[a-z0-9_./-]+$/.test(key) ? [] : [here]), ...oddKeys(inner, here)]
  })
}

const CONFIG = `data: { train_path: churn.csv, test_path: newer.csv, target_column: churned }
training: { cv: 2 }
model: { n_estimators: 5, max_depth: 3 }
`

let folder: string
beforeAll(async () => {
  folder = await smallProject({
    'churn.csv': churnCsv({ rows: 800, seed: 1, period: 'now' }),
    'packed.tgz': 'in place of packing the whole package',
    'newer.csv': churnCsv({ rows: 900, seed: 2, period: 'now' }),
    'later.csv': churnCsv({ rows: 900, seed: 3, period: 'later' }),
    'modelwright.yaml': CONFIG,
  })
})
afterAll(removeSmallProjects)

it('in every command', async () => {
  await writeFile(join(folder, 'labels.csv'), 'prediction_id,label\n0198c0de-0000-7000-8000-000000000000,1\n')
  const run = async (...args: string[]) => JSON.parse((await commandLine(folder, [...args, '--json'])).out) as object
  const { run_id: first } = (await run('train')) as { run_id: string }
  const seen: string[] = []
  const odd: string[] = []
  for (const args of [
    ['promote'],
    ['train'],
    ['gate'],
    ['gate', 'churn', '9'],
    ['predict', 'later.csv', '--output', 'scored.csv'],
    ['predict', 'nowhere.csv'],
    ['drift', '--data', 'later.csv'],
    ['drift'],
    ['label', 'labels.csv'],
    ['performance'],
    ['retrain'],
    ['retrain', '--data', 'newer.csv'],
    ['rollback'],
    ['card'],
    ['runs', 'list'],
    ['runs', 'show', first],
    ['runs', 'compare', first, first],
    ['models', 'list'],
    ['models', 'show'],
    ['ship', 'docker', '--out', 'docker', '--package', 'packed.tgz'],
    ['ship', 'github', '--out', 'github'],
    ['ship', 'compose', '--out', 'compose', '--package', 'packed.tgz'],
    ['register', 'docker/model', '--name', 'other'],
    ['serve', '--port', '0'],
    ['server'],
    ['keys', 'list'],
    ['backup', 'backup'],
    ['restore', 'backup'],
    ['gc', '--dry-run'],
    ['import-mlflow', 'nowhere.db'],
    ['doctor'],
  ]) {
    seen.push(args[0]!)
    odd.push(...oddKeys(await run(...args), args.join(' ')))
  }
  // A line for each part.
  for (const line of (await commandLine(folder, ['up', '--json'])).out.trim().split('\n'))
    odd.push(...oddKeys(JSON.parse(line), 'up'))
  seen.push('up')
  expect([...new Set(odd)]).toEqual([])
  const { out } = await commandLine(folder, ['--help'])
  const commands = [...out.matchAll(/^ {2}(\w[\w-]*)[^\n]* {2}/gm)]
    .map(([, name]) => name!)
    .filter((name) => name !== 'help')
  expect(commands.filter((name) => !seen.includes(name))).toEqual([])
}, 180_000)

it('sees a key of another case', () => {
  expect(oddKeys({ a_b: [{ minRows: 1 }], p: { okay: { pValue: 2 } } })).toEqual(['.a_b[].minRows', '.p.okay.pValue'])
})
