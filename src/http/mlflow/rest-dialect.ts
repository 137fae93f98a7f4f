// The errors of MLflow's REST API: its codes and its statuses, which its client acts on.
import { AppError, type AppErrorCode } from '../../core/index.ts'
import { type ErrorDialect, mlflowDialect } from '../kit/index.ts'

/** Where every path is MLflow's, so that one without a route is answered in its dialect too. */
const PREFIXES = ['/api/', '/ajax-api/'] as const

const base = mlflowDialect({
  misfit: 'INVALID_PARAMETER_VALUE',
  description: 'A parameter is missing or wrong; error_code says how.',
  under: PREFIXES,
})

interface Told {
  readonly status: number
  readonly code: string
}

/** What MLflow calls it. A status that its client would retry is given where trying again may help, and nowhere else. */
const TOLD: Partial<Record<AppErrorCode, Told>> = {
  NAME_INVALID: { status: 400, code: 'INVALID_PARAMETER_VALUE' },
  MEDIA_TYPE_UNSUPPORTED: { status: 400, code: 'BAD_REQUEST' },
  VALIDATION_FAILED: { status: 400, code: 'BAD_REQUEST' },
  METHOD_NOT_ALLOWED: { status: 405, code: 'BAD_REQUEST' },
  ARTIFACT_NOT_FOUND: { status: 404, code: 'RESOURCE_DOES_NOT_EXIST' },
  CHAMPION_CHANGED: { status: 409, code: 'RESOURCE_CONFLICT' },
  STORE_LOCKED: { status: 503, code: 'TEMPORARILY_UNAVAILABLE' },
  STORE_UNWRITABLE: { status: 503, code: 'TEMPORARILY_UNAVAILABLE' },
  OVERLOADED: { status: 503, code: 'TEMPORARILY_UNAVAILABLE' },
  NOT_READY: { status: 503, code: 'TEMPORARILY_UNAVAILABLE' },
  STORE_READ_ONLY: { status: 403, code: 'PERMISSION_DENIED' },
  INTERNAL: { status: 500, code: 'INTERNAL_ERROR' },
}

export const restDialect: ErrorDialect = {
  ...base,
  reply(error: AppError) {
    const told = TOLD[error.code]
    if (told === undefined) return base.reply(error)
    return { status: told.status, body: { error_code: told.code, message: error.message } }
  },
}
