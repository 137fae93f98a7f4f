// gate, promote, rollback, register, card: what happens to a version between training and serving.
import { Command } from 'commander'
import type { Config } from '../../config/index.ts'
import { AppError, isAppError } from '../../core/index.ts'
import { GATE_TAG, type ModelVersion } from '../../registry/index.ts'
import { renderGate } from '../../report/index.ts'
import type { Project } from '../../workflows/index.ts'
import type { ModelReference } from '../../workflows/models/index.ts'
import type { PromotionResult } from '../../workflows/release/index.ts'
import { type ConfigOverrides, withOverrides } from '../../workflows/training/index.ts'
import { modelNamed } from '../default-model.ts'
import { gateJson } from '../gate-json.ts'
import { details, transitionJson, whatHappened } from '../history-text.ts'
import type { Cli, CommonOptions, View } from '../kit/cli.ts'
import { formatTime } from '../kit/text-table.ts'
import { type ModelOptions, modelReference, withModelArguments } from '../model-arguments.ts'
import { versionJson } from './models.ts'

interface GateOptions extends ModelOptions {
  readonly markdown?: boolean
  readonly data?: string
  readonly target?: string
}

export function gateCommand(cli: Cli): Command {
  return withModelArguments(new Command('gate'))
    .option('--data <file>', 'table to judge by, in place of the config’s: rows that the versions have not seen')
    .option('--target <column>', 'the column of that table with the truth, in place of data.target_column')
    .description('judge a version on rows that it has not learned from; exit code 1 if it is refused')
    .option('--markdown', 'print Markdown, for a pull request')
    .addHelpText('after', '\nExample:\n  modelwright gate churn-classifier 2 --config config.yaml')
    .action((model: string | undefined, version: string | undefined, options: GateOptions) =>
      cli.run(
        options,
        async (project) => {
          const data = options.data === undefined ? undefined : cli.resolvePath(options.data)
          const { target } = options
          const reference = await modelReference(project, model, version, options)
          const config = withOverrides(
            await gateConfig(cli, project, reference, { data, target }),
            { data, target },
            cli.cwd,
          )
          return project.models.gate(reference, { config, areNew: data !== undefined })
        },
        {
          json: ({ name, version: number, champion, rows, data, decision }) => ({
            model: { name, version: number },
            champion,
            rows,
            data,
            ...gateJson(decision),
          }),
          text: ({ name, version: number, rows, data, decision }) => {
            const title = `${name} version ${number}, judged on ${rows} rows of ${data.name}`
            return options.markdown
              ? `### ${title}\n\n${renderGate(decision, 'markdown')}`
              : `${title}\n\n${renderGate(decision)}`
          },
          exit: ({ decision }) => (decision.passed ? 0 : 1),
        },
      ),
    )
}

/** The config that judges: as a bare name means the newest version here, so does its stored config. */
async function gateConfig(
  cli: Cli,
  project: Project,
  reference: ModelReference,
  { data, target }: ConfigOverrides,
): Promise<Config | undefined> {
  if (project.config !== undefined) return project.config
  try {
    return await project.models.trainedConfig({ reference, newest: true, toJudge: true, data, root: cli.cwd })
  } catch (error) {
    if (target !== undefined && isAppError(error, 'CONFIG_NOT_FOUND')) return undefined
    throw error
  }
}

interface PromoteOptions extends ModelOptions {
  readonly force?: boolean
  readonly reason?: string
  readonly allowContractChange?: boolean
}

const PROMOTION: View<PromotionResult> = {
  json: ({ name, version, previous }) => ({ model: { name, version, uri: `models:/${name}/${version}` }, previous }),
  text: ({ name, version, previous }) =>
    `${name} version ${version} is the champion${previous === null || previous === version ? '' : ` (before: version ${previous})`}`,
}

export function promoteCommand(cli: Cli): Command {
  return withModelArguments(new Command('promote'))
    .description('make a version the champion; running servers follow')
    .option('--reason <text>', 'why, for the history')
    .option('--allow-contract-change', 'promote also what breaks callers: other inputs, other keys of the answer')
    .option('--force', 'promote also what the gate refused; the history says so')
    .addHelpText('after', '\nExample:\n  modelwright promote churn-classifier 2 --reason "better on new customers"')
    .action((model: string | undefined, version: string | undefined, options: PromoteOptions) => {
      const { reason, force, allowContractChange } = options
      return cli.run(
        options,
        async (project) =>
          project.models.promote(await modelReference(project, model, version, options), {
            reason,
            force,
            allowContractChange,
          }),
        PROMOTION,
      )
    })
}

