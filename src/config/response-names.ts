import { AppError } from '../core/index.ts'
import type { ServingConfig } from './schema.ts'
import type { KeyPath } from './source-map.ts'

const DEFAULTS = { probability: 'probability', prediction: 'prediction', tier: 'risk_tier' } as const
/** What an answer holds beside them, and what no object can hold as a key of its own. */
const TAKEN = new Set(['model_version', 'prediction_id', 'probabilities', '__proto__'])

/** Each name of an answer means one thing. @throws CONFIG_INVALID */
export function checkResponseNames(serving: ServingConfig | undefined, where: (path: KeyPath) => string): void {
  const given = serving?.response
  if (given === undefined) return
  const names = { ...DEFAULTS, ...given }
  const used = new Map<string, string>()
  for (const key of ['probability', 'prediction', 'tier'] as const) {
    const name = names[key]
    const other = used.get(name)
    if (other !== undefined || TAKEN.has(name)) {
      const problem =
        other === undefined ? 'is a name that every answer has already' : `is the name of the ${other} too`
      const written = given[key] === undefined ? other! : key
      throw new AppError('CONFIG_INVALID', `'${name}' ${problem}`, {
        where: where(['serving', 'response', written]),
        fix: 'Give each of probability, prediction and tier a name of its own',
      })
    }
    used.set(name, key)
  }
}
