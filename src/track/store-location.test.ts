import { describe, expect, it } from 'vitest'
import { maskedUrl, storeLocation } from './store-location.ts'

const remote = { value: 'http://mlflow-server:5000', where: 'config.yaml:4 mlflow.tracking_uri' }

describe('storeLocation', () => {
  it('is .modelwright beside the config by default', () => {
    expect(storeLocation({ env: {}, root: '/project' })).toEqual({ kind: 'folder', folder: '/project/.modelwright' })
  })

  it('knows a database and a tracking server by their scheme', () => {
    const { value: url, where } = remote
    expect(storeLocation({ env: {}, root: '/project', trackingUri: remote })).toEqual({ kind: 'remote', url, where })
    for (const at of ['postgres://ada:secret@db/runs', 'postgresql:///runs?host=/run']) {
      const found = storeLocation({ env: { MODELWRIGHT_STORE: at }, root: '/project' })
      expect(found).toEqual({ kind: 'postgres', url: at, where: 'MODELWRIGHT_STORE' })
      expect(storeLocation({ env: {}, root: '/', store: at })).toEqual({ kind: 'postgres', url: at, where: '--store' })
    }
  })

  it('refuses a place of another kind, and shows no password of it', () => {
    const env = { MLFLOW_TRACKING_URI: 'mysql://ada:secret@db/runs' }
    expect(() => storeLocation({ env, root: '/project' })).toThrow(
      /MLFLOW_TRACKING_URI: 'mysql:\/\/ada:\*\*\*@db\/runs'.*--local/,
    )
  })

  it.each([
    ['--local', { local: true, env: { MLFLOW_TRACKING_URI: 'http://x' } }, '/project/.modelwright'],
    ['--store', { store: 'runs', env: { MODELWRIGHT_STORE: '/a' } }, '/project/runs'],
    ['MODELWRIGHT_STORE', { env: { MODELWRIGHT_STORE: '/a', MLFLOW_TRACKING_URI: '/b' } }, '/a'],
    ['MLFLOW_TRACKING_URI', { env: { MLFLOW_TRACKING_URI: 'file:///b/c' } }, '/b/c'],
  ])('lets %s win over the config', (_, options, folder) => {
    expect(storeLocation({ root: '/project', trackingUri: remote, ...options })).toEqual({ kind: 'folder', folder })
  })
})

it.each([
  ['postgres://ada:s3cret@db:5432/runs', 'postgres://ada:***@db:5432/runs'],
  ['postgres://ada:p@ss:w@db/runs', 'postgres://ada:***@db/runs'],
  ['postgres://ada@db/runs?sslmode=require', 'postgres://ada@db/runs?sslmode=require'],
  ['postgres://db/runs?user=ada&password=s3cret&x=1', 'postgres://db/runs?user=ada&password=***&x=1'],
  ['https://db/runs', 'https://db/runs'],
])('shows %s as %s', (url, shown) => {
  expect(maskedUrl(url)).toBe(shown)
})
