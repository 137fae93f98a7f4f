import type { SliceMetric } from '../evaluate/index.ts'

/** `contract = One year`, `tenure ≥ 52`, `age in [12, 29)`. */
export function sliceText({ column, value }: Pick<SliceMetric, 'column' | 'value'>): string {
  if (/^[<≥] -?[\d.e+-]+$/.test(value)) return `${column} ${value}`
  return /^\[-?[\d.e+-]+, -?[\d.e+-]+\)$/.test(value) ? `${column} in ${value}` : `${column} = ${value}`
}
