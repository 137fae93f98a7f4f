import { Command } from 'commander'
import { HEADLINE_METRICS } from '../../evaluate/index.ts'
import type { Cli, CommonOptions } from '../kit/cli.ts'
import { type Cell, formatTime, textTable } from '../kit/text-table.ts'
import { wholeNumber } from '../kit/whole-number.ts'
import { runJson } from '../run-json.ts'

interface ListOptions extends CommonOptions {
  readonly experiment?: string
  readonly limit: string
}

export function runsCommand(cli: Cli): Command {
  const runs = new Command('runs').description('list, show and compare runs')

  runs
    .command('list')
    .description('the newest runs')
    .option('--experiment <name>', 'only of this experiment')
    .option('--limit <n>', 'at most so many', '20')
    .addHelpText('after', '\nExample:\n  modelwright runs list --limit 5')
    .action((options: ListOptions) =>
      cli.look(
        options,
        (project) =>
          project.runs.list({ experiment: options.experiment, limit: wholeNumber(options.limit, '--limit') }),
        {
          json: (list) => ({ runs: list.map(runJson) }),
          text: (list) => {
            if (list.length === 0) return 'No runs yet. Start with: modelwright train --config config.yaml'
            const names = HEADLINE_METRICS.filter((name) => list.some((run) => run.metrics[name] !== undefined))
            const rows = list.map((run) => [
              run.runId.slice(0, 8),
              run.runName,
              run.status,
              formatTime(run.startTime),
              run.params['model_type'] ?? '',
              ...names.map((name) => run.metrics[name]?.value),
            ])
            return textTable(['run', 'name', 'status', 'started', 'model', ...names], rows, cli.terminal.width)
          },
        },
      ),
    )

  runs
    .command('show <run>')
    .description('one run: parameters, metrics, tags, data')
    .addHelpText('after', '\nExample:\n  modelwright runs show 1f3a9c2e')
    .action((run: string, options: CommonOptions) =>
      cli.look(options, (project) => project.runs.find(run), {
        json: runJson,
        text: (found) =>
          [
            textTable(
              ['run', found.runId],
              [
                ['name', found.runName],
                ['status', found.status],
                ['started', formatTime(found.startTime)],
                ['ended', formatTime(found.endTime)],
                ['data', found.inputs.map(({ name, digest }) => `${name} ${digest.slice(0, 12)}`).join(', ')],
                ['artifacts', found.artifactUri],
              ],
            ),
            textTable(
              ['metric', 'value'],
              Object.values(found.metrics).map(({ key, value }) => [key, value]),
            ),
            textTable(['parameter', 'value'], Object.entries(found.params)),
            textTable(['tag', 'value'], Object.entries(found.tags)),
          ].join('\n\n'),
      }),
    )

  runs
    .command('compare <run> <runs...>')
    .description('what is different between runs')
    .addHelpText('after', '\nExample:\n  modelwright runs compare 1f3a9c2e 77b0d1aa')
    .action((first: string, others: string[], options: CommonOptions) =>
      cli.look(options, (project) => project.runs.compare([first, ...others]), {
        json: ({ runs: compared, params, metrics }) => ({ runs: compared.map(({ runId }) => runId), params, metrics }),
        text: ({ runs: compared, params, metrics, sameParams }) =>
          textTable(
            ['', ...compared.map(({ runId, runName }) => `${runName} (${runId.slice(0, 8)})`)],
            [...Object.entries(withoutAliases(metrics)), ...Object.entries(params)].map(([key, values]) => [
              key,
              ...values.map(shortened),
            ]),
          ) + `\n\n${sameParams} parameters are the same.`,
      }),
    )
  return runs
}

/** Without the averages that are another metric by a longer name: `val_f1_macro` where it is `val_f1` in every run. */
function withoutAliases<T extends readonly Cell[]>(metrics: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(
    Object.entries(metrics).filter(([name, values]) => {
      const shorter = name.replace(/(_ovr)?_macro/, '')
      const same = metrics[shorter] ?? metrics[shorter.replace('roc_auc', 'auc')]
      return !name.includes('_macro') || same === undefined || values.some((value, i) => value !== same[i])
    }),
  )
}

const LONGEST_VALUE = 24

/** A list of many columns would push the other runs off the screen. */
function shortened(value: Cell): Cell {
  return typeof value === 'string' && value.length > LONGEST_VALUE ? `${value.slice(0, LONGEST_VALUE - 1)}…` : value
}
