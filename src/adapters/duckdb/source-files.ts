// From a path or glob to the files it names.
import type { Stats } from 'node:fs'
import { glob, readdir, stat } from 'node:fs/promises'
import { basename, dirname, extname, relative, resolve } from 'node:path'
import { AppError, didYouMean } from '../../core/index.ts'

export type Format = 'csv' | 'tsv' | 'jsonl' | 'parquet'

export interface SourceFiles {
  /** Absolute, sorted. */
  readonly files: readonly string[]
  readonly format: Format
}

const FORMATS: readonly (readonly [RegExp, Format])[] = [
  [/\.(?:csv|txt)(?:\.gz)?$/i, 'csv'],
  [/\.(?:tsv|tab)(?:\.gz)?$/i, 'tsv'],
  [/\.(?:jsonl|ndjson)(?:\.gz)?$/i, 'jsonl'],
  [/\.(?:parquet|pq)$/i, 'parquet'],
]

function statedFormat(path: string): Format | undefined {
  return FORMATS.find(([pattern]) => pattern.test(path))?.[1]
}

/** The format in which a file of this name is written. @throws USAGE */
export function outputFormatOf(path: string): Format {
  const format = statedFormat(path)
  if (format !== undefined) return format
  const extension = extname(path)
  throw new AppError('USAGE', `a table cannot be written as ${extension || 'a file without extension'}`, {
    where: shownPath(path),
    fix: 'Name a file that ends in .csv, .tsv, .jsonl, .ndjson (each also with .gz) or .parquet',
  })
}

/** The format a file's name states. @throws DATA_UNREADABLE */
function formatOf(path: string): Format {
  const format = statedFormat(path)
  if (format !== undefined) return format
  throw new AppError('DATA_UNREADABLE', 'unknown kind of data file', {
    where: shownPath(path),
    fix: 'Use .csv, .tsv, .jsonl or .ndjson (each also with .gz), or .parquet',
  })
}

/** @throws DATA_NOT_FOUND, DATA_UNREADABLE */
export async function findFiles(path: string): Promise<SourceFiles> {
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(path)) {
    throw new AppError('DATA_UNREADABLE', 'remote data is not supported', {
      where: path,
      fix: 'Download it first, and name the local file',
    })
  }
  const files = (await isFile(resolve(path))) ? [resolve(path)] : await expand(path)
  const formats = new Set(files.map(formatOf))
  if (formats.size > 1) {
    throw new AppError('DATA_UNREADABLE', `the files are of several kinds: ${[...formats].join(', ')}`, {
      where: path,
      fix: 'Use a glob that matches files of one kind, such as data/*.csv',
    })
  }
  return { files, format: formatOf(files[0]!) }
}

/** The path as people know it: from the working folder where it is inside. */
export function shownPath(path: string): string {
  const inside = relative('', path)
  return inside === '' || inside.startsWith('..') ? path : inside
}

async function expand(pattern: string): Promise<string[]> {
  if (!/[*?[{]/.test(pattern)) throw await notFound(pattern)
  const matches = await Array.fromAsync(glob(pattern), (match) => resolve(match))
  const files: string[] = []
  for (const match of matches) if (await isFile(match)) files.push(match)
  if (files.length === 0) {
    throw new AppError('DATA_NOT_FOUND', 'no file matches the pattern', {
      where: shownPath(pattern),
      fix: 'Check the folder and the pattern, such as data/*.csv',
    })
  }
  return files.sort()
}

async function notFound(path: string): Promise<AppError> {
  const folder = dirname(resolve(path))
  const entries = await readdir(folder).catch(() => undefined)
  const found = await stat(resolve(path)).catch(() => undefined)
  const isFolder = found?.isDirectory() === true
  if (found !== undefined && !isFolder) {
    return new AppError('DATA_NOT_FOUND', `is ${kindOf(found)}, not a regular file`, {
      where: shownPath(path),
      // It is read more than once, and from the start.
      fix: 'Copy what it gives to a file first, and name that',
    })
  }
  const problem = isFolder
    ? 'is a folder'
    : entries === undefined
      ? `no folder ${shownPath(folder)}`
      : `no such file${didYouMean(basename(path), entries)}`
  return new AppError('DATA_NOT_FOUND', problem, {
    where: shownPath(path),
    fix: isFolder ? `Name the files in it, such as ${shownPath(path)}/*.csv` : 'Check the path',
  })
}

function kindOf(found: Stats): string {
  if (found.isFIFO()) return 'a pipe'
  return found.isSocket() ? 'a socket' : 'a device'
}

async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile(),
    () => false,
  )
}
