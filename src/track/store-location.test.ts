import { describe, expect, it } from 'vitest'
import { storeLocation } from './store-location.ts'

const remote = { value: 'http://mlflow-server:5000', where: 'config.yaml:4 mlflow.tracking_uri' }

describe('storeLocation', () => {
  it('is .modelwright beside the config by default', () => {
    expect(storeLocation({ env: {}, root: '/project' })).toBe('/project/.modelwright')
  })

  it('refuses a remote tracking server and names the way out', () => {
    expect(() => storeLocation({ env: {}, root: '/project', trackingUri: remote })).toThrow(
      /config\.yaml:4 mlflow\.tracking_uri: 'http:\/\/mlflow-server:5000'.*--local.*MLFLOW_TRACKING_URI/,
    )
    expect(() => storeLocation({ env: { MODELWRIGHT_STORE: 'postgres://db' }, root: '/project' })).toThrow(
      /MODELWRIGHT_STORE/,
    )
  })

  it.each([
    ['--local', { local: true, env: { MLFLOW_TRACKING_URI: 'http://x' } }, '/project/.modelwright'],
    ['--store', { store: 'runs', env: { MODELWRIGHT_STORE: '/a' } }, '/project/runs'],
    ['MODELWRIGHT_STORE', { env: { MODELWRIGHT_STORE: '/a', MLFLOW_TRACKING_URI: '/b' } }, '/a'],
    ['MLFLOW_TRACKING_URI', { env: { MLFLOW_TRACKING_URI: 'file:///b/c' } }, '/b/c'],
  ])('lets %s win over the config', (_, options, expected) => {
    expect(storeLocation({ root: '/project', trackingUri: remote, ...options })).toBe(expected)
  })
})
