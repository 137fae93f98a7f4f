#!/usr/bin/env node
import type { StopSignal } from './kit/stop-signal.ts'
// The command `modelwright`: the process, its terminal and its signals, joined with the app.
import { nodeProblem } from './node-version.ts'

// An old Node cannot even load what follows, so nothing else is imported before its version is known to do.
const problem = nodeProblem(process.versions.node)
if (problem !== undefined) {
  process.stderr.write(`${problem}\n`)
  process.exit(1)
}

// Halves the time to start: code compiled once is kept in the user's temporary folder. It must come before what it caches.
const { enableCompileCache } = await import('node:module')
enableCompileCache()
const { openProject, serveModel, serveTracking, up, VERSION } = await import('../app/index.ts')
const { ERROR_CODES } = await import('../core/index.ts')
const { runCli } = await import('./program.ts')
const { listenForStop } = await import('./kit/stop-signal.ts')

// A reader that went away (`| head`) is not an error of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1))

let stop: StopSignal | undefined
const STOPPED = ERROR_CODES.INTERRUPTED.exit

await runCli(process.argv.slice(2), {
  terminal: {
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
    // A terminal that says it has no columns (one of a script, mostly) cannot show a live line.
    progress:
      process.stderr.isTTY === true && process.stderr.columns > 0 && process.env['CI'] === undefined ? 'live' : 'lines',
    width: process.stdout.columns || Infinity,
    errorWidth: process.stderr.columns || Infinity,
  },
  version: VERSION,
  env: process.env,
  cwd: process.cwd(),
  open: openProject,
  stopSignal() {
    stop = listenForStop()
    return stop.signal
  },
  untilStopped: () =>
    new Promise((resolve) => {
      process.once('SIGTERM', resolve)
      process.once('SIGINT', resolve)
    }),
  serve: serveModel,
  track: serveTracking,
  up,
  exit: (code) => {
    process.exitCode = code === STOPPED ? (stop?.exitCode() ?? code) : code
  },
})
