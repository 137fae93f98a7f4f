import { expect, test } from 'vitest'
import { signature } from './signature.ts'

test('a signature is what OpenSSL computes', () => {
  const signed = { id: 'msg_1', timestamp: '1700000000', body: '{"a": "ü"}' }
  expect(signature('secret', signed)).toBe('v1,5dgoB6nFKHiPxMCOpLnFBSnPp9hTgsK3u/4sQ32H4dA=')
})
