// From the values of a config, wherever they come from, to a validated Config; every error names source, key and the way out.
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv'
import { AppError, didYouMean } from '../core/index.ts'
import type { Config } from './config.ts'
import { applyDefaults } from './defaults.ts'
import { limitProblem } from './limit-problem.ts'
import { resolveDataPath } from './paths.ts'
import { type ConfigValues, configSchema } from './schema.ts'
import { formatKey, type KeyPath, parseKey } from './source-map.ts'

const ajv = new Ajv({ allErrors: true, verbose: true, strict: false, formats: { regex: isRegex } })

const validators = new Map<string, ValidateFunction>()

/** Compiled once. */
function validatorFor(models: readonly string[]): ValidateFunction {
  const key = models.join()
  const validate = validators.get(key) ?? ajv.compile(configSchema(models))
  validators.set(key, validate)
  return validate
}

export interface ConfigSource {
  /** Where the values come from, for messages: the name of a file, `the config object`. */
  readonly file: string
  /** Absolute folder that relative paths start from and must stay in. */
  readonly root: string
  /** The names that `model.type` may have, the default first. */
  readonly models: readonly string[]
  /** Where a key stands. @default the source, and the key */
  readonly where?: (path: KeyPath) => string
}

/** @throws CONFIG_INVALID, CONFIG_PATH_OUTSIDE */
export function configFromValues(values: unknown, source: ConfigSource): Config {
  const { file, root, models, where = (path) => [file, formatKey(path)].filter(Boolean).join(' ') } = source
  const raw: unknown = dropNulls(values, [])
  if (!isRecord(raw)) {
    throw new AppError('CONFIG_INVALID', 'the config is not a mapping of sections', {
      where: file,
      fix: 'Start with a section such as data: { train_path: data/train.csv, target_column: churned }',
    })
  }
  const validate = validatorFor(models)
  if (!validate(raw)) throw firstProblem(validate.errors ?? [], where)
  const filled = applyDefaults(raw as ConfigValues, source, where)
  return {
    ...filled,
    data: {
      ...filled.data,
      ...(filled.data.train_path === undefined
        ? {}
        : { train_path: resolveDataPath(filled.data.train_path, root, where(['data', 'train_path'])) }),
      ...(filled.data.test_path === undefined
        ? {}
        : { test_path: resolveDataPath(filled.data.test_path, root, where(['data', 'test_path'])) }),
      ...(filled.data.query_folders === undefined
        ? {}
        : {
            query_folders: filled.data.query_folders.map((folder, i) =>
              resolveDataPath(folder, root, where(['data', 'query_folders', i])),
            ),
          }),
    },
    file,
    root,
    where: (key) => where(parseKey(key)),
  }
}

/** An empty section or key (`tracking_uri:`) counts as not written; in `model` null is a value (max_depth: null). */
function dropNulls(value: unknown, path: KeyPath): unknown {
  if (!isRecord(value) || path[0] === 'model') return value
  const kept = Object.entries(value).filter(([, v]) => v !== null && v !== undefined)
  return Object.fromEntries(kept.map(([key, v]) => [key, dropNulls(v, [...path, key])]))
}

function firstProblem(errors: readonly ErrorObject[], where: (path: KeyPath) => string): AppError {
  // A slip of the hand makes two problems, an unknown key and a missing one: only the first says what to mend.
  const error =
    errors.find((e) => e.keyword === 'additionalProperties' && !e.schemaPath.includes('/anyOf/')) ??
    errors.find((e) => e.keyword === 'anyOf') ??
    errors[0]!
  const path = error.instancePath.split('/').slice(1).map(unescapePointer)
  const key = formatKey(path)
  const schema = error.parentSchema as { properties?: Record<string, unknown>; description?: string }
  const got = JSON.stringify(error.data)?.slice(0, 60)
  const make = (problem: string, at: KeyPath, fix: string) =>
    new AppError('CONFIG_INVALID', problem, { where: where(at), fix })
  switch (error.keyword) {
    case 'additionalProperties': {
      const name = String((error.params as { additionalProperty: string }).additionalProperty)
      const known = Object.keys(schema.properties ?? {})
      const missing = errors.flatMap(({ keyword, instancePath, params }) =>
        keyword === 'required' && instancePath === error.instancePath ? [String(params['missingProperty'])] : [],
      )
      const lacking = missing.map((other) => `, and '${formatKey([...path, other])}' is missing`).join('')
      return make(
        `unknown key '${name}'${didYouMean(name, [...missing, ...known])}${lacking}`,
        [...path, name],
        `Known keys here: ${known.join(', ')}`,
      )
    }
    case 'required': {
      const name = String((error.params as { missingProperty: string }).missingProperty)
      const full = formatKey([...path, name])
      return make(
        `missing key '${full}'`,
        path,
        `Add ${full}: ${name === 'target_column' ? 'the column to predict' : '…'}`,
      )
    }
    case 'type':
      return make(
        `expected ${list((error.params as { type: string | string[] }).type)}, got ${got}`,
        path,
        `Mend the value of ${key}`,
      )
    case 'enum': {
      const allowed = (error.params as { allowedValues: unknown[] }).allowedValues.map(String)
      return make(
        `unknown value ${got}${didYouMean(String(error.data), allowed)}`,
        path,
        `Use one of ${allowed.join(', ')}`,
      )
    }
    case 'anyOf':
      return make(`wrong value ${got}`, path, `Use ${schema.description}`)
    default: {
      const { problem, fix } = limitProblem(error, key, got)
      return make(problem, path, fix)
    }
  }
}

const list = (type: string | readonly string[]): string => (typeof type === 'string' ? type : type.join(' or '))

function unescapePointer(part: string): string | number {
  const name = part.replaceAll('~1', '/').replaceAll('~0', '~')
  return /^\d+$/.test(name) ? Number(name) : name
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isRegex(pattern: string): boolean {
  try {
    return new RegExp(pattern, 'u') instanceof RegExp
  } catch {
    return false
  }
}
