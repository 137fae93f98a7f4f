// What `ship compose` gives Prometheus and Grafana, through Prometheus's own checker.
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, expect, test } from 'vitest'
import { stringify } from 'yaml'
import { shipCompose } from '../../src/ship/index.ts'

const folder = mkdtempSync(join(tmpdir(), 'promtool-'))
const files = shipCompose({
  modelName: 'churn-classifier',
  modelVersion: '1',
  modelDigest: `sha256:${'0'.repeat(64)}`,
  packageVersion: '0.1.0',
  storePath: '../../.modelwright',
})
writeFileSync(join(folder, 'alerts.yml'), files.get('monitoring/alerts.yml')!)
const prometheus = files.get('monitoring/prometheus.yml')!.replace('/etc/prometheus/alerts.yml', 'alerts.yml')

/** What promtool says of a text. @throws its complaint */
async function promtool(kind: 'config' | 'rules', text: string): Promise<string> {
  const path = join(folder, `${kind}.yml`)
  writeFileSync(path, text)
  const { stdout } = await promisify(execFile)('promtool', ['check', kind, path])
  return stdout
}

afterAll(() => rmSync(folder, { recursive: true }))

test('promtool accepts the scrape config', async () => {
  expect(await promtool('config', prometheus)).toContain('SUCCESS')
})

test('promtool would refuse a wrong key in it', async () => {
  await expect(promtool('config', prometheus.replace('metrics_path', 'metric_path'))).rejects.toThrow('metric_path')
})

test('promtool accepts the alert rules', async () => {
  expect(await promtool('rules', files.get('monitoring/alerts.yml')!)).toContain('5 rules found')
})

test("promtool accepts every panel's expression", async () => {
  const dashboard = JSON.parse(files.get('monitoring/grafana/dashboards/modelwright.json')!) as {
    panels: { targets: { expr: string }[] }[]
  }
  const rules = dashboard.panels.map(({ targets }, i) => ({ record: `panel:${i}`, expr: targets[0]!.expr }))
  expect(await promtool('rules', stringify({ groups: [{ name: 'panels', rules }] }))).toContain('3 rules found')
})
