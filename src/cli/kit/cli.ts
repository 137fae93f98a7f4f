// What every command shares: opening the project, progress, --json, and errors with their exit code.
import { resolve } from 'node:path'
import type { Command } from 'commander'
import type { ServingConfig } from '../../config/index.ts'
import { AppError, isAppError, type Reporter, visibleText } from '../../core/index.ts'
import type { Project } from '../../workflows/index.ts'
import { createProgress } from './progress.ts'
import type { Terminal } from './terminal.ts'

/** Options that every command takes. */
export interface CommonOptions {
  readonly config?: string
  readonly store?: string
  readonly local?: boolean
  readonly json?: boolean
}

export interface OpenOptions extends CommonOptions {
  readonly reporter: Reporter
  readonly signal?: AbortSignal | undefined
  readonly createStore?: boolean
}

/** From which level on the server logs. `debug` adds a line for each answered request. */
export const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const
export type LogLevel = (typeof LOG_LEVELS)[number]

export interface ServeRequest {
  readonly uri: string
  readonly until?: string | undefined
  readonly serving: ServingConfig | undefined
  /** What a folder's version is called. */
  readonly folderVersion: string | undefined
  readonly host: string
  readonly port: number
  readonly insecure: boolean
  readonly allowedHosts: readonly string[]
  readonly logLevel: LogLevel
}

/** Answers what is open, then ends. */
type Drain = (options?: { readonly graceMs?: number }) => Promise<void>

/** A model server that answers. */
export interface Served {
  readonly address: string
  readonly server: { drain: Drain }
  current(): { readonly name: string; readonly version: string }
}

export interface TrackRequest {
  readonly host: string
  readonly port: number
  readonly insecure: boolean
  readonly allowedHosts: readonly string[]
  readonly logLevel: LogLevel
}

/** Of a tracking server. */
export interface FirstKey {
  /** Folder, or `s3://bucket/prefix`. */
  readonly artifactStore?: string | undefined
  /** Asks for keys even if there are none yet. */
  readonly auth: boolean
  /** Gets the key that is made then. */
  readonly showFirstKey: (key: string) => void
}

/** Of all parts at once. */
export interface UpRequest extends Omit<TrackRequest, 'port'> {
  readonly trackingPort: number
  readonly modelPort: number
  tell(part: 'tracking' | 'model', line: string): void
}

/** A tracking server that answers. */
export interface Tracked {
  readonly address: string
  readonly store: string
  readonly drain: Drain
}

/** What the process and `app` give the command line. */
export interface CliDeps {
  readonly terminal: Terminal
  readonly version: string
  readonly env: Readonly<Record<string, string | undefined>>
  /** Absolute. */
  readonly cwd: string
  open(options: OpenOptions): Promise<Project>
  /** From now on Ctrl-C and SIGTERM ask for a stop instead of ending the process. */
  stopSignal(): AbortSignal
  /** From now on a first signal does not end the process: the promise gives its name. */
  untilStopped(): Promise<'SIGINT' | 'SIGTERM'>
  serve(project: Project, request: ServeRequest): Promise<Served>
  track(options: OpenOptions & TrackRequest & FirstKey): Promise<Tracked>
  up(options: OpenOptions & UpRequest): Promise<{ readonly drain: Drain }>
  /** Ends with the exit code. */
  exit(code: number): void
}

/** What a command's result looks like. */
export interface View<T> {
  json(result: T): unknown
  text(result: T): string
  /** @default 0 */
  exit?(result: T): number
}

export interface RunOptions {
  /** It takes long and has something to tidy up when it is stopped; other commands just end. @default false */
  readonly stoppable?: boolean
  /** It only looks: a store that is missing is not made. @default false */
  readonly looksOnly?: boolean
}

export type Cli = ReturnType<typeof createCli>

