// The one validator of names and relative paths that come from outside.
import { AppError } from './app-error.ts'
import { spoofIn } from './name-spoofs.ts'
import { visibleText } from './visible-text.ts'

/** As Python's `\w`: letters and digits of every script. */
const KEY = /^[/\p{L}\p{M}\p{N}_.\- :]*$/u

/** A relative path inside a root: no `..`, no absolute or drive path, no backslash, NUL, encoded slash, fragment or query. Returns it unchanged. @throws NAME_INVALID */
export function validateRelativePath(path: string, what = 'path'): string {
  const reject = (why: string): never => {
    throw new AppError('NAME_INVALID', `invalid ${what} ${JSON.stringify(path)}: ${why}`, {
      fix: 'Use a relative path such as model/MLmodel',
    })
  }
  if (path === '' || path.length > 1000) reject('it must have 1 to 1000 characters')
  // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
  if (/[\\#?\u0000-\u001f]/.test(path)) reject('it has a backslash, #, ? or control character')
  // A name may hold % itself, as the images that MLflow's client 2.18 logs do (dogs%step%0%timestamp%17…): of what it
  // would be for a reader that decodes it once more, only ways out of the root are refused.
  const decoded = path.replaceAll(/%[0-7][0-9a-f]/gi, (escape) => String.fromCharCode(parseInt(escape.slice(1), 16)))
  for (const text of [path, decoded]) {
    if (/[\\\0]/.test(text)) reject('it has an encoded backslash or NUL')
    if (text.startsWith('/') || /^[a-z]+:/i.test(text)) reject('it must be relative')
    if (text.split('/').some((part) => part === '..' || part === '.' || part === '')) {
      reject('it must not have empty, . or .. parts')
    }
  }
  return path
}

/** A registered model's name: no `/`, `:` or `@`, which mean something in a URI, at most 256 characters, fit for a folder, and not to be taken for another. @throws NAME_INVALID */
export function validateModelName(name: string): string {
  if (name.trim() === '' || name.length > 256 || /[/\\:@#?%]/.test(name) || name === '.' || name === '..') {
    throw new AppError('NAME_INVALID', `invalid model name ${visibleText(JSON.stringify(name))}`, {
      fix: "Use 1 to 256 characters without / \\ : @ # ? %, for example 'churn-classifier'",
    })
  }
  const spoof = spoofIn(name)
  if (spoof !== undefined) {
    throw new AppError('NAME_INVALID', `invalid model name ${visibleText(JSON.stringify(name))}: ${spoof}`, {
      fix: "Use letters of one script, digits, spaces within and - _ . ( ), for example 'churn-classifier'",
    })
  }
  return name
}

/** A key of a metric, param or tag as MLflow allows it (250 characters, equal to its normalised path). @throws INVALID_PARAMETER_VALUE */
export function validateKey(key: string, what: string): string {
  const parts = key.split('/')
  const normal = !key.startsWith('/') && parts.every((part) => part !== '' && part !== '.' && part !== '..')
  if (key === '' || key.length > 250 || !KEY.test(key) || !normal) {
    throw new AppError('INVALID_PARAMETER_VALUE', `invalid ${what} name ${JSON.stringify(key)}`, {
      fix: 'Use at most 250 letters, digits, _ - . space : and / between parts',
    })
  }
  return key
}
