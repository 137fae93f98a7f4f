// A model card in Markdown with Hugging Face's front matter, made from a run.

import { stringify } from 'yaml'
import { visibleText } from '../core/index.ts'
import { hubMetric, type MetricMap, readRunMetric, shortMetric } from '../evaluate/index.ts'
import { HUMAN_SECTIONS, humanSections } from './human-sections.ts'
import type { ModelCardInput } from './model-card-input.ts'
import { bullets, code, number, section, table } from './model-card-markdown.ts'
import { sliceText } from './slice-text.ts'

const PIPELINE: Readonly<Record<string, string>> = {
  binary: 'tabular-classification',
  multiclass: 'tabular-classification',
  regression: 'tabular-regression',
}

/** Keys and their order: huggingface.co/docs/hub/model-cards#model-card-metadata. */
function frontMatter(input: ModelCardInput): string {
  const { name, task, data = [], metrics = {} } = input
  const type = task === undefined ? undefined : PIPELINE[task]
  const measured = Object.entries(metrics).flatMap(([key, value]) => {
    const metric = hubMetric(key)
    return metric === undefined || !Number.isFinite(value) ? [] : [{ type: metric, name: key, value }]
  })
  const dataset = data[0]
  const results = [
    {
      task: { type },
      dataset: {
        name: dataset?.name ?? 'unknown',
        type: 'tabular',
        ...(dataset?.sha256 === undefined ? {} : { revision: dataset.sha256 }),
      },
      metrics: measured,
    },
  ]
  const values = {
    language: input.language,
    license: input.license,
    library_name: 'onnx',
    pipeline_tag: type,
    tags: [...new Set(['onnx', 'tabular', 'modelwright', ...(input.tags ?? [])])],
    datasets: data.length === 0 ? undefined : data.map((entry) => entry.name),
    metrics: measured.length === 0 ? undefined : measured.map((entry) => entry.type),
    'model-index': measured.length === 0 || type === undefined ? undefined : [{ name, results }],
  }
  return `---\n${stringify(values, { lineWidth: 0 })}---\n`
}

function overview(input: ModelCardInput): string {
  const { createdAt } = input
  return table(
    ['', ''],
    [
      ['Version', input.version],
      ['Task', input.task],
      ['Predicts', input.target],
      ['Classes', input.classes?.join(', ')],
      ['Positive class', input.task === 'binary' ? input.classes?.[1] : undefined],
      ['Estimator', input.estimator],
      ['Created', createdAt === undefined ? undefined : new Date(createdAt).toISOString()],
      ['Run', input.runId],
      ['Experiment', input.experiment],
      ['Git commit', input.gitCommit],
    ].filter(([, value]) => value !== undefined && value !== ''),
  )
}

/** Deviations over folds by the name of their mean, with whose row they are shown. */
function deviationsOf(metrics: MetricMap): ReadonlyMap<string, number> {
  return new Map(
    Object.entries(metrics).flatMap(([name, value]) => {
      const read = readRunMetric(name)
      return read?.on === 'cv' && read.of === 'std' ? [[`cv_${read.metric}_mean`, value] as const] : []
    }),
  )
}

function metricRows(input: ModelCardInput): string {
  const { metrics = {}, intervals = {}, champion } = input
  const deviations = deviationsOf(metrics)
  const names = Object.keys(metrics).filter(
    (name) => !deviations.has(name.replace(/_std$/, '_mean')) || deviations.has(name),
  )
  const header = ['Metric', 'Value', '95 % interval', ...(champion ? [`Champion v${champion.version}`, 'Change'] : [])]
  const rows = names.map((name) => {
    const value = metrics[name]!
    const interval = intervals[name]
    const before = champion?.metrics[name]
    const change = before === undefined ? '' : `${value >= before ? '+' : '−'}${number(Math.abs(value - before))}`
    return [
      name,
      number(value) + (deviations.has(name) ? ` ± ${number(deviations.get(name)!)}` : ''),
      interval === undefined ? '' : `${number(interval.low)} – ${number(interval.high)}`,
      ...(champion ? [before === undefined ? '' : number(before), change] : []),
    ]
  })
  const note = input.measuredOn === undefined ? '' : `Measured on ${input.measuredOn}.\n\n`
  return rows.length === 0 ? '' : note + table(header, rows)
}

