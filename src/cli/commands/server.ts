import { Command } from 'commander'
import type { Cli } from '../kit/cli.ts'
import { addServerOptions, type ServerOptions, serverRequest } from '../kit/server-options.ts'

export function serverCommand(cli: Cli): Command {
  const command = new Command('server').description(
    "answer MLflow's REST API over this store: runs, models and their artifacts, for clients of any language",
  )
  return addServerOptions(command, '5000')
    .addHelpText(
      'after',
      '\nExample:\n  modelwright server --port 5000\n  MLFLOW_TRACKING_URI=http://127.0.0.1:5000 python train.py',
    )
    .action((options: ServerOptions) =>
      cli.track(options, serverRequest(cli, options), ({ address, store }) => {
        cli.terminal.out(
          options.json
            ? `${JSON.stringify({ address, store })}\n`
            : `Tracking server of ${store} on ${address}\n  MLFLOW_TRACKING_URI=${address}\n  see ${address}/docs\n  stop with Ctrl-C\n`,
        )
      }),
    )
}
