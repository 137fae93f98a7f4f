// The options that every server has.
import type { Command } from 'commander'
import { AppError } from '../../core/index.ts'
import { type Cli, type CommonOptions, LOG_LEVELS, type LogLevel, type TrackRequest } from './cli.ts'

export interface ServerOptions extends CommonOptions {
  readonly port: string
  readonly host: string
  readonly insecure?: boolean
  readonly allowHost?: readonly string[]
  readonly logLevel?: string
}

export function addServerOptions(command: Command, port: string): Command {
  return addBindOptions(command.option('--port <n>', 'port; 0 = any free one', port), 'info')
}

/** What a server has besides its port. @param level of its log, unless it is told */
export function addBindOptions(command: Command, level: LogLevel): Command {
  return command
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--insecure', 'allow an address that other machines can reach, although there are no keys')
    .option('--allow-host <name...>', 'name the server is asked by besides localhost, such as that of a proxy')
    .option(
      '--log-level <level>',
      `${LOG_LEVELS.join(', ')}; debug shows every request (default: LOG_LEVEL, or ${level})`,
    )
}

/** @throws USAGE */
export function serverRequest(cli: Cli, options: ServerOptions): TrackRequest {
  return {
    port: portOf(options.port),
    host: options.host,
    insecure: options.insecure ?? false,
    allowedHosts: options.allowHost ?? [],
    logLevel: logLevelOf(options.logLevel ?? cli.env['LOG_LEVEL'] ?? 'info'),
  }
}

function logLevelOf(text: string): LogLevel {
  const level = LOG_LEVELS.find((known) => known === text.toLowerCase())
  if (level !== undefined) return level
  throw new AppError('USAGE', `'${text}' is not a level of the log`, { fix: `Use one of ${LOG_LEVELS.join(', ')}` })
}

/** @throws USAGE */
export function portOf(text: string): number {
  const port = Number(text)
  if (!/^\d+$/.test(text) || port > 65_535)
    throw new AppError('USAGE', `'${text}' is not a port`, { fix: 'Use 0 to 65535' })
  return port
}
