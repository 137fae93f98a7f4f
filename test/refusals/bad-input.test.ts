// Tables and configs that a user may hand in by mistake, through the command line: each is refused with what, where and how to mend it, or taken with a warning.
import { afterAll, describe, expect, it } from 'vitest'
import { commandLine } from '../fixtures/command-line.ts'
import {
  CONFIG,
  expectNothingKept,
  expectRefusal,
  type Refusal,
  removeSmallProjects,
  smallProject,
  table,
} from '../fixtures/small-project.ts'

afterAll(removeSmallProjects)

const LISTED = `${CONFIG}features:
  numeric: [a, b]
  categorical: [c]
`

interface BadTable extends Refusal {
  readonly name: string
  readonly csv: string | Uint8Array
  readonly config?: string
  /** Runs that are left. @default none */
  readonly began?: readonly string[]
}

const TABLES: readonly BadTable[] = [
  { name: 'an empty file', csv: '', exit: 2, code: 'DATA_EMPTY', says: ['t.csv: the file is empty', 'Check how'] },
  {
    name: 'a header only',
    csv: 'a,b,c,y\n',
    exit: 2,
    code: 'DATA_EMPTY',
    says: ['t.csv: there are no rows, only a header', 'Check how'],
  },
  {
    name: 'ragged rows',
    csv: table((row, i) => (i === 5 ? row.slice(0, 3) : row)),
    exit: 2,
    code: 'DATA_UNREADABLE',
    says: ['t.csv:7: the line has 3 fields, the header 4', 'Mend the line'],
  },
  {
    name: 'the wrong delimiter',
    csv: table((row, i) => (i === 5 ? row.slice(0, 3) : row)).replaceAll(',', ';'),
    exit: 2,
    code: 'DATA_UNREADABLE',
    says: ['t.csv:1: with a comma', 'a semicolon would split it into 4', 'Set data.delimiter: ";"'],
  },
  {
    name: 'UTF-16',
    csv: Buffer.from(`\ufeff${table()}`, 'utf16le'),
    exit: 2,
    code: 'DATA_UNREADABLE',
    says: ['t.csv: the file is UTF-16', 'iconv -f UTF-16 -t UTF-8'],
  },
  {
    name: 'duplicate column names',
    csv: table(undefined, 'a,b,a,y'),
    exit: 2,
    code: 'DATA_COLUMN_DUPLICATE',
    says: ["t.csv:1: two columns are named 'a' (columns 1 and 3)", 'Rename or remove'],
  },
  {
    name: 'a numeric column with stray text',
    csv: table((row, i) => (i === 8 ? ['?', ...row.slice(1)] : row)),
    config: LISTED,
    exit: 2,
    code: 'DATA_VALUE_INVALID',
    says: ['t.csv:10: "?" in the numeric column \'a\' is no number', 'data.null_values: ["?"]'],
  },
  {
    name: 'a listed column without a value',
    csv: table(([a, , c, y]) => [a!, '', c!, y!]),
    config: LISTED,
    exit: 2,
    code: 'FEATURE_INVALID',
    says: ["modelwright.yaml:8 features.numeric[1]: column 'b' has no value in any row of", 'Remove it'],
  },
  {
    name: 'a constant target',
    csv: table(([a, b, c]) => [a!, b!, c!, 'no']),
    exit: 2,
    code: 'DATA_TARGET_INVALID',
    says: ["modelwright.yaml:4 data.target_column: the target 'y' is constant: every row is 'no'", 'Name another'],
  },
  {
    name: 'a target that is not in the file',
    csv: table(undefined, 'a,b,c,yy'),
    exit: 2,
    code: 'DATA_COLUMN_MISSING',
    says: ["modelwright.yaml:4 data.target_column: no column 'y' in", "did you mean 'yy'?", 'Use one of: a, b, c, yy'],
  },
  {
    name: 'a target without a value',
    csv: table(([a, b, c]) => [a!, b!, c!, '']),
    exit: 2,
    code: 'DATA_TARGET_INVALID',
    says: ['modelwright.yaml:4 data.target_column', "'y' has no value in any of 80 rows", 'Name a target'],
  },
  {
    name: 'a class with a single row',
    csv: table((row, i) => (i === 3 ? [...row.slice(0, 3), 'maybe'] : row)),
    exit: 2,
    code: 'DATA_TARGET_INVALID',
    says: ['modelwright.yaml:4 data.target_column', "class 'maybe' of the target 'y' has a single row", 'Add rows'],
  },
  {
    name: 'infinities in a feature',
    csv: table((row, i) => (i === 8 ? ['inf', ...row.slice(1)] : row)),
    exit: 2,
    code: 'DATA_VALUE_INVALID',
    says: ['t.csv:10)', "t.csv: 'a' is infinite in 1 row", 'data.null_values: ["inf", "-inf"]'],
  },
  {
    name: 'a category that training did not have, where those are errors',
    csv: table((row, i) => (i === 3 ? [row[0]!, row[1]!, 'only here', row[3]!] : row)),
    config: `${CONFIG}features: { encode: { handle_unknown: error } }\n`,
    exit: 2,
    code: 'CATEGORY_UNKNOWN',
    says: ['modelwright.yaml:7 features.encode.handle_unknown: "only here" is not a category of \'c\'', ': ignore'],
    began: ['FAILED'],
  },
]

