import type { GateVerdict } from '../../registry/index.ts'

/** `churn.csv (1a2b3c4d)` */
export function dataText({ data }: Pick<GateVerdict, 'data'>): string {
  return `${data.name} (${data.sha256.slice(0, 8)})`
}
