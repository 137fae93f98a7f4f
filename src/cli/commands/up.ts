import { Command } from 'commander'
import type { Cli } from '../kit/cli.ts'
import { addBindOptions, portOf, type ServerOptions, serverRequest } from '../kit/server-options.ts'

interface UpOptions extends Omit<ServerOptions, 'port'> {
  readonly trackingPort: string
  readonly modelPort: string
}

export function upCommand(cli: Cli): Command {
  const command = new Command('up')
    .description('everything on this machine: the tracking server, and the model server of the champion')
    .option('--tracking-port <n>', 'port of the tracking server; 0 = any free one', '5000')
    .option('--model-port <n>', 'port of the model server; 0 = any free one', '8000')
  return addBindOptions(command, 'warn')
    .addHelpText('after', '\nExample:\n  modelwright up')
    .action(({ trackingPort, modelPort, ...options }: UpOptions) => {
      const { port: _, ...request } = serverRequest(cli, {
        ...options,
        port: trackingPort,
        logLevel: options.logLevel ?? cli.env['LOG_LEVEL'] ?? 'warn',
      })
      return cli.up(options, {
        ...request,
        trackingPort: portOf(trackingPort),
        modelPort: portOf(modelPort),
        tell: (part, line) =>
          cli.terminal.out(options.json ? `${JSON.stringify({ part, line })}\n` : `${part.padEnd(8)}  ${line}\n`),
      })
    })
}
