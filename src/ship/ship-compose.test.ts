import { parser } from '@prometheus-io/lezer-promql'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { ALERT_RULES } from './alert-rules.ts'
import { PANELS } from './grafana-dashboard.ts'
import { shipCompose } from './ship-compose.ts'
import { shipDocker } from './ship-docker.ts'
import type { ComposeOptions } from './ship-options.ts'

const OPTIONS: ComposeOptions = {
  modelName: 'Churn (EU)',
  modelVersion: '3',
  modelDigest: `sha256:${'ab'.repeat(32)}`,
  packageVersion: '0.1.0',
  port: 9000,
  storePath: '../../.modelwright',
}
const files = shipCompose(OPTIONS)

interface Service {
  readonly image: string
  readonly build?: string
  readonly ports: string[]
  readonly volumes: (string | object)[]
  readonly deploy: { readonly resources: { readonly limits: object } }
  readonly environment?: Record<string, string>
  readonly healthcheck: { readonly test: string[] }
  readonly read_only?: boolean
}
const compose = parse(files.get('docker-compose.yml')!) as {
  services: Record<string, Service>
  volumes: Record<string, unknown>
}

/** Whether Prometheus's own grammar reads the expression without an error. */
function isPromQl(expression: string): boolean {
  let sound = true
  parser.parse(expression).iterate({
    enter: (node) => {
      if (node.type.isError) sound = false
    },
  })
  return sound
}

describe('docker-compose.yml', () => {
  test('has the model server, Prometheus and Grafana, each with a health check', () => {
    expect(Object.keys(compose.services)).toEqual(['api', 'prometheus', 'grafana'])
    for (const { healthcheck } of Object.values(compose.services)) expect(healthcheck.test[0]).toBe('CMD')
  })

  test('builds the model server from the context of ship docker, and names the image', () => {
    expect(compose.services['api']).toMatchObject({ build: '.', image: 'churn-eu', read_only: true })
    expect([...files.keys()]).toEqual(expect.arrayContaining([...shipDocker(OPTIONS).keys()]))
  })

  test('follows the champion of the store on this machine, so that a promotion reaches it', () => {
    const dockerfile = files.get('Dockerfile')!
    expect(dockerfile).toContain('MODEL_URI="models:/Churn (EU)@champion"')
    expect(dockerfile).not.toContain('COPY model')
    expect(compose.services['api']!.volumes).toEqual([
      {
        type: 'bind',
        source: '${MODELWRIGHT_STORE:-../../.modelwright}',
        target: '/app/.modelwright',
        bind: { create_host_path: false },
      },
    ])
  })

  test('limits what each container may take', () => {
    for (const { deploy } of Object.values(compose.services)) {
      expect(deploy.resources.limits).toEqual({ cpus: expect.any(String), memory: expect.any(String), pids: 512 })
    }
  })

  test('publishes every port to this machine alone', () => {
    for (const { ports } of Object.values(compose.services)) {
      for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:\d+:\d+$/)
    }
  })

  test('mounts files that it ships, and volumes that it declares', () => {
    const mounted = Object.values(compose.services).flatMap(({ volumes }) =>
      volumes.flatMap((volume) => (typeof volume === 'string' ? volume.split(':')[0]! : [])),
    )
    for (const source of mounted) {
      const shipped = [...files.keys()].some((path) => `./${path}`.startsWith(source))
      expect(shipped || source in compose.volumes, source).toBe(true)
    }
  })

  test('carries no password and refuses to start without one', () => {
    expect(compose.services['grafana']!.environment!['GF_SECURITY_ADMIN_PASSWORD']).toBe(
      '${GF_SECURITY_ADMIN_PASSWORD:?set it in .env}',
    )
    expect(files.get('.env.example')).toMatch(/^GF_SECURITY_ADMIN_PASSWORD=$/m)
  })
})

test('Prometheus scrapes the model server on its port', () => {
  expect(parse(files.get('monitoring/prometheus.yml')!)).toMatchObject({
    scrape_configs: [{ metrics_path: '/metrics', static_configs: [{ targets: ['api:9000'] }] }],
  })
})

describe('the dashboard', () => {
  const dashboard = JSON.parse(files.get('monitoring/grafana/dashboards/modelwright.json')!) as {
    title: string
    panels: { title: string; datasource: { uid: string }; targets: { expr: string }[] }[]
  }

  test('has the three panels and no other', () => {
    expect(dashboard.panels.map(({ title, targets }) => [title, ...targets.map(({ expr }) => expr)])).toEqual([
      ['Prediction rate', 'sum(rate(predictions_total[5m])) by (version)'],
      ['p95 latency', 'histogram_quantile(0.95, sum(rate(prediction_latency_seconds_bucket[5m])) by (le))'],
      ['High-risk rate', 'sum(rate(high_risk_predictions_total[5m])) / sum(rate(predictions_total[5m]))'],
    ])
  })

  test('asks the datasource that is provisioned', () => {
    const provisioned = parse(files.get('monitoring/grafana/provisioning/datasources/prometheus.yml')!) as {
      datasources: { uid: string }[]
    }
    for (const { datasource } of dashboard.panels) expect(datasource.uid).toBe(provisioned.datasources[0]!.uid)
  })

  test.each(PANELS)('$title is PromQL', ({ expression }) => {
    expect(isPromQl(expression)).toBe(true)
  })

  test.each(ALERT_RULES.groups[0].rules)('the alert $alert is PromQL', ({ expr }) => {
    expect(isPromQl(expr)).toBe(true)
  })

  test('a broken expression is told from PromQL', () => {
    expect(isPromQl('rate(predictions_total[5m)')).toBe(false)
  })
})

test('a store path that compose would read as something else is refused', () => {
  expect(() => shipCompose({ ...OPTIONS, storePath: '/data/${HOME}' })).toThrow(
    expect.objectContaining({ code: 'USAGE' }),
  )
})

test('an image name that Docker refuses is refused here', () => {
  expect(() => shipCompose({ ...OPTIONS, image: 'Churn:3' })).toThrow(expect.objectContaining({ code: 'USAGE' }))
})
