import type { Rng } from '../../core/index.ts'

export interface BootstrapParameters {
  readonly bootstrap: boolean
  readonly max_samples: number | null
}

/** Rows drawn for each tree, of `rows`. */
export function drawnRows(p: BootstrapParameters, rows: number): number {
  if (!p.bootstrap || p.max_samples === null) return rows
  return p.max_samples <= 1 ? Math.max(1, Math.round(p.max_samples * rows)) : Math.min(rows, p.max_samples)
}

/** How often a tree sees each row: drawn with replacement, or all once. */
export function countDraws(p: BootstrapParameters, draws: number, rng: Rng, counts: Float64Array): void {
  if (!p.bootstrap) {
    counts.fill(1)
    return
  }
  counts.fill(0)
  const rows = counts.length
  for (let i = 0; i < draws; i++) counts[rng.int(rows)]! += 1
}