export function rollbackCommand(cli: Cli): Command {
  return new Command('rollback')
    .argument('[model]', 'registered name (default: that of the config, or the only one of the store)')
    .option('--model <model>', 'the same as the argument')
    .option('--reason <text>', 'why, for the history')
    .description("give the champion's place back to the version before")
    .addHelpText('after', '\nExample:\n  modelwright rollback churn-classifier --reason "too many false alarms"')
    .action((model: string | undefined, options: PromoteOptions) =>
      cli.run(
        options,
        async (project) => project.models.rollback(await modelNamed(project, model ?? options.model), options),
        PROMOTION,
      ),
    )
}

interface RegisterOptions extends CommonOptions {
  readonly name?: string
  readonly description?: string
  readonly data?: string
  readonly target?: string
}

export function registerCommand(cli: Cli): Command {
  return new Command('register')
    .argument('<path>', 'an .onnx file, or a model folder with an MLmodel file')
    .option('--name <model>', 'registered name (default: mlflow.model_name of the config)')
    .option('--description <text>', 'what it is, for those who list models')
    .option(
      '--data <table>',
      'table it has not learned from: measured and gated on it; metrics, profile (for drift) and card are stored',
    )
    .option('--target <column>', 'the column of that table with the truth, in place of data.target_column')
    .description('register a graph that was trained elsewhere')
    .addHelpText(
      'after',
      '\nExample:\n  modelwright register pipeline.onnx --name churn-classifier --data reference.csv --target churned',
    )
    .action((path: string, options: RegisterOptions) =>
      cli.run(
        options,
        async (project) => {
          const data = options.data === undefined ? undefined : cli.resolvePath(options.data)
          const measure = data !== undefined || options.target !== undefined
          const named = measure
            ? withOverrides(project.config, { data, target: options.target }, cli.cwd)
            : project.config
          return project.models.register({
            name: options.name ?? nameOf(named),
            path: cli.resolvePath(path),
            description: options.description,
            measure,
            areNew: data !== undefined,
            config: named,
          })
        },
        {
          json: versionJson,
          text: registeredText,
          exit: ({ tags }) => (tags[GATE_TAG] === 'refused' ? 1 : 0),
        },
      ),
    )
}

function registeredText({ name, version, runId, tags }: ModelVersion): string {
  const gate = tags[GATE_TAG]
  const next =
    gate === undefined
      ? `Next: modelwright gate ${name} ${version} --data <table> --target <column>`
      : gate === 'passed'
        ? `The gate passed it. Next: modelwright promote ${name} ${version}`
        : 'The gate refused it: it is kept as a candidate and cannot be promoted.'
  return [
    `${name} version ${version} is registered.`,
    ...(runId === null ? ['No metrics, drift or card: register it with --data and --target for them.'] : []),
    next,
    `To serve it as it is: modelwright serve --model models:/${name}/${version}`,
  ].join('\n')
}

function nameOf(config: Config | undefined): string {
  if (config !== undefined) return config.mlflow.model_name
  throw new AppError('USAGE', 'nothing says what the model is called', {
    fix: 'Say --name, or name a config with --config',
  })
}

export function cardCommand(cli: Cli): Command {
  return withModelArguments(new Command('card'))
    .description('the model card of a version, in Markdown')
    .addHelpText('after', '\nExample:\n  modelwright card churn-classifier 2 > model-card.md')
    .action((model: string | undefined, version: string | undefined, options: ModelOptions) =>
      cli.look(
        options,
        async (project) => project.models.card(await modelReference(project, model, version, options)),
        {
          json: ({ name, version: number, markdown, history }) => ({
            model: { name, version: number },
            markdown,
            history: history.map(transitionJson),
          }),
          text: ({ markdown, history }) => {
            const lines = history.map((line) =>
              [`- ${formatTime(line.at)}: ${whatHappened(line)} by ${line.by}`, ...details(line)].join('\n  - '),
            )
            return lines.length === 0 ? markdown : `${markdown.trimEnd()}\n\n## History\n\n${lines.join('\n')}`
          },
        },
      ),
    )
}
