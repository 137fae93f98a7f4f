import { type AppErrorCode, ERROR_CODES } from './error-codes.ts'

export interface AppErrorOptions {
  /** Where it is wrong: `config.yaml:12 features.numeric[2]`, `data.csv:18`, `metrics[0].timestamp`. */
  readonly where?: string | undefined
  /** What to do about it, as an imperative sentence. */
  readonly fix?: string | undefined
  /** Facts for machines; never a secret, a stack or a path of the server. */
  readonly details?: Readonly<Record<string, unknown>>
  readonly cause?: unknown
}

/** Some problems are said in MLflow's own words, which end with a full stop. */
function sentences(problem: string, fix: string | undefined): string {
  if (fix === undefined || fix === '') return problem
  return /[.!?]$/.test(problem) ? `${problem} ${fix}` : `${problem}. ${fix}`
}

/** The one error class. The message says what was wrong, where, and what to do about it. */
export class AppError extends Error {
  override readonly name = 'AppError'
  /** The message without where and fix. */
  readonly problem: string
  readonly code: AppErrorCode
  readonly where: string | undefined
  readonly fix: string | undefined
  readonly details: Readonly<Record<string, unknown>>

  constructor(code: AppErrorCode, problem: string, options: AppErrorOptions = {}) {
    const { where, fix } = options
    super(sentences(where === undefined ? problem : `${where}: ${problem}`, fix), { cause: options.cause })
    this.code = code
    this.problem = problem
    this.where = where
    this.fix = fix
    this.details = options.details ?? {}
  }

  /** The same error, said to be at another place. */
  at(where: string): AppError {
    const { code, problem, fix, details, cause } = this
    return new AppError(code, problem, { where, details, cause, fix })
  }

  get status(): number {
    return ERROR_CODES[this.code].status
  }

  get exitCode(): number {
    return ERROR_CODES[this.code].exit
  }
}

/** True for an `AppError`, of one of the `codes` if any are given. */
export function isAppError(error: unknown, ...codes: AppErrorCode[]): error is AppError {
  return error instanceof AppError && (codes.length === 0 || codes.includes(error.code))
}
