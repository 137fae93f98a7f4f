// What each command prints with --json, on a project that a release left behind. golden.ts says how to update cli.json.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, it } from 'vitest'
import { VERSION } from '../../src/app/index.ts'
import { commandLine } from '../fixtures/command-line.ts'
import { type StoredProject, storedProject } from '../fixtures/stored-project.ts'
import { golden, replaced } from './golden.ts'

const answers = golden('cli')
const started = Date.now()
let project: StoredProject

beforeAll(() => {
  project = storedProject()
  // `ship` carries the package as it is.
  writeFileSync(join(project.folder, 'package.tgz'), 'packed')
})
afterAll(() => project.remove())

/** Only what another run or another machine cannot say again: ids, times and places of now. */
function steady(leaf: string | number): string | number {
  const { folder, runs } = project
  if (typeof leaf === 'number') return leaf >= started && leaf <= Date.now() ? '<time>' : leaf
  const known = new Set<string>(Object.values(runs))
  return leaf
    .replaceAll(folder, '<folder>')
    .replaceAll(process.versions.node, '<node>')
    .replaceAll(`modelwright-${VERSION}`, 'modelwright-<version>')
    .replaceAll(/[\d.]+ GiB free/g, '<n> GiB free')
    .replaceAll(/127\.0\.0\.1:\d+/g, '127.0.0.1:<port>')
    .replaceAll(/\b[0-9a-f]{32}\b/g, (id) => (known.has(id) ? id : '<run id>'))
}

/** Keys whose values hang on ids and times of now. */
const UNSTEADY: Readonly<Record<string, readonly string[]>> = { label: ['label_delay_ms'], register: ['digest'] }

function steadyAnswer(command: string, said: unknown): unknown {
  const answer = replaced(said, steady)
  if (typeof answer !== 'object' || answer === null) return answer
  const now = (UNSTEADY[command] ?? []).filter((key) => Object.hasOwn(answer, key))
  return { ...answer, ...Object.fromEntries(now.map((key) => [key, `<${key}>`])) }
}

const { first, second, refused, rent } = storedRuns()

function storedRuns(): StoredProject['runs'] {
  const { runs, remove } = storedProject()
  remove()
  return runs
}

/** In this order: what only looks comes first. */
const COMMANDS: readonly (readonly string[])[] = [
  ['runs', 'list'],
  ['runs', 'list', '--experiment', 'rent', '--limit', '1'],
  ['runs', 'show', first],
  ['runs', 'show', rent.slice(0, 8)],
  ['runs', 'show', 'nowhere'],
  ['runs', 'compare', first, second, refused],
  ['models', 'list'],
  ['models', 'show'],
  ['models', 'show', 'rent'],
  ['models', 'show', 'nothing'],
  ['card'],
  ['card', 'rent', '1'],
  ['doctor'],
  ['doctor', '--config', 'rent.yaml'],
  ['serve'],
  ['serve', '--model', 'models:/churn/9'],
  ['predict', 'newer.csv'],
  ['predict', 'newer.csv', '--output', 'scored.csv'],
  ['predict', 'rent.csv', '--model', 'models:/rent/1'],
  ['predict', 'rent.csv'],
  ['predict', 'nowhere.csv'],
  ['drift', '--data', 'newer.csv', '--min-rows', '50'],
  ['drift', '--min-rows', '10'],
  ['drift'],
  ['drift', '--data', 'rent.csv', '--model', 'models:/rent/1', '--min-rows', '50'],
  ['performance'],
  ['performance', '--version', '1'],
  ['performance', '--model', 'rent'],
  ['performance', '--window', 'soon'],
  ['gate', 'churn', '2'],
  ['gate', 'churn', '3'],
  ['gate', 'churn', '2', '--data', 'newer.csv'],
  ['promote', 'churn', '3'],
  ['promote', 'churn', '3', '--force', '--reason', 'a drill'],
  ['rollback', '--reason', 'the drill is over'],
  ['rollback', 'rent'],
  ['promote', 'models:/churn/1'],
  ['label', 'labels.csv'],
  ['label', 'newer.csv'],
  ['ship', 'docker', '--package', 'package.tgz'],
  ['ship', 'compose', '--package', 'package.tgz'],
  ['ship', 'github'],
  ['ship', 'github'],
  ['register', `.modelwright/artifacts/2/${rent}/artifacts/model`, '--name', 'bare'],
  [
    'register',
    `.modelwright/artifacts/1/${second}/artifacts/model/model.onnx`,
    '--name',
    'measured',
    '--data',
    'newer.csv',
    '--target',
    'churned',
  ],
  ['register', 'newer.csv', '--name', 'wrong'],
  ['train'],
  ['train', '--config', 'worse.yaml'],
  ['train', '--config', 'rent.yaml'],
  ['train', '--target', 'nothing'],
  ['train', '--config', 'nowhere.yaml'],
  ['retrain'],
  ['retrain'],
  ['retrain', '--data', 'newer.csv', '--force', '--no-promote'],
  ['retrain', '--data', 'newer.csv', '--force'],
  ['retrain', '--from-log', '--force', '--no-promote'],
  ['retrain', '--log-only', '--data', 'newer.csv'],
  ['trian'],
  ['train', '--dta', 'churn.csv'],
  ['runs'],
]

const keys = COMMANDS.map((args, i) => {
  const line = args.join(' ')
  const again = COMMANDS.slice(0, i).filter((other) => other.join(' ') === line).length
  return { args, key: again === 0 ? line : `${line} (again)` }
})

it.each(keys)('$key', async ({ args, key }) => {
  const { code, out, err } = await commandLine(project.folder, [...args, '--json'])
  let said: unknown
  try {
    said = JSON.parse(out)
  } catch {
    said = out
  }
  answers.compare(key, { exit: code, out: steadyAnswer(args[0]!, said), err: replaced(err, steady) })
})

it('asked everything that is committed', () => answers.finish())
