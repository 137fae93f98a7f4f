import { Command } from 'commander'
import { parseDuration } from '../../config/index.ts'
import type { RealisedPerformance } from '../../monitor/index.ts'
import type { PerformanceResult } from '../../workflows/observation/index.ts'
import { modelUri } from '../default-model.ts'
import type { Cli, CommonOptions } from '../kit/cli.ts'
import { textTable } from '../kit/text-table.ts'
import { wholeNumber } from '../kit/whole-number.ts'

interface PerformanceOptions extends CommonOptions {
  readonly model?: string
  readonly version?: string
  readonly window?: string
}

/** The metric that sums a version up in one number. */
const HEADLINES = ['roc_auc', 'accuracy', 'mae'] as const

export function performanceCommand(cli: Cli): Command {
  return new Command('performance')
    .description('show how good the answers turned out to be, as far as their labels came in')
    .option(
      '--model <uri>',
      'model that answered (default: the champion of the config, or of the only model of the store)',
    )
    .option('--version <n>', 'only what this version answered (default: all versions, and each by itself)')
    .option('--window <time>', 'only the last 1h, 7d … (default: monitoring.window, or all)')
    .addHelpText('after', '\nExample:\n  modelwright performance --model churn-classifier --window 30d')
    .action((options: PerformanceOptions) =>
      cli.run(
        options,
        async (project) => {
          const window = options.window ?? project.config?.monitoring?.window
          return project.predictions.performance({
            model: await modelUri(cli, project, options.model),
            version: options.version === undefined ? undefined : wholeNumber(options.version, '--version'),
            windowMs: window === undefined ? undefined : parseDuration(window, '--window'),
          })
        },
        { json: performanceJson, text: performanceText },
      ),
    )
}

export function realisedJson({ predictions, labelled, coverage, labelDelay, metrics, intervals }: RealisedPerformance) {
  return { predictions, labelled, coverage, label_delay_ms: labelDelay, metrics, intervals }
}

function performanceJson({ model, windowMs, realised, versions }: PerformanceResult): unknown {
  return {
    model: { name: model },
    window_ms: windowMs,
    ...realisedJson(realised),
    versions: versions.map((one) => ({ version: one.version, ...realisedJson(one.realised) })),
  }
}

function performanceText({ model, windowMs, realised, versions }: PerformanceResult): string {
  const since = windowMs === null ? '' : ` in the last ${durationText(windowMs)}`
  if (realised.predictions === 0) return `${model} answered nothing${since}.`
  const title = `${model} answered ${realised.predictions} times${since}; ${realised.labelled} labels came in (${percent(realised.coverage)})`
  const delay = realised.labelDelay
  return [
    delay === null
      ? title
      : `${title},\nhalf of them within ${durationText(delay.p50)}, 95 % within ${durationText(delay.p95)}.`,
    ...(versions.length > 1 ? [versionsTable(versions)] : []),
    realised.labelled === 0
      ? 'Take labels in with: modelwright label <file>, or POST /feedback'
      : metricsTable(realised, versions),
  ].join('\n\n')
}

function versionsTable(versions: PerformanceResult['versions']): string {
  const headline = HEADLINES.find((name) => versions.some(({ realised }) => name in realised.metrics))
  return textTable(
    ['version', 'answered', 'labelled', 'coverage', ...(headline === undefined ? [] : [headline, '95 % interval'])],
    versions.map(({ version, realised }) => [
      version,
      realised.predictions,
      realised.labelled,
      percent(realised.coverage),
      ...(headline === undefined ? [] : [realised.metrics[headline], intervalText(realised, headline)]),
    ]),
  )
}

function metricsTable(realised: RealisedPerformance, versions: PerformanceResult['versions']): string {
  const who = versions.length > 1 ? 'all versions' : `version ${versions[0]?.version}`
  return textTable(
    [who, 'realised', '95 % interval'],
    Object.entries(realised.metrics).map(([name, value]) => [name, value, intervalText(realised, name)]),
  )
}

function intervalText({ intervals }: RealisedPerformance, metric: string): string | null {
  const interval = intervals[metric]
  return interval === undefined ? null : `${interval.low.toFixed(4)} to ${interval.high.toFixed(4)}`
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`

/** `350 ms`, `12 s`, `3.5 h`, `2 d`: two digits are enough to know what a delay is like. */
function durationText(ms: number): string {
  const [unit, size] = UNITS.find(([, one]) => Math.abs(ms) >= one) ?? (['ms', 1] as const)
  return `${Number((ms / size).toPrecision(2))} ${unit}`
}

const UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1000],
] as const
