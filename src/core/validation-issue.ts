import { AppError } from './app-error.ts'

/** One thing wrong with a body, in the words of FastAPI and pydantic. */
export interface ValidationIssue {
  /** `['body', 'tenure']`, or `['body', 3, 'tenure']` for the fourth of many. */
  readonly loc: readonly (string | number)[]
  readonly msg: string
  /** pydantic's name: `missing`, `int_type`, `greater_than_equal` … */
  readonly type: string
}

/** Issues beyond this many are not listed: an answer stays small however wrong its request is. */
export const MAX_ISSUES = 100

export function validationError(issues: readonly ValidationIssue[]): AppError {
  const [first] = issues
  return new AppError('VALIDATION_FAILED', first?.msg ?? 'the body does not fit the model', {
    where: first?.loc.join('.') ?? 'body',
    details: { detail: issues.slice(0, MAX_ISSUES) },
  })
}

/** What is wrong with a body, of an error that `validationError` made; undefined for any other. */
export function issuesOf({ code, details }: AppError): readonly ValidationIssue[] | undefined {
  return code === 'VALIDATION_FAILED' ? (details['detail'] as readonly ValidationIssue[]) : undefined
}
