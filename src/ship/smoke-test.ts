/**
 * A program without dependencies that asks a fresh server what its callers will ask: healthy, ready, one prediction
 * of the model's own input example, one bad body refused.
 * Usage: node smoke-test.mjs <url> <path of input_example.json>
 */
export const SMOKE_TEST = `// Asks a fresh model server what its callers will ask. Usage: node smoke-test.mjs <url> <input_example.json>
import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

const [url, examplePath] = process.argv.slice(2)
const { columns, data } = JSON.parse(readFileSync(examplePath, 'utf8'))
const record = Object.fromEntries(columns.map((column, i) => [column, data[0][i]]))

async function ask(path, body) {
  const init = body === undefined ? {} : { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
  const response = await fetch(new URL(path, url), { ...init, signal: AbortSignal.timeout(5000) })
  return { status: response.status, text: await response.text() }
}

async function untilReady() {
  for (let second = 0; second < 60; second++) {
    const ready = await ask('/ready').then(({ status }) => status === 200, () => false)
    if (ready) return
    await sleep(1000)
  }
  throw new Error(\`\${url} was not ready after 60 s\`)
}

function expect(what, { status, text }, wanted) {
  console.log(\`\${what}: \${status} \${text.slice(0, 300)}\`)
  if (status !== wanted) throw new Error(\`\${what} answered \${status}, not \${wanted}\`)
}

await untilReady()
expect('health', await ask('/health'), 200)
expect('prediction', await ask('/predict', record), 200)
expect('bad body', await ask('/predict', {}), 422)
expect('metrics', await ask('/metrics'), 200)
`
