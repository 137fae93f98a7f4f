// Runs the Python cases against a server: which there are is read off their sources, so that one that does not run fails.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { type Environment, runPython } from '../python.ts'

export type Module =
  | 'tracking'
  | 'artifact'
  | 'search'
  | 'registry'
  | 'model'
  | 'wire'
  | 'command'
  | 'webhook'
  | 'access'
  | 'users'

export interface Asking {
  readonly environment: Environment
  readonly modules: readonly Module[]
  /** Given to the cases, with `address`, as they are. */
  readonly input: () => Readonly<Record<string, unknown>> & { readonly address: string }
}

interface Result {
  readonly name: string
  readonly error: string | null
  readonly seconds: number
}

/** Names of the cases of a module that a client of this environment can ask for. */
function casesOf(module: Module, environment: Environment): string[] {
  const source = readFileSync(join(import.meta.dirname, `${module}_cases.py`), 'utf8')
  const marks = source.matchAll(/^@case(?:\(since=(\d)\))?\ndef (\w+)\(/gm)
  const major = environment === 'mlflow3' ? 3 : 2
  return [...marks].filter(([, since]) => Number(since ?? 2) <= major).map(([, , name]) => name!)
}

/** A test for each case; `runs` of one file go at the same time, so that the test takes as long as the slowest. */
export function describeCases(what: string, runs: readonly Asking[]): void {
  let results: Promise<Result[]>[] = []
  beforeAll(async () => {
    results = runs.map(({ environment, modules, input }) =>
      runPython<Result[]>(environment, 'mlflow/run_cases.py', {
        modules: modules.map((module) => `${module}_cases`),
        ...input(),
      }),
    )
    await Promise.allSettled(results)
  })

  describe.each(runs.map(({ environment, modules }, index) => ({ environment, modules, index })))(
    `${what}, asked by the client of $environment`,
    ({ environment, modules, index }) => {
      const names = modules.flatMap((module) => casesOf(module, environment))

      it.each(names)('%s', async (name) => {
        const result = (await results[index]!).find((one) => one.name === name)
        expect(result, `the case ${name} did not run`).toBeDefined()
        expect(result!.error).toBeNull()
      })

      it('ran no case that is not told of', async () => {
        expect((await results[index]!).map(({ name }) => name)).toEqual(names)
      })
    },
  )
}
