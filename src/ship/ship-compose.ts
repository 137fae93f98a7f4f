import { stringify } from 'yaml'
import { ALERT_RULES } from './alert-rules.ts'
import { DATASOURCE, renderDashboard } from './grafana-dashboard.ts'
import { healthCommand, imageFiles } from './ship-docker.ts'
import { type ComposeOptions, checkShipOptions, imageName, type ShippedFiles } from './ship-options.ts'

const PROMETHEUS_IMAGE = 'prom/prometheus:v3.5.0'
const GRAFANA_IMAGE = 'grafana/grafana:12.1.1'
const DASHBOARDS = '/etc/grafana/dashboards'

const yaml = (comment: string, content: unknown): string => `# ${comment}\n${stringify(content, { lineWidth: 0 })}`
/** A check that a container of Alpine or BusyBox can run. */
const wget = (url: string): object => ({
  test: ['CMD', 'wget', '-q', '-O', '/dev/null', url],
  interval: '10s',
  timeout: '3s',
  retries: 5,
})
/** Published to this machine alone; a proxy that knows its callers stands before anything wider. */
const loopback = (port: number): string => `127.0.0.1:${port}:${port}`

/** What a container may take at most, so that none takes the machine. */
const limits = (cpus: string, memory: string): object => ({ resources: { limits: { cpus, memory, pids: 512 } } })

/** Where the server finds the store in its container. */
const STORE = '/app/.modelwright'

function renderCompose(options: ComposeOptions & { readonly port: number }): string {
  const { port, image = imageName(options.modelName), storePath } = options
  return yaml('docker compose up -d --build, after cp .env.example .env and setting what it asks for', {
    services: {
      api: {
        build: '.',
        image,
        // who owns the store: its files are written by this server and by the commands on this machine
        user: '${MODELWRIGHT_UID:?set it in .env}:${MODELWRIGHT_GID:?set it in .env}',
        ports: [loopback(port)],
        read_only: true,
        tmpfs: ['/tmp'],
        cap_drop: ['ALL'],
        security_opt: ['no-new-privileges:true'],
        volumes: [
          {
            type: 'bind',
            source: `\${MODELWRIGHT_STORE:-${storePath}}`,
            target: STORE,
            bind: { create_host_path: false },
          },
        ],
        deploy: limits('2', '1g'),
        healthcheck: {
          test: ['CMD', ...healthCommand(port)],
          interval: '10s',
          timeout: '3s',
          retries: 5,
          start_period: '30s',
        },
        restart: 'unless-stopped',
        stop_grace_period: '30s',
      },
      prometheus: {
        image: PROMETHEUS_IMAGE,
        ports: [loopback(9090)],
        volumes: [
          './monitoring/prometheus.yml:/etc/prometheus/prometheus.yml:ro',
          './monitoring/alerts.yml:/etc/prometheus/alerts.yml:ro',
          'prometheus:/prometheus',
        ],
        deploy: limits('1', '512m'),
        depends_on: { api: { condition: 'service_healthy' } },
        healthcheck: wget('http://127.0.0.1:9090/-/healthy'),
        restart: 'unless-stopped',
      },
      grafana: {
        image: GRAFANA_IMAGE,
        ports: [loopback(3000)],
        environment: {
          // compose refuses to start without it: no default password
          GF_SECURITY_ADMIN_PASSWORD: '${GF_SECURITY_ADMIN_PASSWORD:?set it in .env}',
          GF_USERS_ALLOW_SIGN_UP: 'false',
          GF_ANALYTICS_REPORTING_ENABLED: 'false',
        },
        volumes: [
          './monitoring/grafana/provisioning:/etc/grafana/provisioning:ro',
          `./monitoring/grafana/dashboards:${DASHBOARDS}:ro`,
          'grafana:/var/lib/grafana',
        ],
        deploy: limits('1', '512m'),
        depends_on: { prometheus: { condition: 'service_healthy' } },
        healthcheck: wget('http://127.0.0.1:3000/api/health'),
        restart: 'unless-stopped',
      },
    },
    volumes: { prometheus: {}, grafana: {} },
  })
}

const ENVIRONMENT = `# Copy to .env, which belongs into no repository.
GF_SECURITY_ADMIN_PASSWORD=
# Who owns the store; id -u and id -g print it.
MODELWRIGHT_UID=
MODELWRIGHT_GID=
`

/**
 * Model server, Prometheus with alert rules, and Grafana with its dashboard. The server follows the champion of the
 * store on this machine, so `promote` and `rollback` reach it. @throws USAGE, NAME_INVALID
 */
export function shipCompose(options: ComposeOptions): ShippedFiles {
  const checked = checkShipOptions(options)
  return new Map([
    ...imageFiles({ ...checked, model: { kind: 'followed', uri: `models:/${checked.modelName}@champion` } }),
    ['docker-compose.yml', renderCompose(checked)],
    ['.env.example', ENVIRONMENT],
    [
      'monitoring/prometheus.yml',
      yaml('What Prometheus asks the model server for, and how often', {
        global: { scrape_interval: '15s', evaluation_interval: '15s' },
        rule_files: ['/etc/prometheus/alerts.yml'],
        scrape_configs: [
          { job_name: 'modelwright', metrics_path: '/metrics', static_configs: [{ targets: [`api:${checked.port}`] }] },
        ],
      }),
    ],
    ['monitoring/alerts.yml', yaml('What deserves a look, by severity', ALERT_RULES)],
    [
      'monitoring/grafana/provisioning/datasources/prometheus.yml',
      yaml('Grafana finds Prometheus by its name in the compose network', {
        apiVersion: 1,
        datasources: [
          { name: 'Prometheus', ...DATASOURCE, access: 'proxy', url: 'http://prometheus:9090', isDefault: true },
        ],
      }),
    ],
    [
      'monitoring/grafana/provisioning/dashboards/modelwright.yml',
      yaml('Grafana reads every dashboard of this folder', {
        apiVersion: 1,
        providers: [{ name: 'modelwright', type: 'file', options: { path: DASHBOARDS } }],
      }),
    ],
    ['monitoring/grafana/dashboards/modelwright.json', renderDashboard(checked.modelName)],
  ])
}
