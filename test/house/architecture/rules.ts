// The rules of the architecture as functions from files to violations; architecture.test.ts runs them over this project and over planted violations.
import { existsSync, readdirSync } from 'node:fs'
import { join, posix } from 'node:path'
import {
  APART,
  APP,
  BANNED_NAMES,
  ENTRIES,
  FILE_NAME,
  GLOBALS_ROOMS,
  isTestFile,
  LAYERS,
  MAX_LINES,
  PACKAGE_ROOMS,
  PURE_NODE_MODULES,
  REACH,
  ROOM_NODE_MODULES,
  roomOf,
} from './rooms.ts'
import { readSourceFile, type SourceFile } from './source-file.ts'

export type Rule =
  | 'layer'
  | 'room'
  | 'apart'
  | 'reach'
  | 'front-door'
  | 'adapters'
  | 'app'
  | 'world'
  | 'package'
  | 'global'
  | 'circle'
  | 'missing'
  | 'name'
  | 'size'
  | 'index'
  | 'default-export'

export interface Violation {
  readonly rule: Rule
  /** `src/train/tree.ts:3`. */
  readonly where: string
  readonly problem: string
}

const FOLDERS = ['src', 'test', 'scripts', 'bench', 'demo']
const layerIndex = (room: string): number => (LAYERS as readonly string[]).indexOf(room)
const isRelative = (specifier: string): boolean => specifier.startsWith('.')
const target = (file: SourceFile, specifier: string): string => posix.join(posix.dirname(file.path), specifier)
const packageName = (specifier: string): string =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')

function listFiles(root: string): string[] {
  return FOLDERS.filter((folder) => existsSync(join(root, folder))).flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8', withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.parentPath.includes('node_modules'))
      .map((entry) => posix.relative(root, posix.join(entry.parentPath, entry.name)))
      .toSorted(),
  )
}

/** What is wrong with one import between two files of src, if anything. */
function checkEdge(file: SourceFile, to: string): { rule: Rule; problem: string } | undefined {
  const from = roomOf(file.path)
  const room = roomOf(to)
  const test = isTestFile(file.path)
  if (room === from) return undefined
  if (room === APP) {
    return ENTRIES.includes(file.path) || test
      ? undefined
      : { rule: 'app', problem: `imports ${to}: only ${ENTRIES.join(' and ')} may` }
  }
  if (!to.endsWith('/index.ts') || to.split('/').length !== room.split('/').length + 2) {
    return { rule: 'front-door', problem: `reaches past the front door of ${room}: import src/${room}/index.ts` }
  }
  if (from === APP || ENTRIES.includes(file.path)) return undefined
  if (room.startsWith('adapters/')) {
    return test ? undefined : { rule: 'adapters', problem: `imports ${room}: only app and the entries may` }
  }
  if (APART.some(([a, b]) => (from === a && room === b) || (from === b && room === a))) {
    return { rule: 'apart', problem: `${from} and ${room} are joined by a workflow, never directly` }
  }
  if (REACH[from] !== undefined && !test && !REACH[from].includes(room)) {
    return { rule: 'reach', problem: `${from} asks ${REACH[from].join(', ')} alone, not ${room}` }
  }
  const limit = from.startsWith('adapters/') ? layerIndex('http/kit') : layerIndex(from)
  return layerIndex(room) < limit
    ? undefined
    : { rule: 'layer', problem: `${from} imports ${room}, which is not left of it` }
}

/** An import of a file outside src: the build has it not. */
function checkLeaving(file: SourceFile, to: string): { rule: Rule; problem: string } | undefined {
  return isTestFile(file.path) ? undefined : { rule: 'room', problem: `imports ${to}, which is not part of the build` }
}

