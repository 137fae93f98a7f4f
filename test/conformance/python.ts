// Runs the oracles: Python scripts beside the tests, in the environments that setup.sh makes.
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

export type Environment = 'sklearn' | 'mlflow2' | 'mlflow3'

/** The interpreter of an environment; its absence fails the test, it never skips it. */
export function python(environment: Environment): string {
  const requirements = readFileSync(join(import.meta.dirname, `requirements-${environment}.txt`))
  const digest = createHash('sha256').update(requirements).digest('hex').slice(0, 12)
  const cache =
    process.env['MODELWRIGHT_CACHE'] ?? join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'modelwright')
  const venv = join(cache, `venv-${environment}-${digest}`)
  if (!existsSync(join(venv, 'ready'))) {
    throw new Error(`no Python environment '${environment}'. Run test/conformance/setup.sh ${environment}`)
  }
  return join(venv, 'bin', 'python')
}

/** Runs a script of this folder with `input` as JSON on its standard input; its standard output is JSON. */
export async function runPython<T>(environment: Environment, script: string, input: unknown = {}): Promise<T> {
  const child = promisify(execFile)(python(environment), [join(import.meta.dirname, script)], {
    maxBuffer: 1 << 28,
    env: {
      ...process.env,
      OMP_NUM_THREADS: '1',
      PYTHONWARNINGS: 'ignore',
      GIT_PYTHON_REFRESH: 'quiet',
      PYTHONDONTWRITEBYTECODE: '1',
    },
  })
  child.child.stdin?.end(JSON.stringify(input))
  const { stdout } = await child
  return JSON.parse(stdout) as T
}
