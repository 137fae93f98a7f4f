// A model server on a given log, asked one row at a time until it is killed.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { TextColumn } from '../../src/data/index.ts'
import { predictionHistory } from '../fixtures/prediction-disk.ts'
import { CUSTOMER } from '../fixtures/served-model.ts'

const SCRIPT = join(import.meta.dirname, '..', 'fixtures', 'model-server-child.ts')

export interface KilledServer {
  readonly child: ChildProcess
  /** The id of one answered prediction; undefined when the server is gone. */
  ask(): Promise<string | undefined>
}

export async function killedServer(root: string): Promise<KilledServer> {
  const child = spawn(process.execPath, [SCRIPT, root], { stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  const [line] = (await once(child.stdout, 'data')) as [Buffer]
  const url = `${line.toString().trim()}/predict`
  const request = {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(CUSTOMER),
  }
  return {
    child,
    async ask() {
      try {
        const { prediction_id: id } = (await (await fetch(url, request)).json()) as { prediction_id: string }
        return id
      } catch {
        return undefined
      }
    },
  }
}

export async function loggedIds(root: string) {
  const warnings: string[] = []
  const history = predictionHistory(root, warnings)
  const { predictions } = await history.read({ model: 'churn-classifier', inputs: [], labels: 'text' })
  const { codes, categories } = predictions.columns[0] as TextColumn
  const { problems } = await history.inspect()
  return { ids: [...codes].map((code) => categories[code]!), warnings, problems }
}
