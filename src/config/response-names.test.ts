import { expect, it } from 'vitest'
import { checkResponseNames } from './response-names.ts'

const check = (response: Record<string, string>): void =>
  checkResponseNames({ response }, (path) => `config.yaml ${path.join('.')}`)

it.each<[Record<string, string>, RegExp]>([
  [{ probability: 'p', prediction: 'p' }, /serving\.response\.prediction: 'p' is the name of the probability too/],
  [{ probability: 'prediction' }, /serving\.response\.probability: 'prediction' is the name of the probability too/],
  [{ tier: '__proto__' }, /serving\.response\.tier: '__proto__' is a name that every answer has already/],
  [{ prediction: 'prediction_id' }, /'prediction_id' is a name that every answer has already/],
])('refuses names that mean two things: %j', (response, message) => {
  expect(() => check(response)).toThrow(message)
})

it('takes names of their own', () => {
  expect(() => check({ probability: 'churn_probability', prediction: 'churn', tier: 'risk' })).not.toThrow()
  expect(() => check({ probability: 'prediction', prediction: 'probability' })).not.toThrow()
})
