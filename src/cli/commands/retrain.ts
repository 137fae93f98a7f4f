import { Command } from 'commander'
import { parseDuration } from '../../config/index.ts'
import { AppError } from '../../core/index.ts'
import type { RowSources } from '../../workflows/retraining/index.ts'
import { withOverrides } from '../../workflows/training/index.ts'
import { configFor } from '../default-model.ts'
import type { Cli, CommonOptions } from '../kit/cli.ts'
import { nextStep, trainJson, trainText } from './train.ts'

interface RetrainOptions extends CommonOptions {
  readonly model?: string
  readonly data?: string
  readonly fromLog?: boolean
  readonly logOnly?: boolean
  readonly window?: string
  readonly force?: boolean
  readonly promote: boolean
}

export function retrainCommand(cli: Cli): Command {
  return new Command('retrain')
    .description(
      'train on newer data, compare with the champion on rows that neither has learned from, then promote or refuse',
    )
    .option(
      '--model <name>',
      'model to train again, by the config or as it was trained (default: that of the config, or the only one of the store)',
    )
    .option('--data <file>', 'newer table (default: the config’s own data)')
    .option('--from-log', 'add the predictions whose labels came in to the table')
    .option('--log-only', 'learn from these predictions without the table (default: retrain.log_only)')
    .option('--window <time>', 'of the log only the last 7d, 30d …')
    .option('--force', 'although the data are unchanged or the cool-down is not over')
    .option('--no-promote', 'leave the champion in place whatever the gate says')
    .addHelpText('after', '\nExample:\n  modelwright retrain --config config.yaml --data churn-2026-06.csv')
    .action((options: RetrainOptions) =>
      cli.run(
        options,
        async (project) => {
          if (options.logOnly && options.data !== undefined) {
            throw new AppError('USAGE', '--log-only and --data are two sources', { fix: 'Give one of them' })
          }
          const data = options.data === undefined ? undefined : cli.resolvePath(options.data)
          const choice = { model: options.model, isConfigNamed: options.config !== undefined, data }
          const config = await configFor(cli, project, choice)
          return project.retrain({
            config: withOverrides(config, { data }, cli.cwd),
            from:
              options.fromLog || options.logOnly
                ? {
                    kind: 'labelled',
                    windowMs: options.window === undefined ? undefined : parseDuration(options.window, '--window'),
                    alone: options.logOnly ?? (config.retrain.log_only === true && data === undefined),
                  }
                : { kind: 'config' },
            force: options.force,
            candidateOnly: !options.promote,
          })
        },
        {
          json: (result) =>
            result.outcome === 'skipped'
              ? result
              : {
                  outcome: result.outcome,
                  ...trainJson(result.training),
                  sources: sourcesJson(result.sources),
                  ...(result.outcome === 'promoted' ? { previous: result.promotion.previous } : {}),
                },
          text: (result) => {
            if (result.outcome === 'skipped') return `Nothing was trained: ${result.reason}`
            const { training, sources } = result
            const verdict = {
              promoted: `Version ${training.model.version} is the champion now.`,
              candidate: `It waits for its promotion. ${nextStep(training)}`,
              refused: 'The champion stays.',
            }[result.outcome]
            return [...(sources ? [sourcesText(sources)] : []), trainText(training, verdict)].join('\n\n')
          },
          exit: ({ outcome }) => (outcome === 'refused' ? 1 : 0),
        },
        { stoppable: true },
      ),
    )
}

function sourcesJson(sources: RowSources | null) {
  return (
    sources && { base_rows: sources.base?.rows ?? 0, labelled_rows: sources.labelled, repeated_rows: sources.repeated }
  )
}

/** `32,561 rows of census.csv + 8,000 labelled predictions (120 of them in both, counted once)`. */
function sourcesText({ base, labelled, repeated }: RowSources): string {
  const log = `${count(labelled)} labelled predictions${repeated > 0 ? ` (${count(repeated)} of them in both, counted once)` : ''}`
  return `Learned from ${base ? `${count(base.rows)} rows of ${base.name} + ` : ''}${log}`
}

const count = (rows: number): string => rows.toLocaleString('en')
