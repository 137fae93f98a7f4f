// Asks a server what the shipped smoke test asks it.
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { SMOKE_TEST } from '../../src/ship/smoke-test.ts'

/** What the smoke test printed. `log`: the server's, for the message. @throws Error of a smoke test that failed */
export async function smokeTest(port: number, example: string, log: () => string): Promise<string> {
  const args = ['--input-type=module', '-', `http://127.0.0.1:${port}`, example]
  const child = promisify(execFile)(process.execPath, args)
  child.child.stdin!.end(SMOKE_TEST)
  try {
    return (await child).stdout
  } catch (error) {
    throw new Error(`${(error as Error).message}\n${log()}`, { cause: error })
  }
}
