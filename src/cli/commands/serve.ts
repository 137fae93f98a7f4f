import { Command } from 'commander'
import { AppError } from '../../core/index.ts'
import { servedUri } from '../../workflows/index.ts'
import { type Cli, type CommonOptions, LOG_LEVELS, type LogLevel } from '../cli.ts'

interface ServeOptions extends CommonOptions {
  readonly model?: string
  readonly port: string
  readonly host: string
  readonly insecure?: boolean
  readonly allowHost?: readonly string[]
  readonly logLevel?: string
}

export function serveCommand(cli: Cli): Command {
  return new Command('serve')
    .description('answer predictions over HTTP and follow the registry')
    .option(
      '--model <uri>',
      'models:/name@champion, models:/name/1 or a model folder (default: MODEL_URI, MODEL_PATH, or the champion of the config)',
    )
    .option('--port <n>', 'port; 0 = any free one', '8000')
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--insecure', 'allow an address that other machines can reach, although there are no keys')
    .option('--allow-host <name...>', 'name the server is asked by besides localhost, such as that of a proxy')
    .option('--log-level <level>', `${LOG_LEVELS.join(', ')}; debug shows every request (default: LOG_LEVEL, or info)`)
    .addHelpText('after', '\nExample:\n  modelwright serve --model models:/churn-classifier@champion --port 8000')
    .action((options: ServeOptions) =>
      cli.serve(options, {
        uri: (config) =>
          servedUri(options.model ?? cli.env['MODEL_URI'] ?? cli.env['MODEL_PATH'] ?? config().mlflow.model_name),
        folderVersion: cli.env['MODEL_VERSION'],
        port: portOf(options.port),
        host: options.host,
        insecure: options.insecure ?? false,
        allowedHosts: options.allowHost ?? [],
        logLevel: logLevelOf(options.logLevel ?? cli.env['LOG_LEVEL'] ?? 'info'),
        onListening: ({ address, model }) =>
          cli.terminal.out(
            options.json
              ? `${JSON.stringify({ address, model })}\n`
              : `Serving ${model.name} version ${model.version} on ${address}\n  try ${address}/docs\n  stop with Ctrl-C\n`,
          ),
      }),
    )
}

function logLevelOf(text: string): LogLevel {
  const level = LOG_LEVELS.find((known) => known === text.toLowerCase())
  if (level !== undefined) return level
  throw new AppError('USAGE', `'${text}' is not a level of the log`, { fix: `Use one of ${LOG_LEVELS.join(', ')}` })
}

function portOf(text: string): number {
  const port = Number(text)
  if (!/^\d+$/.test(text) || port > 65_535)
    throw new AppError('USAGE', `'${text}' is not a port`, { fix: 'Use 0 to 65535' })
  return port
}
