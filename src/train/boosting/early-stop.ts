import type { Rng } from '../../core/index.ts'
import type { Target } from '../../data/index.ts'
import type { BoostingLoss } from './boosting-loss.ts'

export interface EarlyStopParameters {
  readonly n_iter_no_change: number | null
  readonly validation_fraction: number
  readonly tol: number
}

export interface EarlyStop {
  readonly trainingRows: Int32Array
  /** Weights of the training rows, 0 for the others; null = all 1 and all rows train. */
  readonly trainingWeight: Float64Array | null
  /** After each round: whether the loss on the rows set aside has not improved by `tol` for `n_iter_no_change` rounds. */
  isOver(scores: readonly Float64Array[]): boolean
}

/** Sets `validation_fraction` of the rows aside (of each class its share), if `n_iter_no_change` asks for it. */
export function createEarlyStop(
  p: EarlyStopParameters,
  target: Target,
  weight: Float64Array | null,
  loss: BoostingLoss,
  rng: Rng,
): EarlyStop {
  const all = Int32Array.from({ length: target.values.length }, (_, i) => i)
  if (p.n_iter_no_change === null) return { trainingRows: all, trainingWeight: weight, isOver: () => false }
  const aside = setAside(target, p.validation_fraction, rng)
  const validation = all.filter((row) => aside[row] === 1)
  const best = Array.from({ length: p.n_iter_no_change }, () => Infinity)
  let rounds = 0
  return {
    trainingRows: all.filter((row) => aside[row] === 0),
    trainingWeight: Float64Array.from(all, (row) => (aside[row] === 1 ? 0 : (weight?.[row] ?? 1))),
    isOver(scores) {
      let total = 0
      let totalWeight = 0
      for (const row of validation) {
        const w = weight?.[row] ?? 1
        total += w * loss.at(row, scores)
        totalWeight += w
      }
      const current = total / totalWeight
      if (!best.some((earlier) => current + p.tol < earlier)) return true
      best[rounds++ % best.length] = current
      return false
    },
  }
}

function setAside(target: Target, share: number, rng: Rng): Uint8Array {
  const aside = new Uint8Array(target.values.length)
  const groups = new Map<number, number[]>()
  for (let row = 0; row < aside.length; row++) {
    const group = target.task === 'regression' ? 0 : target.values[row]!
    const rows = groups.get(group) ?? []
    groups.set(group, rows)
    rows.push(row)
  }
  for (const rows of groups.values()) {
    rng.shuffle(rows)
    // At least one row of every group stays to train on.
    const count = Math.min(rows.length - 1, Math.max(1, Math.round(share * rows.length)))
    for (let i = 0; i < count; i++) aside[rows[i]!] = 1
  }
  return aside
}
