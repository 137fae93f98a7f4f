import { AppError, didYouMean } from '../core/index.ts'
import type { Stage } from './model-store.ts'

export const STAGES: readonly Stage[] = ['None', 'Staging', 'Production', 'Archived']

/** The alias of the version that serves. */
export const CHAMPION = 'champion'

/** The stage as MLflow writes it, from any case. @throws INVALID_PARAMETER_VALUE */
export function parseStage(text: string): Stage {
  const stage = STAGES.find((known) => known.toLowerCase() === text.toLowerCase())
  if (stage !== undefined) return stage
  throw new AppError('INVALID_PARAMETER_VALUE', `invalid stage ${JSON.stringify(text)}${didYouMean(text, STAGES)}`, {
    fix: `Use one of ${STAGES.join(', ')}`,
  })
}

/** 1 to 255 of `[A-Za-z0-9_-]`; `latest` and `v1`, `v2` … would be taken for versions. Returns it unchanged. @throws INVALID_PARAMETER_VALUE */
export function validateAlias(alias: string): string {
  if (/^[\w-]{1,255}$/.test(alias) && !/^(latest|v\d+)$/i.test(alias)) return alias
  throw new AppError('INVALID_PARAMETER_VALUE', `invalid alias ${JSON.stringify(alias.slice(0, 260))}`, {
    fix: "Use at most 255 letters, digits, _ and -; 'latest' and 'v' with a number are reserved",
  })
}
