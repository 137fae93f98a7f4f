import type { Logger } from 'pino'

/** JSON lines on standard error, written in the background: a request never waits for its log line. */
export async function createLogger(level: string): Promise<Logger> {
  const { pino } = await import('pino')
  const destination = pino.destination({ dest: 2, sync: false, minLength: 4096 })
  setInterval(() => destination.flush(), 1000).unref()
  return pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, destination)
}
