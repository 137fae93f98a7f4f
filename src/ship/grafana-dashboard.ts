// The three panels that every model server needs, as Grafana reads them.

export interface Panel {
  readonly title: string
  readonly expression: string
  /** Grafana's name of the unit. */
  readonly unit: 'reqps' | 's' | 'percentunit'
  readonly description: string
}

export const PANELS: readonly Panel[] = [
  {
    title: 'Prediction rate',
    expression: 'sum(rate(predictions_total[5m])) by (version)',
    unit: 'reqps',
    description: 'Predictions answered a second, by version of the model.',
  },
  {
    title: 'p95 latency',
    expression: 'histogram_quantile(0.95, sum(rate(prediction_latency_seconds_bucket[5m])) by (le))',
    unit: 's',
    description: '95 of 100 predictions are answered faster than this.',
  },
  {
    title: 'High-risk rate',
    expression: 'sum(rate(high_risk_predictions_total[5m])) / sum(rate(predictions_total[5m]))',
    unit: 'percentunit',
    description: 'Share of predictions in the highest tier. A jump without a cause in the world is a sign of drift.',
  },
]

export const DATASOURCE = { type: 'prometheus', uid: 'prometheus' } as const

/** The dashboard as JSON for Grafana's file provisioning. */
export function renderDashboard(modelName: string): string {
  const panels = PANELS.map(({ title, expression, unit, description }, index) => ({
    id: index + 1,
    type: 'timeseries',
    title,
    description,
    datasource: DATASOURCE,
    gridPos: { h: 9, w: 8, x: index * 8, y: 0 },
    fieldConfig: { defaults: { unit, min: 0 }, overrides: [] },
    options: { legend: { displayMode: 'list', placement: 'bottom' }, tooltip: { mode: 'multi' } },
    targets: [{ refId: 'A', datasource: DATASOURCE, expr: expression }],
  }))
  const dashboard = {
    uid: 'modelwright',
    title: modelName,
    tags: ['modelwright'],
    schemaVersion: 39,
    timezone: 'browser',
    refresh: '30s',
    time: { from: 'now-6h', to: 'now' },
    panels,
  }
  return `${JSON.stringify(dashboard, null, 2)}\n`
}
