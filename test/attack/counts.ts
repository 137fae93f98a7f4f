// What an attack did, counted by outcome and printed as one line, so that a green run says how much it tried.

export interface Counts {
  /** One more of `outcome`, such as '422' or 'connection refused'. */
  add(outcome: string | number, times?: number): void
  of(outcome: string | number): number
  /** Sum of the outcomes that `matches` names. @default all */
  total(matches?: (outcome: string) => boolean): number
  /** Prints `attack <name>: 1200 tried: 422 × 800, 200 × 400`, with what was measured besides behind it. */
  report(measured?: Readonly<Record<string, string | number>>): void
}

export function createCounts(name: string): Counts {
  const outcomes = new Map<string, number>()
  const total: Counts['total'] = (matches = () => true) => {
    let sum = 0
    for (const [outcome, times] of outcomes) if (matches(outcome)) sum += times
    return sum
  }
  return {
    add: (outcome, times = 1) => void outcomes.set(String(outcome), (outcomes.get(String(outcome)) ?? 0) + times),
    of: (outcome) => outcomes.get(String(outcome)) ?? 0,
    total,
    report: (measured = {}) => {
      const parts = [...outcomes].sort(([, a], [, b]) => b - a).map(([outcome, times]) => `${outcome} × ${times}`)
      const more = Object.entries(measured).map(([what, value]) => `${what} ${value}`)
      console.log(`attack ${name}: ${total()} tried: ${[...parts, ...more].join(', ')}`)
    },
  }
}
