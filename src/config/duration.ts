import { AppError } from '../core/index.ts'

const UNITS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const

/** Milliseconds of `250ms`, `30s`, `15m`, `1h` or `7d`. @throws CONFIG_INVALID */
export function parseDuration(text: string, where = 'duration'): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(text)
  if (!match) {
    throw new AppError('CONFIG_INVALID', `${JSON.stringify(text)} is not a duration`, {
      where,
      fix: 'Write 30s, 15m, 1h or 7d',
    })
  }
  return Number(match[1]) * UNITS[match[2] as keyof typeof UNITS]
}
