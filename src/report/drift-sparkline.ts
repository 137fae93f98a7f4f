const BARS = '▁▂▃▄▅▆▇█'

/** Shares as bars of text, one character each, tallest where the share is `top`. An empty bucket is a space. */
export function sparkline(shares: readonly number[], top: number): string {
  return shares.map((share) => (share > 0 ? BARS[Math.min(7, Math.round((share / top) * 7))] : ' ')).join('')
}
