// Everything on this machine in one process: the tracking server, and the model server as soon as there is a model to serve.
import { setTimeout as sleep } from 'node:timers/promises'
import { isAppError } from '../core/index.ts'
import type { Project } from '../workflows/index.ts'
import { servedUri } from '../workflows/models/index.ts'
import { type RunningServer, serveModel } from './model-server.ts'
import { type OpenProjectOptions, openProject } from './project.ts'
import { type RunningTrackingServer, type ServeTrackingOptions, serveTracking } from './tracking-server.ts'

export interface UpOptions extends Omit<ServeTrackingOptions, 'port'>, Pick<OpenProjectOptions, 'config'> {
  /** Of the tracking server. @default 5000; 0 = any free port */
  readonly trackingPort?: number
  /** Of the model server. @default 8000; 0 = any free port */
  readonly modelPort?: number
  /** What a person should know of a part, a line at a time. */
  tell(part: 'tracking' | 'model', line: string): void
}

export interface RunningParts {
  /** The model server first, which others ask; then the tracking server. */
  readonly drain: RunningTrackingServer['drain']
}

/** How often it is looked whether there is a model now. */
const LOOK_MS = 1000

/** @throws what `serveTracking` and `serveModel` throw; that there is no model yet is waited for */
export async function up({ trackingPort, modelPort = 8000, tell, ...options }: UpOptions): Promise<RunningParts> {
  const tracking = await serveTracking({ ...options, ...(trackingPort !== undefined && { port: trackingPort }) })
  tell('tracking', `${tracking.address}  (${tracking.store})`)
  const project = await openProject({ ...options, serves: true })
  const waiting = new AbortController()
  let model: RunningServer | undefined
  const drain: RunningParts['drain'] = async (how) => {
    waiting.abort()
    await following.catch(() => {})
    await model?.server.drain(how)
    await project.close()
    await tracking.drain(how)
  }
  const serve = async (): Promise<void> => {
    model = await startModel(project, { ...options, port: modelPort })
    const { name, version } = model.current()
    tell('model', `${model.address}  (${name} version ${version}; follows the champion)`)
  }
  let following: Promise<void> = Promise.resolve()
  try {
    await serve()
  } catch (error) {
    if (!isAppError(error, 'RESOURCE_DOES_NOT_EXIST')) {
      await drain({ graceMs: 0 })
      throw error
    }
    tell('model', 'waits for a model: modelwright train, or register')
    following = serveLater(serve, waiting.signal, (line) => tell('model', line))
  }
  return { drain }
}

interface ModelOptions extends Omit<UpOptions, 'tell' | 'trackingPort' | 'modelPort'> {
  readonly port: number
}

async function startModel(project: Project, options: ModelOptions): Promise<RunningServer> {
  const { name, uri } = await project.models.default()
  return serveModel(project, {
    ...options,
    uri: servedUri(name),
    until: uri,
    serving: project.config?.serving,
  })
}

/** Tries until it can be served, and says what is in the way, once. */
async function serveLater(
  serve: () => Promise<void>,
  signal: AbortSignal,
  tell: (line: string) => void,
): Promise<void> {
  for (let told: string | undefined; !signal.aborted; ) {
    await sleep(LOOK_MS, undefined, { signal }).catch(() => {})
    if (signal.aborted) return
    try {
      return await serve()
    } catch (error) {
      if (isAppError(error, 'RESOURCE_DOES_NOT_EXIST')) continue
      const problem = error instanceof Error ? error.message : String(error)
      if (problem !== told) tell(problem)
      told = problem
    }
  }
}
