import { describe, expect, it } from 'vitest'
import { isAppError } from '../core/index.ts'
import { parseConfig } from './parse-config.ts'

const TUTORIAL = `mlflow:
  experiment_name: churn-prediction
  model_name: churn-classifier
data:
  train_path: data/churn_train.csv
  target_column: churned
features:
  numeric: [tenure, monthly_charges]
  categorical: [contract_type]
training:
  val_size: 0.2
  random_state: 42
model:
  n_estimators: 200
  max_depth: 8
`
const models = ['random_forest', 'linear_regression']
const parse = (text: string) => parseConfig(text, { file: 'config.yaml', root: '/project', models })

function failure(text: string): { code: string; message: string } {
  try {
    parse(text)
  } catch (error) {
    if (isAppError(error)) return { code: error.code, message: error.message }
    throw error
  }
  throw new Error('the config was accepted')
}

describe('parseConfig', () => {
  it('knows the models that it is told of; the first is the default', () => {
    const ridge = { file: 'config.yaml', root: '/project', models: ['ridge', 'lasso'] }
    expect(parseConfig(TUTORIAL, ridge).model.type).toBe('ridge')
    const text = TUTORIAL.replace('model:\n', 'model:\n  type: laso\n')
    expect(() => parseConfig(text, ridge)).toThrow('unknown value "laso" (did you mean \'lasso\'?)')
    expect(parseConfig(text.replace('laso', 'lasso'), ridge).model.type).toBe('lasso')
  })

  it('takes the four sections of a tutorial as they are', () => {
    const config = parse(TUTORIAL)
    expect(config.model).toEqual({ type: 'random_forest', n_estimators: 200, max_depth: 8 })
    expect(config.data.train_path).toBe('/project/data/churn_train.csv')
    expect(config.training).toMatchObject({ val_size: 0.2, random_state: 42 })
  })

  it('names experiment and model after the data when the config does not', () => {
    const config = parse('data: { train_path: data/my churn.csv, target_column: y }')
    expect(config.mlflow).toEqual({ experiment_name: 'my-churn', model_name: 'my-churn' })
    const nameAfter = (path: string) => parse(`data: { train_path: "${path}", target_column: y }`).mlflow.model_name
    expect(['parts/*.csv', 'a/churn-*.csv.gz', 'v1.2/t.csv'].map(nameAfter)).toEqual(['parts', 'churn', 't'])
  })

  it('keeps null as a value of a parameter and ignores it elsewhere', () => {
    const config = parse('mlflow:\ndata: { train_path: a.csv, target_column: y, query: }\nmodel: { max_depth: null }')
    expect(config.model).toEqual({ type: 'random_forest', max_depth: null })
  })

  it.each([
    [
      'an unknown key',
      'featuers',
      TUTORIAL.replace('features:', 'featuers:'),
      /config\.yaml:7 featuers: unknown key 'featuers' \(did you mean 'features'\?\)/,
    ],
    [
      'an unknown key where a needed one is missing',
      'target_colum',
      TUTORIAL.replace('target_column', 'target_colum'),
      /config\.yaml:6 data\.target_colum: unknown key 'target_colum' \(did you mean 'target_column'\?\), and 'data\.target_column' is missing\. Known/,
    ],
    [
      'an unknown section that hides the one that is needed',
      'dta',
      TUTORIAL.replace('data:', 'dta:'),
      /config\.yaml:4 dta: unknown key 'dta' \(did you mean 'data'\?\), and 'data' is missing/,
    ],
    [
      'a source of data that is a slip',
      'train_pth',
      TUTORIAL.replace('train_path', 'train_pth'),
      /config\.yaml:5 data\.train_pth: unknown key 'train_pth' \(did you mean 'train_path'\?\)/,
    ],
    [
      'a wrong type',
      'val_size',
      TUTORIAL.replace('0.2', 'plenty'),
      /config\.yaml:11 training\.val_size: expected number, got "plenty"/,
    ],
    [
      'an out-of-range value',
      'val_size',
      TUTORIAL.replace('0.2', '1.5'),
      /config\.yaml:11 training\.val_size: 1\.5 must be less than 1/,
    ],
    [
      'a delimiter with a space',
      'delimiter',
      TUTORIAL.replace('data:\n', 'data:\n  delimiter: ", "\n'),
      /data\.delimiter: ", " is no single plain character\. Use ",": spaces after it are found and left out/,
    ],
    [
      'a delimiter of words',
      'delimiter',
      TUTORIAL.replace('data:\n', 'data:\n  delimiter: tab\n'),
      /data\.delimiter: "tab" is no single plain character\. Use one such as ",", ";", "\|" or "\\t"/,
    ],
    [
      'an empty text',
      'test_path',
      TUTORIAL.replace('data:\n', 'data:\n  test_path: ""\n'),
      /data\.test_path: the text is empty\. Write one, or leave data\.test_path out/,
    ],
    [
      'a name listed twice',
      'drop_columns',
      TUTORIAL.replace('data:\n', 'data:\n  drop_columns: [id, x, id]\n'),
      /data\.drop_columns: "id" is listed twice\. List it once/,
    ],
    [
      'too few rows',
      'max_rows',
      TUTORIAL.replace('data:\n', 'data:\n  max_rows: 3\n'),
      /data\.max_rows: 3 must be at least 10/,
    ],
    [
      'a wrong choice',
      'type',
      TUTORIAL.replace('model:\n', 'model:\n  type: random_forrest\n'),
      /did you mean 'random_forest'\?/,
    ],
    [
      'a wrong list entry',
      'numeric',
      TUTORIAL.replace('[tenure, ', '[tenure, 7, '),
      /config\.yaml:8 features\.numeric\[1\]: expected string, got 7/,
    ],
    [
      'a missing key',
      'target',
      TUTORIAL.replace('  target_column: churned\n', ''),
      /config\.yaml:4 data: missing key 'data\.target_column'/,
    ],
    [
      'an unfit union',
      'impute',
      TUTORIAL.replace('features:\n', 'features:\n  impute: { numeric: avg }\n'),
      /Use median, mean, most_frequent or \{constant/,
    ],
    [
      'a hostile model name',
      'name',
      TUTORIAL.replace('churn-classifier', '../../etc'),
      /config\.yaml:3 mlflow\.model_name: invalid model name/,
    ],
    ['no source of data', 'data', 'data: { target_column: y }', /one of train_path and query/],
    ['a list in place of a mapping', 'root', '- 1\n', /not a mapping of sections/],
    ['a URL', 'url', TUTORIAL.replace('data/churn_train.csv', 'http://x/y.csv'), /is a URL/],
  ])('refuses %s with file, line and key', (_, __, text, pattern) => {
    const error = failure(text)
    expect(error.code).toBe('CONFIG_INVALID')
    expect(error.message).toMatch(pattern)
  })

  it('refuses a tab and says that YAML wants spaces', () => {
    const error = failure('data:\n\ttrain_path: a.csv\n')
    expect(error).toMatchObject({
      code: 'CONFIG_SYNTAX',
      message: expect.stringMatching(/config\.yaml:2:1: .*Indent with spaces/),
    })
  })

  it.each(['../outside.csv', 'data/../../outside.csv', '..'])('refuses %s, which leaves the project', (path) => {
    const error = failure(TUTORIAL.replace('data/churn_train.csv', path))
    expect(error.code).toBe('CONFIG_PATH_OUTSIDE')
    expect(error.message).toMatch(/config\.yaml:5 data\.train_path: .*--data/)
  })

  it('takes an absolute path as the explicit word of the user', () => {
    expect(parse(TUTORIAL.replace('data/churn_train.csv', '/tables/a.csv')).data.train_path).toBe('/tables/a.csv')
  })

  it('takes folders for a query as it takes other paths', () => {
    const text = 'data: { query: select 1, target_column: y, query_folders: [more, /warehouse] }'
    const { root, data } = parse(text)
    expect(data.query_folders).toEqual([`${root}/more`, '/warehouse'])
    expect(failure(text.replace('/warehouse', '../x'))).toMatchObject({
      code: 'CONFIG_PATH_OUTSIDE',
      message: expect.stringContaining('data.query_folders[1]'),
    })
  })

  it('does not expand a bomb of aliases', () => {
    const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\n${'bcdefgh'
      .split('')
      .map((c, i) => `${c}: &${c} [${Array(9).fill(`*${'abcdefg'[i]}`).join(',')}]`)
      .join('\n')}\n`
    expect(() => parse(bomb)).toThrow()
  })
})
