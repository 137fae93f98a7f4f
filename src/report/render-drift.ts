import { wrapWords } from '../core/index.ts'
import type { DriftFinding, DriftReport } from '../monitor/index.ts'
import { sparkline } from './drift-sparkline.ts'

export type DriftFormat = 'table' | 'markdown' | 'json'

interface Line {
  readonly name: string
  readonly verdict: string
  readonly test: string
  readonly adjustedP: string
  readonly effect: string
  readonly missing: string
  readonly reference: string
  readonly current: string
}

const HEADINGS: Line = {
  name: 'feature',
  verdict: 'verdict',
  test: 'test',
  adjustedP: 'adjusted p',
  effect: 'effect',
  missing: 'missing',
  reference: 'reference',
  current: 'current',
}

/** The report for people (a terminal table with both distributions drawn, of which only so much as `width` columns hold; or Markdown for a comment in CI) or for machines (its JSON). */
export function renderDrift(report: DriftReport, format: DriftFormat, width = Number.POSITIVE_INFINITY): string {
  if (format === 'json') return `${JSON.stringify(report, null, 2)}\n`
  const findings = report.score === null ? report.features : [...report.features, report.score]
  const lines = findings.map((finding) => line(finding, finding === report.score))
  return format === 'table' ? terminalTable(report, lines, width) : markdown(report, lines)
}

function summary({ verdict, rows, features, score, alpha, minRows }: DriftReport): string {
  const drifted = features.filter((finding) => finding.verdict === 'drift').length
  const scores = score === null ? 'scores not compared' : `scores: ${score.verdict}`
  const counted = `${drifted} of ${features.length} features drifted; ${scores}`
  const compared = `${rows.current} rows against a reference of ${rows.reference}`
  const alarm = `a feature drifts where adjusted p < ${alpha}, the effect is large enough to matter, and there are ${minRows} rows or more`
  return `${verdict} — ${counted}; ${compared}; ${alarm}`
}

function line(finding: DriftFinding, isScore: boolean): Line {
  const name = isScore ? `${finding.name} (score)` : finding.name
  const blank: Line = {
    name,
    verdict: finding.verdict,
    test: '',
    adjustedP: '',
    effect: '',
    missing: '',
    reference: '',
    current: '',
  }
  if (finding.kind === 'missing column') return { ...blank, test: 'column is missing' }
  if (finding.kind === 'type changed') {
    return {
      ...blank,
      test: `text where numbers were: ${finding.examples.map((text) => text.slice(0, 20)).join(', ')}`,
    }
  }
  const { distribution, missing, histogram } = finding
  const top = histogram === null ? 0 : Math.max(...histogram.reference, ...histogram.current)
  const onlyMissing = missing.verdict === 'drift' && distribution?.verdict !== 'drift'
  return {
    ...blank,
    verdict: onlyMissing ? 'drift (missing rate)' : finding.verdict,
    test: distribution === null ? 'no values' : `${distribution.test.method} ${short(distribution.test.statistic)}`,
    adjustedP: distribution === null ? '' : probability(distribution.test.adjustedP),
    effect: distribution === null ? '' : `${distribution.effect.method} ${short(distribution.effect.value)}`,
    missing: `${percent(missing.reference)} → ${percent(missing.current)}`,
    reference: histogram === null ? '' : sparkline(histogram.reference, top),
    current: histogram === null ? '' : sparkline(histogram.current, top),
  }
}

/** What a narrow terminal does without, first to last; the two distributions say something only side by side. */
const DISPENSABLE: readonly (readonly (keyof Line)[])[] = [
  ['missing'],
  ['adjustedP'],
  ['effect'],
  ['reference', 'current'],
]
/** For sentences where no terminal says how wide it is, as in a pipe. */
const USUAL_WIDTH = 100

function terminalTable(report: DriftReport, lines: readonly Line[], width: number): string {
  let keys = Object.keys(HEADINGS) as (keyof Line)[]
  const all = [HEADINGS, ...lines].map((one) => ({ ...one, name: oneLine(one.name), test: oneLine(one.test) }))
  // A sentence in place of a test runs on over the columns that such a line has nothing in.
  const widthOf = (key: keyof Line): number =>
    Math.max(...all.map((one) => (key === 'test' && isSentence(one) ? 0 : [...one[key]].length)))
  const dropped: string[] = []
  for (const some of DISPENSABLE) {
    if (keys.reduce((sum, one) => sum + widthOf(one) + 2, -2) <= width) break
    keys = keys.filter((one) => !some.includes(one))
    dropped.push(...some.map((key) => HEADINGS[key]))
  }
  const widths = keys.map(widthOf)
  const rows = all.map((one) => {
    const cells = keys.map((key, i) => (key === 'test' && isSentence(one) ? one.test : padded(one[key], widths[i]!)))
    return isSentence(one) ? wrapWords(cells.join('  ').trimEnd(), width, '  ') : cells.join('  ').trimEnd()
  })
  const lead = wrapWords(summary(report), Number.isFinite(width) ? width : USUAL_WIDTH)
  if (dropped.length === 0) return `${[lead, '', ...rows].join('\n')}\n`
  const note = `Not shown for want of room: ${dropped.join(', ')}. Widen the terminal, or use --json.`
  return `${[lead, '', ...rows, '', wrapWords(note, width)].join('\n')}\n`
}

function isSentence({ test, effect }: Line): boolean {
  return test !== '' && effect === ''
}

function padded(text: string, width: number): string {
  return text + ' '.repeat(width - [...text].length)
}

function markdown(report: DriftReport, lines: readonly Line[]): string {
  const keys = Object.keys(HEADINGS) as (keyof Line)[]
  const row = (one: Line): string => `| ${keys.map((key) => cell(key, one[key])).join(' | ')} |`
  const rows = [row(HEADINGS), `|${keys.map(() => '---|').join('')}`, ...lines.map(row)]
  return `${[`### Drift: ${summary(report)}`, '', ...rows].join('\n')}\n`
}

/** Names and texts come from data: nothing in them may end a cell or start markup. */
function cell(key: keyof Line, text: string): string {
  const escaped = oneLine(text).replace(/[\\`*_{}[\]<>#|~]/g, (mark) => `\\${mark}`)
  const drawn = (key === 'reference' || key === 'current') && /[▁-█]/.test(text)
  return drawn ? `\`${text.replaceAll(' ', '\u2007')}\`` : escaped
}

function oneLine(text: string): string {
  // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
  return text.replace(/[\u0000-\u001f\u007f]+/g, ' ')
}

/** A p below the least double is small, not impossible. */
function probability(p: number): string {
  return p === 0 ? '< 1e-300' : short(p)
}

function short(value: number): string {
  if (value !== 0 && Math.abs(value) < 0.001) return value.toExponential(1)
  return String(Number(value.toPrecision(3)))
}

function percent(share: number): string {
  return `${Number((share * 100).toFixed(1))} %`
}
