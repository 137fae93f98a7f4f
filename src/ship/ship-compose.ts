import { stringify } from 'yaml'
import { DATASOURCE, renderDashboard } from './grafana-dashboard.ts'
import { healthCommand, shipDocker } from './ship-docker.ts'
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

function renderCompose(options: ComposeOptions & { readonly port: number }): string {
  const { port, image = imageName(options.modelName) } = options
  return yaml('docker compose up -d --build, after cp .env.example .env and setting the password in it', {
    services: {
      api: {
        build: '.',
        image: `${image}:${options.modelVersion}`,
        ports: [loopback(port)],
        read_only: true,
        tmpfs: ['/tmp'],
        cap_drop: ['ALL'],
        security_opt: ['no-new-privileges:true'],
        volumes: ['predictions:/app/.modelwright'],
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
        volumes: ['./monitoring/prometheus.yml:/etc/prometheus/prometheus.yml:ro', 'prometheus:/prometheus'],
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
        depends_on: { prometheus: { condition: 'service_healthy' } },
        healthcheck: wget('http://127.0.0.1:3000/api/health'),
        restart: 'unless-stopped',
      },
    },
    volumes: { predictions: {}, prometheus: {}, grafana: {} },
  })
}

/** Model server, Prometheus and Grafana with its dashboard, and the build context of `shipDocker`. @throws USAGE, NAME_INVALID */
export function shipCompose(options: ComposeOptions): ShippedFiles {
  const checked = checkShipOptions(options)
  return new Map([
    ...shipDocker(options),
    ['docker-compose.yml', renderCompose(checked)],
    ['.env.example', '# Copy to .env, which belongs into no repository.\nGF_SECURITY_ADMIN_PASSWORD=\n'],
    [
      'monitoring/prometheus.yml',
      yaml('What Prometheus asks the model server for, and how often', {
        global: { scrape_interval: '15s', evaluation_interval: '15s' },
        scrape_configs: [
          { job_name: 'modelwright', metrics_path: '/metrics', static_configs: [{ targets: [`api:${checked.port}`] }] },
        ],
      }),
    ],
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
