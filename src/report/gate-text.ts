import type { GateCheck, GateDecision } from '../gate/index.ts'

const MARK: Readonly<Record<GateCheck['status'], string>> = { passed: '✓', failed: '✗', skipped: '–' }

/** Escapes what would break a cell of a Markdown table. */
function cell(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('|', '\\|').replaceAll('\n', ' ')
}

function verdict({ passed, checks }: GateDecision): string {
  const failed = checks.filter(({ status }) => status === 'failed').length
  if (passed) return `Gate passed (${checks.length} ${checks.length === 1 ? 'check' : 'checks'})`
  return `Gate refused the candidate: ${failed} of ${checks.length} ${checks.length === 1 ? 'check' : 'checks'} failed`
}

/** A decision for people: one line a check, then the verdict. */
export function renderGate(decision: GateDecision, format: 'text' | 'markdown' = 'text'): string {
  if (format === 'text') {
    const lines = decision.checks.map(({ status, explanation }) => `  ${MARK[status]} ${explanation}`)
    return [...lines, verdict(decision), ''].join('\n')
  }
  const rows = decision.checks.map(
    ({ status, name, explanation }) => `| ${MARK[status]} ${status} | ${cell(name)} | ${cell(explanation)} |`,
  )
  return [`**${verdict(decision)}**`, '', '| Result | Check | Why |', '| --- | --- | --- |', ...rows, ''].join('\n')
}
