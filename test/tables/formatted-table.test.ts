// A table as a European spreadsheet exports it, through the command line: what training found out about its numbers holds for the files that follow.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { createRng } from '../../src/core/index.ts'
import { commandLine } from '../fixtures/command-line.ts'
import { removeSmallProjects, smallProject } from '../fixtures/small-project.ts'

afterAll(removeSmallProjects)

const CONFIG = `data: { train_path: t.csv, target_column: y, delimiter: ";" }
model: { n_estimators: 5 }
training: { random_state: 1 }
`

const project = (table: string, config = CONFIG): Promise<string> =>
  smallProject({ 't.csv': table, 'modelwright.yaml': config })

/** `plain`: the same numbers as a program writes them. */
function sales(plain: boolean): string {
  const rng = createRng(3)
  const lines = Array.from({ length: 200 }, () => {
    const amount = 1000 + 5000 * rng.next()
    const visits = 1000 + rng.int(90_000)
    const y = amount + visits / 20 > 6000 ? 'yes' : 'no'
    const german = new Intl.NumberFormat('de-DE', { minimumFractionDigits: 2 })
    if (plain) return `${Math.round(amount * 100) / 100};${visits};${y}`
    return `${german.format(Math.round(amount * 100) / 100)} €;${new Intl.NumberFormat('de-DE').format(visits)};${y}`
  })
  return ['amount;visits;y', ...lines, ''].join('\n')
}

async function scores(folder: string): Promise<string[]> {
  const predicted = await commandLine(folder, ['predict', '--model', 'models:/t/1', 'one.csv', '--output', 'out.csv'])
  expect(predicted).toMatchObject({ code: 0, err: '' })
  return readFileSync(join(folder, 'out.csv'), 'utf8').trim().split('\n')
}

it('German numbers give the model that plain ones give, and a single row is read the same way', async () => {
  const german = await project(sales(false))
  const plain = await project(sales(true))
  const trained = await commandLine(german, ['train'])
  expect(trained.err).toMatch(/column 'amount' is read as numbers: '\d\.\d{3},\d{2}\s€' is \d{4}/)
  expect(trained.err).toMatch(/'visits' is read with a decimal point/)
  expect(trained.code).toBe(0)

  writeFileSync(join(german, 'modelwright.yaml'), CONFIG.replace('";"', '";", decimal: ","'))
  expect((await commandLine(german, ['train'])).code).toBe(0)
  expect((await commandLine(plain, ['train'])).code).toBe(0)
  // Alone, these can be read in two ways.
  writeFileSync(join(german, 'one.csv'), 'amount;visits\n2.345;7.001\n')
  writeFileSync(join(plain, 'one.csv'), 'amount;visits\n2345;7001\n')
  const [, row] = await scores(plain)
  const german2 = await commandLine(german, ['predict', '--model', 'models:/t/2', 'one.csv', '--output', 'out.csv'])
  expect(german2).toMatchObject({ code: 0, err: '' })
  expect(readFileSync(join(german, 'out.csv'), 'utf8').trim().split('\n')[1]!.replaceAll('.0', '')).toBe(
    row!.replaceAll('.0', ''),
  )
})

it('a file without a header is trained on, predicted and compared by its names', async () => {
  const rows = sales(true).split('\n').slice(1).join('\n')
  const folder = await project(rows, CONFIG.replace('";"', '";", names: [amount, visits, y]'))
  expect((await commandLine(folder, ['train'])).code).toBe(0)
  writeFileSync(join(folder, 'one.csv'), '2345.5;7001;yes\n')
  expect((await scores(folder))[1]).toMatch(/^2345\.5;?,?7001/)
  const drift = await commandLine(folder, ['drift', '--model', 'models:/t/1', '--data', 't.csv', '--json'])
  expect(drift.err).not.toMatch(/scores are not compared/)
})

it('numbers that can be read in two ways are named with the option, as a feature and as the target', async () => {
  const rows = Array.from({ length: 60 }, (_, i) => `"${1 + (i % 9)},${100 + i}",${i % 5},${i % 2 === 0 ? 'a' : 'b'}`)
  const folder = await project(['n,m,y', ...rows, ''].join('\n'))
  const config = (target: string): void =>
    writeFileSync(
      join(folder, 'modelwright.yaml'),
      `data: { train_path: t.csv, target_column: ${target} }\nmodel: { n_estimators: 3 }\n`,
    )
  config('y')
  const { err } = await commandLine(folder, ['train'])
  expect(err).toMatch(
    /'n' is left out: its numbers can be read in two ways \('1,100'\)\. Set data\.thousands or data\.decimal/,
  )
  config('n')
  const refused = await commandLine(folder, ['train'])
  expect(refused).toMatchObject({ code: 2 })
  expect(refused.err).toMatch(/the numbers of the target 'n' can be read in two ways/)
})

it('a file of semicolons needs no config, is predicted alike without a word, and is written with semicolons', async () => {
  const folder = await smallProject({ 't.csv': sales(true) })
  const trained = await commandLine(folder, ['train', '--data', 't.csv', '--target', 'y'])
  expect(trained.code).toBe(0)
  expect(trained.err).toContain('t.csv is split by a semicolon, and read so. Set data.delimiter: ";" to be sure')
  writeFileSync(join(folder, 'one.csv'), 'amount;visits\n2345.5;7001\n3000;\n')
  const [header, first, second] = await scores(folder)
  expect(header).toMatch(/^amount;visits;prediction;/)
  expect(first).toMatch(/^2345\.5;7001;(?:yes|no);/)
  expect(second).toMatch(/^3000;;(?:yes|no);/)
})