function sliceRows({ slices = [] }: ModelCardInput): string {
  const rows = slices.map((slice) => [
    shortMetric(slice.metric),
    sliceText(slice),
    slice.rows,
    number(slice.observed),
    `${number(slice.low)} – ${number(slice.high)}`,
    number(slice.overall),
    slice.flagged ? 'differs' : '',
  ])
  return table(['Metric', 'Slice', 'Rows', 'Value', '95 % interval', 'Overall', ''], rows)
}

function onnxRows({ onnx }: ModelCardInput): string {
  if (onnx === undefined) return ''
  const { opset = {}, parity } = onnx
  const over = parity?.rows === undefined ? '' : ` over ${parity.rows} rows`
  return bullets([
    ...Object.entries(opset).map(([domain, version]) => `Opset ${domain === '' ? 'ai.onnx' : domain} ${version}`),
    onnx.bytes === undefined ? '' : `${onnx.bytes} bytes`,
    onnx.sha256 === undefined ? '' : `SHA-256 ${code(onnx.sha256)}`,
    parity === undefined
      ? ''
      : `Parity with the fitted pipeline${over}: largest difference ${parity.maxDifference.toExponential(1)}, ${parity.labelFlips} label flips`,
  ])
}

function gateRows({ gate }: ModelCardInput): string {
  if (gate === undefined) return ''
  const rows = gate.checks.map((check) => [check.status, check.name, check.explanation])
  return `The gate **${gate.passed ? 'passed' : 'refused'}** this version.\n\n${table(['Result', 'Check', 'Why'], rows)}`
}

function historyRows({ history = [] }: ModelCardInput): string {
  const rows = history.map((entry) => [
    new Date(entry.at).toISOString(),
    entry.subject,
    entry.to ?? 'none',
    entry.by,
    entry.reason ?? '',
  ])
  return table(['When', 'What', 'To', 'By', 'Why'], rows)
}

function dataRows({ data = [] }: ModelCardInput): string {
  return table(
    ['Data', 'Rows', 'SHA-256'],
    data.map((entry) => [entry.name, entry.rows ?? '', entry.sha256 ?? '']),
  )
}

function suspectRows({ suspects = [] }: ModelCardInput): string {
  return table(
    ['Look at', 'What to do'],
    suspects.map(({ what, fix }) => [what, fix]),
  )
}

function valueText(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '')
}

function pairs(values: Readonly<Record<string, unknown>> | undefined): string {
  return table(
    ['', ''],
    Object.entries(values ?? {}).map(([key, value]) => [key, valueText(value)]),
  )
}

/** What is not known is left out; the sections for people are always there, so that they ask to be filled. */
export function renderModelCard(input: ModelCardInput): string {
  const { inputs = [] } = input
  const human = HUMAN_SECTIONS.map(({ key, heading, prompt }) => section(heading, input.human?.[key] ?? prompt))
  const card = [
    frontMatter(input),
    `# ${input.name.replaceAll('\n', ' ')}\n\n`,
    overview(input),
    ...human,
    section('Metrics', metricRows(input)),
    section('Slices', sliceRows(input)),
    section(
      'Inputs',
      table(
        ['Column', 'Type'],
        inputs.map(({ name, type }) => [name, type]),
      ),
    ),
    section('Training data', dataRows(input)),
    section('Data suspects', suspectRows(input)),
    section('Parameters', pairs(input.parameters)),
    section('ONNX', onnxRows(input)),
    section('Gate', gateRows(input)),
    section('History', historyRows(input)),
    section('Environment', pairs(input.environment)),
  ].join('')
  return visibleText(card)
}

/** The new card with the sections that people filled in the old one. */
export function mergeHumanSections(old: string, next: string): string {
  const kept = humanSections(old)
  return HUMAN_SECTIONS.reduce((card, { key, heading, prompt }) => {
    const text = kept[key]
    const empty = section(heading, prompt)
    // A function, because people's text may hold replacement patterns such as $&.
    return text === undefined ? card : card.replace(empty, () => section(heading, text))
  }, next)
}
