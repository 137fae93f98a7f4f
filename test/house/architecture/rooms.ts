// The map that the rules enforce: which rooms exist, in which order, and what of the outside world each may touch.

/** The stages of the loop and what stands around them; an import points left. */
export const LAYERS = [
  'core',
  'stats',
  'config',
  'data',
  'artifacts',
  'onnx',
  'features',
  'train',
  'compile',
  'score',
  'evaluate',
  'track',
  'registry',
  'access',
  'events',
  'gate',
  'predictions',
  'ship',
  'serve',
  'monitor',
  'retrain',
  'report',
  'workflows/ports',
  'workflows/models',
  'workflows/serving',
  'workflows/fitting',
  'workflows/gating',
  'workflows/training',
  'workflows/release',
  'workflows/observation',
  'workflows/retraining',
  'workflows/housekeeping',
  'workflows/importing',
  'workflows/events',
  'workflows',
  'http/kit',
  'http/predict',
  'http/mlflow',
  'cli',
] as const

/** Left of `track`, yet `train` and `track` are joined by a workflow alone; other pairs that must not meet go here too. */
export const APART: readonly (readonly [string, string])[] = [
  ['track', 'train'],
  ['http/kit', 'cli'],
  ['http/predict', 'cli'],
  ['http/mlflow', 'cli'],
  ['http/mlflow', 'http/predict'],
]

/** What the rooms of HTTP may ask: a route means what a workflow means; only the rooms named here it asks directly (docs/adr/0017). */
export const REACH: Readonly<Record<string, readonly string[]>> = {
  'http/kit': ['core'],
  'http/mlflow': ['core', 'artifacts', 'track', 'registry', 'events', 'workflows/events', 'http/kit'],
  'http/predict': ['core', 'data', 'predictions', 'serve', 'http/kit'],
}

/** The room that puts everything together, a file a process; it may import every front door. */
export const APP = 'app'
export const ENTRIES = ['src/index.ts', 'src/client.ts', 'src/cli/main.ts']

/** Modules of Node that compute only: every room may import them. Any other `node:` module reaches the disk, a socket, a clock or a process, and is for adapters, app and the command's entry. */
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
  '@aws-sdk/client-s3': ['adapters'],
  '@duckdb/node-api': ['adapters'],
  kysely: ['adapters'],
  'onnxruntime-node': ['adapters'],
  fastify: ['http'],
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

/** Rooms within rooms, longest first. */
const NESTED: readonly string[] = LAYERS.filter((layer) => layer.includes('/')).toSorted((a, b) => b.length - a.length)

/** The room of a file: the longest layer that holds it, `adapters/<name>`, `app`, `entry` (index.ts and client.ts at the root of src) or, for another file, its folder's name. */
export function roomOf(path: string): string {
  const [, first = '', second = ''] = path.split('/')
  if (first === 'index.ts' || first === 'client.ts') return 'entry'
  if (first === 'adapters') return `adapters/${second}`
  return NESTED.find((room) => path.startsWith(`src/${room}/`)) ?? first
}

/** A file that tests: it may use what a test needs (adapters, the disk, a clock). */
export function isTestFile(path: string): boolean {
  return /\.(test|suite|case)\.ts$/.test(path)
}
