// The cases against MLflow's own server: that they test its contract and not what ours makes of it.
import { afterAll, beforeAll } from 'vitest'
import { type MlflowServer, startMlflowServer } from '../mlflow-server.ts'
import { describeCases } from './cases.ts'

const ADMIN = { username: 'admin', password: 'of-the-conformance-tests' }
const READER = { username: 'reader', password: 'may-read-and-no-more' }

let open: MlflowServer
let asking: MlflowServer

beforeAll(async () => {
  ;[open, asking] = await Promise.all([
    startMlflowServer('mlflow3', {
      env: {
        MLFLOW_WEBHOOK_ALLOWED_SCHEMES: 'http,https',
        MLFLOW_WEBHOOK_ALLOW_PRIVATE_IPS: 'true',
        MLFLOW_WEBHOOK_CACHE_TTL: '1',
        MLFLOW_WEBHOOK_REQUEST_MAX_RETRIES: '0',
      },
    }),
    startMlflowServer('mlflow3', {
      words: ['--app-name', 'basic-auth'],
      env: { MLFLOW_AUTH_ADMIN_PASSWORD: ADMIN.password, MLFLOW_FLASK_SERVER_SECRET_KEY: 'of the conformance tests' },
    }),
  ])
  const made = await fetch(`${asking.address}/api/2.0/mlflow/users/create`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Basic ${btoa(`admin:${ADMIN.password}`)}` },
    body: JSON.stringify(READER),
  })
  if (!made.ok) throw new Error(`no reader: ${await made.text()}`)
})

afterAll(async () => {
  await Promise.all([open?.stop(), asking?.stop()])
})

const MODULES = ['tracking', 'artifact', 'search', 'registry', 'model', 'command'] as const

describeCases("MLflow's server", [
  { environment: 'mlflow2', modules: MODULES, input: () => ({ address: open.address }) },
  { environment: 'mlflow3', modules: [...MODULES, 'webhook', 'wire'], input: () => ({ address: open.address }) },
])

const identities = () => ({ address: asking.address, admin: ADMIN, reader: READER, users: true })
describeCases("MLflow's server that asks who is there", [
  { environment: 'mlflow2', modules: ['access'], input: identities },
  { environment: 'mlflow3', modules: ['access', 'users'], input: identities },
])
