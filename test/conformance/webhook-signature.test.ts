import { expect, test } from 'vitest'
import { signature } from '../../src/events/index.ts'
import { runPython } from './python.ts'

test('a body is signed as MLflow signs it', async () => {
  const signed = [
    ['secret', 'a1', '1700000000', '{"entity": "registered_model"}'],
    ['', 'a1', '0', ''],
    ['schlüssel 🔑', 'b.2', '1', '{"name":"ü🔑\\n"}'],
    ['x'.repeat(1000), 'c', '1700000000', 'y'.repeat(100_000)],
  ] as const
  const ours = signed.map(([secret, id, timestamp, body]) => signature(secret, { id, timestamp, body }))
  expect(ours).toEqual(await runPython('mlflow3', 'webhook_signature.py', signed))
})
