// MLflow's dialect: every error is `{error_code, message}`, a misfit too.
import { AppError, type AppErrorCode } from '../../core/index.ts'
import { answer, json } from './content.ts'
import type { ErrorDialect } from './error-dialect.ts'
import { isInputError } from './input-error.ts'
import { PROBLEM, PROBLEM_SCHEMAS, problemOf } from './problem-body.ts'

export interface MlflowDialectOptions {
  /** What MLflow calls a request that does not fit: BAD_REQUEST where a model is asked, INVALID_PARAMETER_VALUE in its REST API. */
  readonly misfit: AppErrorCode
  /** When that is answered, for the document. */
  readonly description: string
  /** @default none */
  readonly under?: readonly string[]
}

export function mlflowDialect({ misfit, description, under = [] }: MlflowDialectOptions): ErrorDialect {
  const status = new AppError(misfit, description).status
  return {
    reply(error) {
      const known = isInputError(error) ? new AppError(misfit, error.message) : error
      return { status: known.status, body: problemOf(known) }
    },
    problem: PROBLEM,
    misfit: { [status]: answer(description, json(PROBLEM)) },
    schemas: PROBLEM_SCHEMAS,
    under,
  }
}
