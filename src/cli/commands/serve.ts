import { Command } from 'commander'
import type { Project } from '../../workflows/index.ts'
import { servedUri } from '../../workflows/models/index.ts'
import type { Cli } from '../kit/cli.ts'
import { addServerOptions, type ServerOptions, serverRequest } from '../kit/server-options.ts'

interface ServeOptions extends ServerOptions {
  readonly model?: string
}

export function serveCommand(cli: Cli): Command {
  const command = new Command('serve')
    .description('answer predictions over HTTP and follow the registry')
    .option(
      '--model <uri>',
      'models:/name@champion, models:/name/1 or a model folder (default: MODEL_URI, MODEL_PATH, or the champion of the config, or of the only model of the store)',
    )
  return addServerOptions(command, '8000')
    .addHelpText('after', '\nExample:\n  modelwright serve --model models:/churn-classifier@champion --port 8000')
    .action((options: ServeOptions) =>
      cli.serve(
        options,
        async (project) => ({
          ...(await servedTarget(cli, project, options.model ?? cli.env['MODEL_URI'] ?? cli.env['MODEL_PATH'])),
          serving: project.config?.serving,
          folderVersion: cli.env['MODEL_VERSION'],
          ...serverRequest(cli, options),
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
