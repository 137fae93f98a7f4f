// A config given as an object: to the library, and made of options by the command line.
import { afterAll, describe, expect, it } from 'vitest'
import { train } from '../../src/app/index.ts'
import { commandLine } from '../fixtures/command-line.ts'
import { expectRefusal, removeSmallProjects, smallProject, table } from '../fixtures/small-project.ts'

afterAll(removeSmallProjects)

describe('train({ config: { … } })', () => {
  it('reads paths from the current folder, and needs no file', async () => {
    const cwd = await smallProject({ 't.csv': table() })
    const config = {
      mlflow: { model_name: 'small' },
      data: { train_path: 't.csv', target_column: 'y' },
      model: { n_estimators: 3 },
    }
    const { model, data } = await train({ cwd, env: {}, config })
    expect({ model, rows: data.rows }).toEqual({
      model: { name: 'small', version: 1, uri: 'models:/small/1' },
      rows: 80,
    })
  })

  it.each([
    [
      'a slip',
      { data: { train_path: 't.csv', target_colum: 'y' } },
      /^the config object data\.target_colum: unknown key/,
    ],
    [
      'a column that is not there',
      { data: { train_path: 't.csv', target_column: 'z' } },
      /^the config object data\.target_column: .*'z'/,
    ],
    ['a number', 7, /^the config object: the config is not a mapping/],
  ])('refuses %s by its key', async (_, config, message) => {
    const cwd = await smallProject({ 't.csv': table() })
    await expect(train({ cwd, env: {}, config: config as never })).rejects.toThrow(
      expect.objectContaining({ name: 'AppError', message: expect.stringMatching(message) }),
    )
  })
})

it('an option that is wrong is named, not a line of a file that does not exist', async () => {
  const folder = await smallProject({
    't.csv': table(),
    'modelwright.yaml': 'data: { train_path: t.csv, target_column: y }',
  })
  const says = ["--target: no column 'z'"]
  const refusal = { exit: 2, code: 'DATA_COLUMN_MISSING', says }
  expectRefusal(await commandLine(folder, ['train', '--target', 'z']), refusal)
  const bare = await smallProject({ 't.csv': table() })
  expectRefusal(await commandLine(bare, ['train', '--data', 't.csv', '--target', 'z']), refusal)
})