describe('a table is refused:', () => {
  it.each(TABLES)('$name', async ({ csv, config = CONFIG, began, ...refusal }) => {
    const folder = await smallProject({ 't.csv': csv, 'modelwright.yaml': config })
    expectRefusal(await commandLine(folder, ['train']), refusal)
    await expectNothingKept(folder, began)
  })
})

interface OddTable {
  readonly name: string
  readonly csv: string
  readonly config?: string
  /** A warning for each. */
  readonly warns: readonly string[]
}

const ODD: readonly OddTable[] = [
  { name: 'a byte order mark', csv: `\ufeff${table()}`, config: LISTED, warns: [] },
  {
    name: 'a column without a value',
    csv: table(([a, , c, y]) => [a!, '', c!, y!]),
    warns: ["column 'b' is left out: it has no value in any row. Add it to data.drop_columns"],
  },
  {
    name: 'a category that appears only in validation',
    // Whatever the split: each of these rows has a category of its own, so those held out were never seen.
    csv: table((row, i) => (i % 4 === 0 ? [row[0]!, row[1]!, `only ${i}`, row[3]!] : row)),
    warns: [],
  },
  {
    name: '10,000 categories',
    csv: `a,b,c,y\n${Array.from({ length: 12_000 }, (_, i) => `${i % 20},${i % 7},c${i % 10_000},${i % 20 < 10 ? 'no' : 'yes'}`).join('\n')}\n`,
    config: `${CONFIG}`,
    warns: ["column 'c' has 10000 categories: the 254 most frequent are kept", 'features.encode.max_categories'],
  },
  {
    name: 'integers above 2^53',
    csv: table((row, i) => [row[0]!, String(9_007_199_254_740_993n + BigInt(i)), row[2]!, row[3]!]),
    warns: ["column 'b' has 80 integers beyond 2^53, which are rounded"],
  },
  {
    name: 'dates',
    csv: table((row, i) => [row[0]!, `2026-01-${String(1 + (i % 28)).padStart(2, '0')}`, row[2]!, row[3]!]),
    warns: ["column 'b' is left out: it holds dates", 'data.query'],
  },
]

describe('a table is taken:', () => {
  it.each(ODD)('$name', async ({ csv, config = CONFIG, warns }) => {
    const folder = await smallProject({ 't.csv': csv, 'modelwright.yaml': config })
    const { code, out, err } = await commandLine(folder, ['train', '--json'])
    expect(err.match(/^error.*/m)).toBeNull()
    expect(code).toBe(0)
    expect(JSON.parse(out).metrics.val_auc).toBeGreaterThan(0.9)
    for (const text of warns) expect(err).toContain(text)
    expect(err.split('\n').filter(Boolean).length).toBeLessThanOrEqual(
      Math.max(warns.length, warns.length === 0 ? 0 : 2),
    )
    const predicted = await commandLine(folder, ['predict', 't.csv', '--model', 'models:/small/1', '--json'])
    expect(predicted.code, predicted.err).toBe(0)
  })
})

interface BadConfig extends Refusal {
  readonly name: string
  readonly config: string
}

