import { distance } from 'fastest-levenshtein'

/** The candidate nearest to `name` by edit distance, if it is near enough to be a slip of the hand; otherwise undefined. */
function nearest(name: string, candidates: Iterable<string>): string | undefined {
  let best: string | undefined
  let bestDistance = Math.max(1, Math.floor(name.length / 3)) + 1
  for (const candidate of candidates) {
    const d = distance(name.toLowerCase(), candidate.toLowerCase())
    // Names of one letter have nothing in common when they differ.
    if (d < bestDistance && d < Math.max(name.length, candidate.length)) {
      best = candidate
      bestDistance = d
    }
  }
  return best
}

/** ` (did you mean 'x'?)`, or nothing. */
export function didYouMean(name: string, candidates: Iterable<string>): string {
  const match = nearest(name, candidates)
  return match === undefined ? '' : ` (did you mean '${match}'?)`
}
