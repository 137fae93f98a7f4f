import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { shipDocker } from './ship-docker.ts'
import type { DockerOptions } from './ship-options.ts'

const OPTIONS: DockerOptions = {
  modelName: 'churn-classifier',
  modelVersion: '3',
  modelDigest: `sha256:${'ab'.repeat(32)}`,
  gitSha: '49b2573',
  packageVersion: '0.1.0',
}

const dockerfile = (options: Partial<DockerOptions> = {}): string => {
  const text = shipDocker({ ...OPTIONS, ...options }).get('Dockerfile')!
  return text.replaceAll(/^#.*\n/gm, '')
}

describe('the Dockerfile', () => {
  test('builds in two stages and installs without development packages', () => {
    expect(dockerfile().match(/^FROM node:24-bookworm-slim/gm)).toHaveLength(2)
    expect(dockerfile()).toContain('RUN npm ci --omit=dev --ignore-scripts')
    expect(dockerfile()).toContain('COPY --from=install /app/node_modules ./node_modules')
  })

  test('pins the base image when its digest is given', () => {
    const baseDigest = `sha256:${'0'.repeat(64)}`
    expect(dockerfile({ baseDigest, nodeVersion: '24.21.0' })).toContain(
      `FROM node:24.21.0-bookworm-slim@${baseDigest} AS`,
    )
  })

  test('drops root, by a number that Kubernetes can check', () => {
    const lines = dockerfile().split('\n')
    expect(lines.filter((line) => line.startsWith('USER '))).toEqual(['USER 10001:10001'])
    expect(lines.findIndex((line) => line.startsWith('USER '))).toBeLessThan(
      lines.findIndex((line) => line.startsWith('CMD')),
    )
  })

  test('starts node itself, so that it gets the signal to stop', () => {
    const command = JSON.parse(/^CMD (.*)$/m.exec(dockerfile({ port: 9000 }))![1]!) as string[]
    expect(command).toEqual([
      'node',
      'node_modules/modelwright/dist/cli/main.js',
      'serve',
      '--host',
      '0.0.0.0',
      '--port',
      '9000',
      '--insecure',
    ])
  })

  test('checks its health with node on the port it serves', () => {
    const command = JSON.parse(/^HEALTHCHECK .* CMD (.*)$/m.exec(dockerfile({ port: 9000 }))![1]!) as string[]
    expect(command.slice(0, 2)).toEqual(['node', '-e'])
    expect(command[2]).toContain('http://127.0.0.1:9000/health')
  })

  test('says which model, version, digest and commit it carries', () => {
    const text = dockerfile()
    expect(text).toContain('org.opencontainers.image.revision="49b2573"')
    expect(text).toContain('io.modelwright.model.name="churn-classifier"')
    expect(text).toContain('io.modelwright.model.version="3"')
    expect(text).toContain(`io.modelwright.model.digest="${OPTIONS.modelDigest}"`)
  })

  test('copies a packed modelwright when one lies beside it', () => {
    const files = shipDocker({ ...OPTIONS, packageFile: 'modelwright-0.1.0.tgz' })
    expect(files.get('Dockerfile')).toContain('COPY package.json package-lock.json modelwright-0.1.0.tgz ./')
    expect(JSON.parse(files.get('package.json')!)).toMatchObject({
      dependencies: { modelwright: 'file:modelwright-0.1.0.tgz' },
    })
    expect(files.get('.dockerignore')).toContain('!modelwright-0.1.0.tgz')
  })
})

test('package.json asks for exactly the version that made it', () => {
  expect(JSON.parse(shipDocker(OPTIONS).get('package.json')!)).toEqual({
    name: 'churn-classifier-server',
    private: true,
    type: 'module',
    dependencies: { modelwright: '0.1.0' },
  })
})

test('a model that needs ONNX Runtime brings it, in the release that the suites run', () => {
  const { devDependencies } = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8')) as {
    devDependencies: Record<string, string>
  }
  expect(JSON.parse(shipDocker({ ...OPTIONS, onnxRuntime: true }).get('package.json')!)).toMatchObject({
    dependencies: { modelwright: '0.1.0', 'onnxruntime-node': devDependencies['onnxruntime-node'] },
  })
})

test('nothing but what is copied enters the build context', () => {
  expect(shipDocker(OPTIONS).get('.dockerignore')).toBe('*\n!package.json\n!package-lock.json\n!model\n')
})

test.each([
  ['a name that would end the label', { modelName: 'a"\nRUN x' }, 'NAME_INVALID'],
  ['a name with a variable', { modelName: 'a${HOME}' }, 'NAME_INVALID'],
  ['a version that is no number', { modelVersion: '3\nRUN x' }, 'USAGE'],
  ['a digest that is none', { modelDigest: 'abc' }, 'USAGE'],
  ['a base digest that is none', { baseDigest: 'latest' }, 'USAGE'],
  ['a commit that is none', { gitSha: 'HEAD' }, 'USAGE'],
  ['a package version that is a range', { packageVersion: '^0.1.0' }, 'USAGE'],
  ['a package file that leaves the folder', { packageFile: '../x.tgz' }, 'USAGE'],
  ['a Node version that is a name', { nodeVersion: 'lts' }, 'USAGE'],
  ['a port out of range', { port: 70_000 }, 'USAGE'],
])('%s is refused', (_name, options, code) => {
  expect(() => shipDocker({ ...OPTIONS, ...options })).toThrow(expect.objectContaining({ code }))
})
