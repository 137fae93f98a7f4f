// What a tracking server's refusals mean here.
import { AppError, type AppErrorCode, visibleLine } from '../../core/index.ts'

/** Codes of MLflow that mean the same here. */
const SAME: ReadonlySet<string> = new Set<AppErrorCode>([
  'INVALID_PARAMETER_VALUE',
  'RESOURCE_ALREADY_EXISTS',
  'RESOURCE_DOES_NOT_EXIST',
  'PERMISSION_DENIED',
  'UNAUTHENTICATED',
  'NOT_IMPLEMENTED',
])

const RENAMED: Readonly<Record<string, AppErrorCode>> = {
  RESOURCE_CONFLICT: 'CHAMPION_CHANGED',
  BAD_REQUEST: 'INVALID_PARAMETER_VALUE',
}

const BY_STATUS: Readonly<Record<number, AppErrorCode>> = {
  400: 'INVALID_PARAMETER_VALUE',
  401: 'UNAUTHENTICATED',
  403: 'PERMISSION_DENIED',
  // One that knows the route says RESOURCE_DOES_NOT_EXIST.
  404: 'NOT_IMPLEMENTED',
  405: 'NOT_IMPLEMENTED',
  409: 'RESOURCE_ALREADY_EXISTS',
  413: 'BODY_TOO_LARGE',
  416: 'RANGE_INVALID',
  501: 'NOT_IMPLEMENTED',
}

const FIXES: Partial<Readonly<Record<AppErrorCode, string>>> = {
  UNAUTHENTICATED: 'Set MLFLOW_TRACKING_TOKEN, or MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD',
  PERMISSION_DENIED: 'Ask an administrator of the server for the right to do it',
  NOT_IMPLEMENTED: 'Use a server that offers it; check that the address is that of a tracking server',
  TRACKING_FAILED: 'Look into the log of the server',
}

const SHOWN = 2000

/** @param body of the answer, at most the part of it that a message holds */
export function wireError(status: number, body: string, what: string): AppError {
  let said: { error_code?: unknown; message?: unknown } = {}
  try {
    const parsed: unknown = JSON.parse(body)
    if (typeof parsed === 'object' && parsed !== null) said = parsed
  } catch {
    // A page of a proxy, mostly: its status says enough.
  }
  const named = typeof said.error_code === 'string' ? said.error_code : ''
  const code = (SAME.has(named) ? (named as AppErrorCode) : RENAMED[named]) ?? BY_STATUS[status] ?? 'TRACKING_FAILED'
  const message =
    typeof said.message === 'string' && said.message !== '' ? visibleLine(said.message.slice(0, SHOWN)) : ''
  return new AppError(code, message === '' ? `the tracking server answered ${status}` : message, {
    where: what,
    fix: FIXES[code],
    details: { status },
  })
}

export function unreadable(what: string, problem: string): AppError {
  return new AppError('TRACKING_FAILED', `the answer cannot be understood: ${problem}`, {
    where: what,
    fix: 'Check that the address is that of a tracking server',
  })
}
