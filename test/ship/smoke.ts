// Asks a server what the shipped smoke test asks it.
import { execFile } from 'node:child_process'
import { createServer } from 'node:net'
import { promisify } from 'node:util'
import { SMOKE_TEST } from '../../src/ship/smoke-test.ts'

export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as { port: number }
  await new Promise((done) => server.close(done))
  return port
}

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
