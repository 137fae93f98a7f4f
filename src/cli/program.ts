import { Command, CommanderError } from 'commander'
import { AppError, ERROR_CODES } from '../core/index.ts'
import { driftCommand, labelCommand, predictCommand } from './commands/data-loop.ts'
import { doctorCommand } from './commands/doctor.ts'
import { backupCommand, gcCommand, restoreCommand } from './commands/housekeeping.ts'
import { importMlflowCommand } from './commands/import-mlflow.ts'
import { keysCommand } from './commands/keys.ts'
import { modelsCommand } from './commands/models.ts'
import { performanceCommand } from './commands/performance.ts'
import { cardCommand, gateCommand, promoteCommand, registerCommand, rollbackCommand } from './commands/release.ts'
import { retrainCommand } from './commands/retrain.ts'
import { runsCommand } from './commands/runs.ts'
import { serveCommand } from './commands/serve.ts'
import { serverCommand } from './commands/server.ts'
import { shipCommand } from './commands/ship.ts'
import { trainCommand } from './commands/train.ts'
import { upCommand } from './commands/up.ts'
import { addCommonOptions, type CliDeps, createCli } from './kit/cli.ts'

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
  serverCommand,
  upCommand,
  keysCommand,
  predictCommand,
  driftCommand,
  labelCommand,
  performanceCommand,
  retrainCommand,
  shipCommand,
  backupCommand,
  restoreCommand,
  importMlflowCommand,
  gcCommand,
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
  for (const create of COMMANDS) program.addCommand(create(cli))
  for (const command of allCommands(program)) {
    if (command.commands.length === 0) addCommonOptions(command)
    command.exitOverride().configureOutput({
      writeOut: (text) => terminal.out(text),
      writeErr: (text) => terminal.err(text),
      // `fail` tells it, as every other error.
      outputError() {},
    })
  }
  try {
    await program.parseAsync([...args], { from: 'user' })
  } catch (error) {
    const json = args.includes('--json')
    if (!(error instanceof CommanderError)) cli.fail(error, { json })
    else if (error.exitCode === 0) deps.exit(0)
    // A group without its command has shown its help.
    else if (error.code === 'commander.help') deps.exit(ERROR_CODES.USAGE.exit)
    else cli.fail(usageError(error), { json })
  }
}

/** `unknown option '--dta'` with what commander suggests, or where to look. */
function usageError({ message }: CommanderError): AppError {
  const [problem, ...suggestions] = message.replace(/^error: /, '').split('\n')
  const fix = suggestions.join(' ').replace(/^\(|\)$/g, '')
  return new AppError('USAGE', problem!, { fix: fix === '' ? 'Add --help for what there is' : fix })
}

function allCommands(command: Command): Command[] {
  return [command, ...command.commands.flatMap((child) => allCommands(child as Command))]
}