export function createCli(deps: CliDeps) {
  const terminal = safeTerminal(deps.terminal)

  /** Opens the project, does the work, shows the result. */
  async function run<T>(
    options: CommonOptions,
    work: (project: Project) => Promise<T>,
    view: View<T>,
    { stoppable = false, looksOnly = false }: RunOptions = {},
  ): Promise<void> {
    const signal = stoppable ? deps.stopSignal() : undefined
    const progress = await createProgress(terminal)
    try {
      const project = await deps.open({ ...options, reporter: progress, signal, createStore: !looksOnly })
      const result = await work(project).finally(() => project.close())
      progress.stop()
      terminal.out(options.json ? `${JSON.stringify(view.json(result), null, 2)}\n` : `${view.text(result)}\n`)
      deps.exit(view.exit?.(result) ?? 0)
    } catch (error) {
      progress.stop()
      fail(error, options)
    }
  }

  function fail(error: unknown, { json }: CommonOptions): void {
    const known = isAppError(error) ? error : unexpected(error)
    if (json) {
      const { code, message, where, fix, details } = known
      terminal.out(`${JSON.stringify({ error: { code, message, where, fix, details } }, null, 2)}\n`)
    } else if (known.code === 'INTERRUPTED') {
      terminal.err(`${known.message}.\n`)
    } else {
      terminal.err(`error ${known.code}: ${known.message}\n`)
    }
    deps.exit(known.exitCode)
  }

  /** What `start` starts goes on until the process is told to stop, then drains. */
  async function untilStopped(options: CommonOptions, start: (reporter: Reporter) => Promise<Drain>): Promise<void> {
    // Beside a training only a server tidies up: any other command just ends, and leaves nothing half done.
    const stopped = deps.untilStopped()
    const progress = await createProgress(terminal)
    try {
      const drain = await start(progress)
      // A person at the keyboard does not wait for load balancers to look away.
      await drain((await stopped) === 'SIGINT' ? { graceMs: 0 } : {})
      deps.exit(0)
    } catch (error) {
      fail(error, options)
    }
  }

  /** Serves what `ask` finds in the project. */
  function serve(
    options: CommonOptions,
    ask: (project: Project) => Promise<ServeRequest>,
    onListening: (served: Served) => void,
  ): Promise<void> {
    return untilStopped(options, async (reporter) => {
      const project = await deps.open({ ...options, reporter })
      try {
        const served = await deps.serve(project, await ask(project))
        onListening(served)
        return (how) => served.server.drain(how).finally(() => project.close())
      } catch (error) {
        await project.close()
        throw error
      }
    })
  }

  /** Serves runs and models. */
  function track(
    options: CommonOptions,
    request: TrackRequest & FirstKey,
    onListening: (tracked: Tracked) => void,
  ): Promise<void> {
    return untilStopped(options, async (reporter) => {
      const tracked = await deps.track({ ...options, ...request, reporter })
      onListening(tracked)
      return tracked.drain
    })
  }

  return {
    terminal,
    env: deps.env,
    cwd: deps.cwd,
    resolvePath: (path: string) => resolve(deps.cwd, path),
    run,
    /** `run` for a command that only looks: a store that is missing is not made. */
    look: <T>(options: CommonOptions, work: (project: Project) => Promise<T>, view: View<T>): Promise<void> =>
      run(options, work, view, { looksOnly: true }),
    serve,
    track,
    /** Everything on this machine. */
    up: (options: CommonOptions, request: UpRequest): Promise<void> =>
      untilStopped(options, async (reporter) => (await deps.up({ ...options, ...request, reporter })).drain),
    fail,
  }
}

/** Adds the options that every command takes; last, so that help shows a command's own first. */
export function addCommonOptions(command: Command): void {
  command
    .option('-c, --config <file>', 'config file (default: modelwright.yaml or config.yaml in this folder)')
    .option('--store <folder>', 'folder of the embedded store (default: .modelwright beside the config)')
    .option('--local', 'use the embedded store whatever tracking_uri says')
    .option('--json', 'print one JSON object for machines')
}

/** Names of columns, classes, operators and files come from outside: none of them may steer the terminal. */
function safeTerminal(terminal: Terminal): Terminal {
  return {
    ...terminal,
    out: (text) => terminal.out(visibleText(text)),
    err: (text) => terminal.err(visibleText(text)),
  }
}

function unexpected(error: unknown): AppError {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return new AppError('INTERNAL', `this is a bug of modelwright, please report it\n${text}`, { cause: error })
}
