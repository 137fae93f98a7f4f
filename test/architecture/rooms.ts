// The map that the rules enforce: which rooms exist, in which order, and what of the outside world each may touch.

/** The stages of the loop and what stands around them; an import points left. */
export const LAYERS = [
  'core',
  'stats',
  'config',
  'data',
  'features',
  'train',
  'evaluate',
  'onnx',
  'score',
  'track',
  'registry',
  'gate',
  'ship',
  'serve',
  'monitor',
  'retrain',
  'workflows',
  'http',
  'cli',
] as const

/** Left of `track`, yet `train` and `track` are joined by a workflow alone; other pairs that must not meet go here too. */
export const APART: readonly (readonly [string, string])[] = [
  ['track', 'train'],
  ['http', 'cli'],
]

/** The files that put everything together; they may import every front door. */
export const APP = 'src/app.ts'
export const ENTRIES = ['src/index.ts', 'src/cli/main.ts']

/** Modules of Node that compute only: every room may import them. Any other `node:` module reaches the disk, a socket, a clock or a process, and is for adapters, app.ts and the command's entry. */
export const PURE_NODE_MODULES = [
  'node:assert',
  'node:buffer',
  'node:crypto',
  'node:events',
  'node:path',
  'node:stream',
  'node:url',
  'node:util',
  'node:zlib',
]

/** What a room other than an adapter may have besides: HTTP listens on a socket (through Fastify) and gives it time to drain. */
export const ROOM_NODE_MODULES: Readonly<Record<string, readonly string[]>> = {
  http: ['node:net', 'node:timers/promises'],
}

/** Packages that reach the world or shape the room that uses them, and the rooms they may be used in. */
export const PACKAGE_ROOMS: Readonly<Record<string, readonly string[]>> = {
  '@duckdb/node-api': ['adapters'],
  kysely: ['adapters'],
  'onnxruntime-node': ['adapters'],
  fastify: ['http'],
  '@fastify/swagger': ['http'],
  '@fastify/swagger-ui': ['http'],
  pino: ['adapters', 'http', 'app'],
  commander: ['cli'],
  ora: ['cli'],
  'cli-table3': ['cli'],
}

/** Globals that are a clock, a process, a socket or unseeded chance: not for stages, which get a `Clock`, options and an `Rng`. */
export const GLOBALS_ROOMS: Readonly<Record<string, readonly string[]>> = {
  process: ['adapters', 'app', 'cli'],
  fetch: ['adapters', 'app', 'cli'],
  'Date.now': ['adapters', 'app'],
  'new Date()': ['adapters', 'app'],
  'Math.random': ['adapters'],
}

export const MAX_LINES = 400
export const BANNED_NAMES = /(^|[-.])(utils?|helpers?|common|managers?)([-.]|$)/
/** `feature-matrix.ts`, `psi.test.ts`, `ml_pb.ts` (generated). */
export const FILE_NAME = /^[a-z0-9]+(-[a-z0-9]+)*(_pb)?(\.[a-z0-9-]+)*\.ts$/

/** The room of a file: a layer, `adapters/<name>`, `app` (app.ts), `entry` (index.ts at the root of src) or, for another file, its folder's name. */
export function roomOf(path: string): string {
  if (path === APP) return 'app'
  const [, first = '', second = ''] = path.split('/')
  if (first === 'index.ts') return 'entry'
  return first === 'adapters' ? `adapters/${second}` : first
}

/** A file that tests: it may use what a test needs (adapters, the disk, a clock). */
export function isTestFile(path: string): boolean {
  return /\.(test|suite|case)\.ts$/.test(path)
}
