import { Command } from 'commander'
import type { Cli } from '../kit/cli.ts'
import { addServerOptions, type ServerOptions, serverRequest } from '../kit/server-options.ts'

interface TrackingOptions extends ServerOptions {
  readonly auth?: boolean
  readonly artifacts?: string
}

export function serverCommand(cli: Cli): Command {
  const command = new Command('server').description(
    "answer MLflow's REST API over this store: runs, models and their artifacts, for clients of any language",
  )
  return addServerOptions(command, '5000')
    .option(
      '--artifacts <place>',
      'folder, or s3://bucket/prefix, for artifacts (default: MODELWRIGHT_ARTIFACTS, or the store)',
    )
    .option('--auth', 'ask for keys even if there are none yet: one of an admin is made and shown once')
    .addHelpText(
      'after',
      '\nExample:\n  modelwright server --port 5000\n  MLFLOW_TRACKING_URI=http://127.0.0.1:5000 python train.py',
    )
    .action(({ auth = false, artifacts: artifactStore, ...options }: TrackingOptions) => {
      // Not on standard output, which a script may keep, and not in the log.
      const showFirstKey = (key: string) =>
        cli.terminal.err(`The first key, of an admin, shown this once:\n  ${key}\n  MLFLOW_TRACKING_TOKEN=<key>\n`)
      return cli.track(
        options,
        { ...serverRequest(cli, options), artifactStore, auth, showFirstKey },
        ({ address, store }) => {
          cli.terminal.out(
            options.json
              ? `${JSON.stringify({ address, store })}\n`
              : `Tracking server of ${store} on ${address}\n  MLFLOW_TRACKING_URI=${address}\n  see ${address}/docs\n  stop with Ctrl-C\n`,
          )
        },
      )
    })
}
