// What an operator wants to be woken for, as Prometheus reads it; the numbers are starting points to change in the file.

interface AlertRule {
  readonly alert: string
  readonly expr: string
  readonly for: string
  readonly labels: { readonly severity: 'critical' | 'warning' }
  readonly annotations: { readonly summary: string; readonly description: string }
}

const rule = (
  severity: AlertRule['labels']['severity'],
  alert: string,
  [expr, lasting]: readonly [expr: string, lasting: string],
  summary: string,
  description: string,
): AlertRule => ({ alert, expr, for: lasting, labels: { severity }, annotations: { summary, description } })

export const ALERT_RULES = {
  groups: [
    {
      name: 'modelwright',
      rules: [
        rule(
          'critical',
          'ModelServerDown',
          ['up{job="modelwright"} == 0', '2m'],
          'The model server does not answer',
          'Prometheus could not read its /metrics for two minutes. Look at the log of the service api.',
        ),
        rule(
          'critical',
          'ModelLoadFailing',
          ['increase(ml_model_load_failures_total[10m]) > 0', '1m'],
          'A promoted model cannot be loaded',
          'The version before it goes on answering. The log says why; modelwright rollback takes the promotion back.',
        ),
        rule(
          'warning',
          'SlowPredictions',
          ['histogram_quantile(0.95, sum(rate(prediction_latency_seconds_bucket[5m])) by (le)) > 0.25', '10m'],
          'Predictions are slow',
          'One of 20 predictions takes longer than 250 ms.',
        ),
        rule(
          'warning',
          'InputsRefused',
          [
            'sum(rate(input_errors_total[10m])) / (sum(rate(input_errors_total[10m])) + sum(rate(predictions_total[10m]))) > 0.1',
            '10m',
          ],
          'Many requests do not fit the model',
          'More than a tenth of the requests are refused for their body: a caller has changed, or the model wants other columns.',
        ),
        rule(
          'warning',
          'NoPredictions',
          ['sum(rate(predictions_total[30m])) == 0', '30m'],
          'Nobody asks the model',
          'No prediction was asked for in half an hour. Delete this rule where that is usual.',
        ),
      ],
    },
  ],
} as const
