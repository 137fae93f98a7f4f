import { Command } from 'commander'
import { AppError } from '../../core/index.ts'
import type { Project } from '../../workflows/index.ts'
import { servedUri } from '../../workflows/models/index.ts'
import { type Cli, type CommonOptions, LOG_LEVELS, type LogLevel } from '../kit/cli.ts'

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
      'models:/name@champion, models:/name/1 or a model folder (default: MODEL_URI, MODEL_PATH, or the champion of the config, or of the only model of the store)',
    )
    .option('--port <n>', 'port; 0 = any free one', '8000')
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--insecure', 'allow an address that other machines can reach, although there are no keys')
    .option('--allow-host <name...>', 'name the server is asked by besides localhost, such as that of a proxy')
    .option('--log-level <level>', `${LOG_LEVELS.join(', ')}; debug shows every request (default: LOG_LEVEL, or info)`)
    .addHelpText('after', '\nExample:\n  modelwright serve --model models:/churn-classifier@champion --port 8000')
    .action((options: ServeOptions) =>
      cli.serve(
        options,
        async (project) => ({
          ...(await servedTarget(cli, project, options.model ?? cli.env['MODEL_URI'] ?? cli.env['MODEL_PATH'])),
          serving: project.config?.serving,
          folderVersion: cli.env['MODEL_VERSION'],
          port: portOf(options.port),
          host: options.host,
          insecure: options.insecure ?? false,
          allowedHosts: options.allowHost ?? [],
          logLevel: logLevelOf(options.logLevel ?? cli.env['LOG_LEVEL'] ?? 'info'),
        }),
        ({ address, current }) => {
          const { name, version } = current()
          cli.terminal.out(
            options.json
              ? `${JSON.stringify({ address, model: { name, version } })}\n`
              : `Serving ${name} version ${version} on ${address}\n  try ${address}/docs\n  stop with Ctrl-C\n`,
          )
        },
      ),
    )
}

/** A model without a champion is served by its newest version until it has one. */
async function servedTarget({ terminal }: Cli, { models }: Project, model: string | undefined) {
  if (model !== undefined) return { uri: servedUri(model) }
  const { name, uri, told } = await models.default()
  if (told !== undefined) terminal.err(`model: ${told}\n`)
  return { uri: servedUri(name), until: uri }
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