/** A module or package that the room of the file must not touch. */
function checkOutside(file: SourceFile, specifier: string): { rule: Rule; problem: string } | undefined {
  const room = roomOf(file.path).split('/')[0]!
  if (isTestFile(file.path) || file.path === 'src/cli/main.ts') return undefined
  if (specifier.startsWith('node:')) {
    const pure = PURE_NODE_MODULES.some((name) => specifier === name || specifier === `${name}/promises`)
    return pure || room === 'adapters' || room === 'app' || ROOM_NODE_MODULES[room]?.includes(specifier)
      ? undefined
      : { rule: 'world', problem: `imports ${specifier}: only adapters, app and cli/main.ts touch the world` }
  }
  const rooms = PACKAGE_ROOMS[packageName(specifier)]
  return rooms === undefined || rooms.includes(room)
    ? undefined
    : { rule: 'package', problem: `imports ${specifier}, which belongs to ${rooms.join(', ')}` }
}

function checkImports(root: string, file: SourceFile): Violation[] {
  return file.imports.flatMap(({ specifier, line }) => {
    const where = `${file.path}:${line}`
    if (!isRelative(specifier)) {
      const found = checkOutside(file, specifier)
      return found === undefined ? [] : [{ where, ...found }]
    }
    const to = target(file, specifier)
    if (!existsSync(join(root, to))) return [{ rule: 'missing' as const, where, problem: `no file ${to}` }]
    const found = to.startsWith('src/') ? checkEdge(file, to) : checkLeaving(file, to)
    return found === undefined ? [] : [{ where, ...found }]
  })
}

function checkGlobals(file: SourceFile): Violation[] {
  if (isTestFile(file.path) || file.path === 'src/cli/main.ts') return []
  const room = roomOf(file.path).split('/')[0]!
  return file.globals
    .filter(({ name }) => !GLOBALS_ROOMS[name]!.includes(room))
    .map(({ name, line }) => ({
      rule: 'global',
      where: `${file.path}:${line}`,
      problem: `uses ${name}: take a Clock, an Rng or an option instead`,
    }))
}

/** Circles of imports between files, each told once. */
function findCircles(files: readonly SourceFile[]): Violation[] {
  const byPath = new Map(files.map((file) => [file.path, file]))
  const done = new Set<string>()
  const circles: Violation[] = []
  const visit = (path: string, trail: readonly string[]): void => {
    if (trail.includes(path)) {
      const circle = [...trail.slice(trail.indexOf(path)), path]
      circles.push({ rule: 'circle', where: path, problem: circle.join(' → ') })
      return
    }
    const file = byPath.get(path)
    if (file === undefined || done.has(path)) return
    for (const { specifier } of file.imports) {
      if (isRelative(specifier)) visit(target(file, specifier), [...trail, path])
    }
    done.add(path)
  }
  for (const file of files) visit(file.path, [])
  return circles
}

function checkForm(file: SourceFile): Violation[] {
  const violations: Violation[] = []
  const add = (rule: Rule, problem: string): void => void violations.push({ rule, where: file.path, problem })
  const generated = /(\.gen|_pb)\.ts$/.test(file.path)
  const name = file.path.split('/').at(-1)!
  if (file.path.split('/').some((part) => BANNED_NAMES.test(part))) add('name', 'is named after no noun of the field')
  if (!FILE_NAME.test(name)) add('name', 'is not kebab-case')
  if (file.lines > MAX_LINES && !generated) add('size', `has ${file.lines} lines, more than ${MAX_LINES}`)
  if (file.hasDefaultExport) add('default-export', 'has a default export: name it')
  if (file.path.startsWith('src/')) {
    if (name === 'index.ts' && !file.reexportsOnly) add('index', 'holds more than re-exports')
    const room = roomOf(file.path)
    const adapter = room.startsWith('adapters/')
    if (adapter && room.endsWith('.ts')) add('room', 'is not in a folder of its own under src/adapters')
    if (!adapter && layerIndex(room) < 0 && room !== APP && room !== 'entry') {
      add('room', `is in no room of the map (${LAYERS.join(', ')}, adapters)`)
    }
  }
  return violations
}

/** Every violation of a rule in the project at `root`. */
export function checkArchitecture(root: string): Violation[] {
  const files = listFiles(root).map((path) => readSourceFile(root, path))
  const sources = files.filter(({ path }) => path.startsWith('src/'))
  return [
    ...files.flatMap((file) => checkForm(file)),
    ...sources.flatMap((file) => [...checkImports(root, file), ...checkGlobals(file)]),
    ...findCircles(sources),
  ]
}
