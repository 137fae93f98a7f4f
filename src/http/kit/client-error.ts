// What is so wrong that it never becomes a request: answered as every other refusal, on the bare socket.
import type { Socket } from 'node:net'
import { AppError } from '../../core/index.ts'
import type { ErrorDialect } from './error-dialect.ts'

const REASONS: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  408: 'Request Timeout',
  431: 'Request Header Fields Too Large',
}

function refusalOf(code: string | undefined): AppError {
  switch (code) {
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return new AppError('REQUEST_TIMEOUT', 'the request took too long to arrive', {
        fix: 'Send it faster, or less of it',
      })
    case 'HPE_HEADER_OVERFLOW':
      return new AppError('HEADERS_TOO_LARGE', 'the headers are too large', { fix: 'Send fewer or shorter headers' })
    default:
      return new AppError('BAD_REQUEST', 'the request is not HTTP')
  }
}

/** Answers and ends the connection; gives the status, or undefined where nobody reads it. */
export function answerClientError(
  error: NodeJS.ErrnoException,
  socket: Socket,
  dialect: ErrorDialect,
): number | undefined {
  if (error.code === 'ECONNRESET' || socket.destroyed || !socket.writable) {
    socket.destroy()
    return undefined
  }
  const { status, body: problem } = dialect.reply(refusalOf(error.code))
  const body = JSON.stringify(problem)
  socket.end(
    `HTTP/1.1 ${status} ${REASONS[status] ?? ''}\r\nConnection: close\r\nContent-Type: application/json; charset=utf-8\r\nX-Content-Type-Options: nosniff\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  )
  // A client that goes on sending is not waited for.
  socket.destroySoon()
  return status
}
