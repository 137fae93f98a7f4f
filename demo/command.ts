// Runs the command line as a user would, in a process of its own.
import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { styleText } from 'node:util'

const MAIN = join(import.meta.dirname, '..', 'src', 'cli', 'main.ts')

export interface CommandResult {
  readonly code: number
  readonly output: string
}

/** Prints the command and what it prints; resolves with its exit code. */
export async function modelwright(folder: string, args: readonly string[]): Promise<CommandResult> {
  process.stdout.write(`\n${styleText('bold', `$ modelwright ${args.map(quote).join(' ')}`)}\n`)
  const child = start(folder, args)
  let output = ''
  child.stdout!.on('data', (chunk: Buffer) => {
    output += chunk
    process.stdout.write(chunk)
  })
  child.stderr!.pipe(process.stderr, { end: false })
  return { code: await exitCode(child), output }
}

export interface RunningCommand {
  readonly address: string
  /** Asks it to stop and waits for its end. */
  stop(): Promise<number>
}

/** Starts `serve` and resolves when it listens. */
export async function serve(folder: string, args: readonly string[]): Promise<RunningCommand> {
  process.stdout.write(`\n${styleText('bold', `$ modelwright serve ${args.map(quote).join(' ')}`)}\n`)
  const child = start(folder, ['serve', '--json', ...args])
  const ended = exitCode(child)
  const address = await new Promise<string>((resolve, reject) => {
    let text = ''
    child.stdout!.on('data', (chunk: Buffer) => {
      text += chunk
      if (text.includes('\n')) resolve((JSON.parse(text) as { address: string }).address)
    })
    void ended.then((code) => reject(new Error(`serve ended with exit code ${code}`)))
  })
  process.stdout.write(`Serving on ${address}\n`)
  return {
    address,
    stop() {
      child.kill('SIGINT')
      return ended
    },
  }
}

function start(folder: string, args: readonly string[]): ChildProcess {
  return spawn(process.execPath, [MAIN, ...args], {
    cwd: folder,
    env: { ...process.env, MODELWRIGHT_STORE: '', MLFLOW_TRACKING_URI: '' },
    stdio: ['ignore', 'pipe', args[0] === 'serve' ? 'ignore' : 'pipe'],
  })
}

function exitCode(child: ChildProcess): Promise<number> {
  return new Promise((resolve) => child.on('close', (code) => resolve(code ?? 1)))
}

const quote = (arg: string): string => (/^[\w@:/.,=-]+$/.test(arg) ? arg : `'${arg}'`)
