import { Command } from 'commander'
import type { Cli, CommonOptions } from '../kit/cli.ts'

const SIGNS = { ok: '✓', warning: '!', failed: '✗' } as const

export function doctorCommand(cli: Cli): Command {
  return new Command('doctor')
    .description('check this machine and this project')
    .addHelpText('after', '\nExample:\n  modelwright doctor --config config.yaml')
    .action((options: CommonOptions) =>
      cli.look(options, (project) => project.doctor(), {
        json: (findings) => ({ healthy: findings.every(({ status }) => status !== 'failed'), findings }),
        text: (findings) =>
          findings.map(({ name, status, detail }) => `${SIGNS[status]} ${name}: ${detail}`).join('\n'),
        exit: (findings) => (findings.some(({ status }) => status === 'failed') ? 5 : 0),
      }),
    )
}
