import { Command } from 'commander'
import type { Cli } from '../kit/cli.ts'
import { portOf, type ServerOptions, serverRequest } from '../kit/server-options.ts'

interface UpOptions extends Omit<ServerOptions, 'port'> {
  readonly trackingPort: string
  readonly modelPort: string
}

export function upCommand(cli: Cli): Command {
  return new Command('up')
    .description('everything on this machine: the tracking server, and the model server of the champion')
    .option('--tracking-port <n>', 'port of the tracking server; 0 = any free one', '5000')
    .option('--model-port <n>', 'port of the model server; 0 = any free one', '8000')
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--insecure', 'allow an address that other machines can reach, although there are no keys')
    .option('--allow-host <name...>', 'name the servers are asked by besides localhost, such as that of a proxy')
    .option('--log-level <level>', 'of the JSON log on standard error (default: LOG_LEVEL, or warn)')
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
