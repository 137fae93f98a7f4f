// predict, drift, label: what happens to a model's answers, and what comes back.
import { Command } from 'commander'
import { parseDuration } from '../../config/index.ts'
import { renderDrift } from '../../report/index.ts'
import { modelUri } from '../default-model.ts'
import { driftJson } from '../drift-json.ts'
import type { Cli, CommonOptions } from '../kit/cli.ts'
import { textTable } from '../kit/text-table.ts'
import { wholeNumber } from '../kit/whole-number.ts'
import { realisedJson } from './performance.ts'

interface PredictOptions extends CommonOptions {
  readonly model?: string
  readonly output?: string
}

/** A prediction for a category that the model never saw leaves the column out: it is said, since nothing else shows it. */
function unseenText(unseen: Readonly<Record<string, number>>, rows: number): string[] {
  const columns = Object.entries(unseen)
  if (columns.length === 0) return []
  return [
    `Categories that training did not see, read as none of the known ones:\n${textTable(
      ['column', 'rows', 'share'],
      columns.map(([column, n]) => [column, n, `${((100 * n) / rows).toFixed(1)} %`]),
    )}`,
  ]
}

export function predictCommand(cli: Cli): Command {
  return new Command('predict')
    .argument('<input>', 'table to score: CSV, TSV, JSONL or Parquet')
    .option('--model <uri>', 'model (default: the champion of the config, or of the only model of the store)')
    .option('-o, --output <file>', 'write the table with the answers beside it; the extension says the format')
    .description('score a file')
    .addHelpText(
      'after',
      '\nExample:\n  modelwright predict customers.csv --model models:/churn-classifier/1 --output scored.parquet',
    )
    .action((input: string, options: PredictOptions) =>
      cli.run(
        options,
        async (project) =>
          project.predict({
            model: await modelUri(cli, project, options.model),
            input: cli.resolvePath(input),
            output: options.output === undefined ? undefined : cli.resolvePath(options.output),
            serving: project.config?.serving,
          }),
        {
          json: ({ model, version, rows, output, counts, unseenCategories }) => ({
            model: { name: model, version },
            rows,
            output,
            counts,
            unseen_categories: unseenCategories,
          }),
          text: ({ model, version, rows, output, counts, unseenCategories }) =>
            [
              `${rows} rows scored by ${model}${version === null ? '' : ` version ${version}`}${output === null ? ' (nothing written: name a file with --output)' : ` → ${output}`}`,
              ...(Object.keys(counts).length > 0
                ? [
                    textTable(
                      ['prediction', 'rows', 'share'],
                      Object.entries(counts).map(([label, n]) => [label, n, `${((100 * n) / rows).toFixed(1)} %`]),
                    ),
                  ]
                : []),
              ...unseenText(unseenCategories, rows),
            ].join('\n\n'),
        },
      ),
    )
}

interface DriftOptions extends CommonOptions {
  readonly model?: string
  readonly data?: string
  readonly window?: string
  readonly markdown?: boolean
  readonly minRows?: string
}

export function driftCommand(cli: Cli): Command {
  return new Command('drift')
    .description('compare new data with what the model was trained on; exit code 1 if it drifted')
    .option('--model <uri>', 'model (default: the champion of the config, or of the only model of the store)')
    .option('--data <file>', 'table to look at (default: the log of predictions)')
    .option('--window <time>', 'of the log only the last 1h, 7d … (default: monitoring.window, or all)')
    .option('--min-rows <n>', 'fewer rows are insufficient data (default: monitoring.min_rows, or 500)')
    .option('--markdown', 'print Markdown, for a comment')
    .addHelpText(
      'after',
      '\nExample:\n  modelwright drift --data new-customers.csv --model models:/churn-classifier@champion',
    )
    .action((options: DriftOptions) =>
      cli.run(
        options,
        async (project) => {
          const monitoring = project.config?.monitoring
          const window = options.window ?? monitoring?.window
          return project.predictions.drift({
            model: await modelUri(cli, project, options.model),
            current:
              options.data === undefined
                ? { kind: 'log', windowMs: window === undefined ? undefined : parseDuration(window, '--window') }
                : { kind: 'file', path: cli.resolvePath(options.data) },
            minRows: options.minRows === undefined ? monitoring?.min_rows : wholeNumber(options.minRows, '--min-rows'),
          })
        },
        {
          json: ({ model, version, report }) => ({ model: { name: model, version }, ...driftJson(report) }),
          text: ({ report }) => renderDrift(report, options.markdown ? 'markdown' : 'table', cli.terminal.width),
          exit: ({ report }) => (report.drifted ? 1 : 0),
        },
      ),
    )
}

export function labelCommand(cli: Cli): Command {
  return new Command('label')
    .argument('<file>', 'table with the columns prediction_id and label (or actual)')
    .option(
      '--model <uri>',
      'model that predicted (default: the champion of the config, or of the only model of the store)',
    )
    .description('take late ground truth into the log of predictions')
    .addHelpText('after', '\nExample:\n  modelwright label labels.csv --model churn-classifier')
    .action((file: string, options: PredictOptions) =>
      cli.run(
        options,
        async (project) =>
          project.predictions.label({
            model: await modelUri(cli, project, options.model),
            path: cli.resolvePath(file),
          }),
        {
          json: ({ model, labels, unmatched, realised }) => ({ model, labels, unmatched, ...realisedJson(realised) }),
          text: ({ model, labels, unmatched, realised }) => {
            const { predictions, labelled, coverage, metrics } = realised
            return [
              takenText(model, labels, unmatched),
              `${labelled} of ${predictions} predictions are labelled (${(100 * coverage).toFixed(1)} %)`,
              textTable(['realised', 'value'], Object.entries(metrics)),
            ].join('\n\n')
          },
        },
      ),
    )
}

/** Labels of predictions that are not in the log are kept: the log may still come. */
function takenText(model: string, labels: number, unmatched: number): string {
  const taken = `${labels} ${labels === 1 ? 'label' : 'labels'} for ${model}`
  if (unmatched === 0) return `${taken} taken`
  const ids = `${unmatched} prediction ${unmatched === 1 ? 'id' : 'ids'}`
  return unmatched === labels
    ? `0 of ${labels} labels for ${model} name a prediction of the log`
    : `${taken} kept; ${ids} among them ${unmatched === 1 ? 'is' : 'are'} not in the log`
}
