import type { GateRule } from './gate-policy.ts'

/** A rule with all that it asks, in words: what the history keeps of a policy. */
export function describeRule(rule: GateRule): string {
  switch (rule.kind) {
    case 'threshold': {
      const { metric, slice, min, max } = rule
      const limits = [min === undefined ? [] : [`≥ ${min}`], max === undefined ? [] : [`≤ ${max}`]].flat()
      return `${metric}${slice === undefined ? '' : ` where ${slice}`} ${limits.join(' and ')}`
    }
    case 'versus': {
      const { metric, test, margin, alpha } = rule
      const terms = [
        test,
        ...(margin === undefined ? [] : [`margin ${margin}`]),
        ...(alpha === undefined ? [] : [`alpha ${alpha}`]),
      ]
      return `${metric} versus champion (${terms.join(', ')})`
    }
    case 'parity':
      return `parity ≤ ${rule.maxDifference}`
    case 'size':
      return `size ≤ ${rule.maxBytes / 1e6} MB`
    case 'contract':
      return 'contract compatible'
  }
}
