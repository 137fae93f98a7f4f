import { type AppError, isAppError, validationError } from '../../core/index.ts'

/** A body that cannot be read as JSON, as FastAPI says it. */
export function invalidJson(): AppError {
  return validationError([{ loc: ['body'], msg: 'JSON decode error', type: 'json_invalid' }])
}

export function notUtf8(): AppError {
  return validationError([{ loc: ['body'], msg: 'the body is not UTF-8', type: 'value_error' }])
}

/** Whether what the client sent does not fit: what `input_errors_total` counts. */
export function isInputError(error: unknown): error is AppError {
  return isAppError(error, 'VALIDATION_FAILED', 'MODEL_INPUT_INVALID')
}
