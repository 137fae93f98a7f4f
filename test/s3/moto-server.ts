// A real S3 server of the test's own, on loopback, that keeps everything in memory.
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { S3 } from '@aws-sdk/client-s3'
import { freePort } from '../fixtures/free-port.ts'

export interface MotoServer {
  /** What a process needs to find the store, and nothing of this machine's. */
  readonly env: Readonly<Record<string, string>>
  readonly s3: S3
  /** A bucket that is new and empty. */
  newBucket(): Promise<string>
  stop(): Promise<void>
}

function python(): string {
  const setup = join(import.meta.dirname, '..', 'conformance', 'setup.sh')
  const env = { ...process.env, REQUIREMENTS: import.meta.dirname }
  const line = execFileSync(setup, ['moto'], { env, encoding: 'utf8' }).trim()
  return line.split(' ').at(-1)!
}

export async function startMoto(): Promise<MotoServer> {
  const port = await freePort()
  const child = spawn(python(), [join(import.meta.dirname, 'moto_s3.py'), String(port)], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let said = ''
  child.stderr.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-2000)))
  const ended = once(child, 'exit')
  const endpoint = `http://127.0.0.1:${port}`
  const stop = async (): Promise<void> => {
    child.kill('SIGKILL')
    await ended
  }
  const answers = () =>
    fetch(`${endpoint}/moto-api/data.json`).then(
      ({ ok }) => ok,
      () => false,
    )
  for (let tried = 0; !(await answers()); tried++) {
    if (tried === 240 || child.exitCode !== null) {
      await stop()
      throw new Error(`moto did not start: ${said}`)
    }
    await sleep(250)
  }
  const credentials = { accessKeyId: 'tester', secretAccessKey: 'secret' }
  const s3 = new S3({ endpoint, region: 'us-east-1', forcePathStyle: true, credentials })
  let count = 0
  return {
    env: { AWS_ENDPOINT_URL: endpoint, AWS_ACCESS_KEY_ID: 'tester', AWS_SECRET_ACCESS_KEY: 'secret' },
    s3,
    async newBucket() {
      const Bucket = `bucket-${count++}`
      await s3.createBucket({ Bucket })
      return Bucket
    },
    stop,
  }
}
