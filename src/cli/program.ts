import { Command, CommanderError } from 'commander'
import { AppError } from '../core/index.ts'
import { addCommonOptions, type CliDeps, createCli } from './cli.ts'
import { driftCommand, labelCommand, predictCommand } from './commands/data-loop.ts'
import { doctorCommand } from './commands/doctor.ts'
import { modelsCommand } from './commands/models.ts'
import { performanceCommand } from './commands/performance.ts'
import { cardCommand, gateCommand, promoteCommand, registerCommand, rollbackCommand } from './commands/release.ts'
import { retrainCommand } from './commands/retrain.ts'
import { runsCommand } from './commands/runs.ts'
import { serveCommand } from './commands/serve.ts'
import { shipCommand } from './commands/ship.ts'
import { trainCommand } from './commands/train.ts'

const COMMANDS = [
  trainCommand,
  runsCommand,
  modelsCommand,
  registerCommand,
  gateCommand,
  promoteCommand,
  rollbackCommand,
  cardCommand,
  serveCommand,
  predictCommand,
  driftCommand,
  labelCommand,
  performanceCommand,
  retrainCommand,
  shipCommand,
  doctorCommand,
]

/** Runs one command line; never throws. */
export async function runCli(args: readonly string[], deps: CliDeps): Promise<void> {
  const cli = createCli(deps)
  const { terminal } = cli
  const program = new Command('modelwright')
    .description('From a table to a gated, monitored, self-retraining prediction API.')
    .version(deps.version, '-V, --version')
    .enablePositionalOptions()
    .showHelpAfterError('(add --help for what there is)')
  for (const create of COMMANDS) program.addCommand(create(cli))
  for (const command of allCommands(program)) {
    if (command.commands.length === 0) addCommonOptions(command)
    command
      .exitOverride()
      .configureOutput({ writeOut: (text) => terminal.out(text), writeErr: (text) => terminal.err(text) })
  }
  try {
    await program.parseAsync([...args], { from: 'user' })
  } catch (error) {
    if (error instanceof CommanderError)
      deps.exit(error.exitCode === 0 ? 0 : new AppError('USAGE', error.message).exitCode)
    else cli.fail(error, { json: args.includes('--json') })
  }
}

function allCommands(command: Command): Command[] {
  return [command, ...command.commands.flatMap((child) => allCommands(child as Command))]
}