const CONFIGS: readonly BadConfig[] = [
  {
    name: 'an unknown key',
    config: `${CONFIG}trainning: { cv: 5 }\n`,
    exit: 2,
    code: 'CONFIG_INVALID',
    says: [
      "modelwright.yaml:7 trainning: unknown key 'trainning' (did you mean 'training'?)",
      'Known keys here: mlflow',
    ],
  },
  {
    name: 'a wrong type',
    config: CONFIG.replace('val_size: 0.25', 'val_size: a quarter'),
    exit: 2,
    code: 'CONFIG_INVALID',
    says: ['modelwright.yaml:6 training.val_size: expected number, got "a quarter"', 'Mend the value'],
  },
  {
    name: 'a tab',
    config: CONFIG.replace('  train_path', '\ttrain_path'),
    exit: 2,
    code: 'CONFIG_SYNTAX',
    says: ['modelwright.yaml:3:', 'Indent with spaces'],
  },
  {
    name: 'a path outside',
    config: CONFIG.replace('t.csv', '../t.csv'),
    exit: 2,
    code: 'CONFIG_PATH_OUTSIDE',
    says: [
      'modelwright.yaml:3 data.train_path: "../t.csv" leaves the project folder',
      'Move the file into the project',
    ],
  },
  {
    name: 'an unknown parameter of the model',
    config: CONFIG.replace('n_estimators', 'n_estimater'),
    exit: 2,
    code: 'PARAMETER_INVALID',
    says: ["modelwright.yaml:5 model.n_estimater: no such parameter of random_forest (did you mean 'n_estimators'?)"],
  },
  {
    name: 'a parameter out of range',
    config: CONFIG.replace('n_estimators: 3', 'n_estimators: 0'),
    exit: 2,
    code: 'PARAMETER_INVALID',
    says: [
      'modelwright.yaml:5 model.n_estimators: 0 is not allowed for random_forest',
      'Use a whole number of at least 1',
    ],
  },
  {
    name: 'more folds than rows',
    config: CONFIG.replace('val_size: 0.25', 'cv: 100'),
    exit: 2,
    code: 'PARAMETER_INVALID',
    says: ['modelwright.yaml:6 training.cv: 100 folds of 80 rows are not possible', 'Use a whole number from 2 to 80'],
  },
  {
    name: 'an estimator that cannot learn the target',
    config: CONFIG.replace('n_estimators: 3, max_depth: 3', 'type: linear_regression'),
    exit: 2,
    code: 'PARAMETER_INVALID',
    says: [
      "modelwright.yaml:5 model.type: linear_regression cannot learn the target 'y', which is one of 2 classes",
      'Use random_forest',
    ],
  },
  {
    name: 'a rule of the gate that asks for nothing',
    config: `${CONFIG}gate:\n  - { metric: val_auc }\n`,
    exit: 2,
    code: 'CONFIG_INVALID',
    says: ["modelwright.yaml:8 gate[0]: 'val_auc' needs min, max or versus", 'Write for example'],
  },
  {
    name: 'a target whose key is a slip',
    config: CONFIG.replace('target_column', 'target_colum'),
    exit: 2,
    code: 'CONFIG_INVALID',
    says: ["modelwright.yaml:4 data.target_colum: unknown key 'target_colum' (did you mean 'target_column'?)"],
  },
  {
    name: 'a rule of the gate on a metric that the target cannot have',
    config: `${CONFIG}gate:\n  - { parity: 0.1 }\n  - { metric: val_rmse, max: 2 }\n`,
    exit: 2,
    code: 'CONFIG_INVALID',
    says: ["modelwright.yaml:9 gate[1].metric: 'val_rmse' is a metric of numbers; the target has two classes"],
  },
  {
    name: 'a rule of the gate on slices of a column that is no feature',
    config: `${CONFIG}gate:\n  - { metric: accuracy, slice: "d=1", min: 0.5 }\n`,
    exit: 2,
    code: 'CONFIG_INVALID',
    says: ["modelwright.yaml:8 gate[0].slice: 'd' is not a feature. Use one of a, b, c"],
  },
  {
    name: 'a derived feature of a column that is not there',
    config: `${CONFIG}features:\n  derived: { r: "a / z" }\n`,
    exit: 2,
    code: 'EXPRESSION_INVALID',
    says: ['modelwright.yaml:8 features.derived.r', "'z'"],
  },
]

describe('a config is refused:', () => {
  it.each(CONFIGS)('$name', async ({ config, ...refusal }) => {
    const folder = await smallProject({ 't.csv': table(), 'modelwright.yaml': config })
    expectRefusal(await commandLine(folder, ['train']), refusal)
    await expectNothingKept(folder)
  })
})
