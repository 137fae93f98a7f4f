import { Command } from 'commander'
import type { SliceMetric } from '../../evaluate/index.ts'
import type { SuspectLine } from '../../report/index.ts'
import { type Measured, renderEvaluation, renderGate } from '../../report/index.ts'
import type { DataSuspects } from '../../workflows/fitting/index.ts'
import { type TrainResult, withOverrides } from '../../workflows/training/index.ts'
import { gateJson } from '../gate-json.ts'
import type { Cli, CommonOptions, View } from '../kit/cli.ts'

interface TrainOptions extends CommonOptions {
  readonly data?: string
  readonly target?: string
}

export function trainCommand(cli: Cli): Command {
  return new Command('train')
    .description('train a candidate: read, fit, measure, register, and run its gate; exit code 1 if it is refused')
    .option('--data <path>', 'table to learn from, in place of data.train_path')
    .option('--target <column>', 'column to predict, in place of data.target_column')
    .addHelpText(
      'after',
      '\nExample:\n  modelwright train --config config.yaml\n  modelwright train --data churn.csv --target churned',
    )
    .action((options: TrainOptions) =>
      cli.run(
        options,
        (project) => {
          const data = options.data === undefined ? undefined : cli.resolvePath(options.data)
          return project.train({ config: withOverrides(project.config, { data, target: options.target }, cli.cwd) })
        },
        TRAIN_VIEW,
        { stoppable: true },
      ),
    )
}

const TRAIN_VIEW: View<TrainResult> = {
  json: trainJson,
  exit: ({ gate }) => (gate.passed ? 0 : 1),
  text: (result) => trainText(result, nextStep(result)),
}

/** What a training came to; `last` is what is to be said at the end. */
export function trainText(result: TrainResult, last: string): string {
  const { measured, evaluation, suspects, slices, gate, model } = result
  const shown = {
    evaluation: evaluation.result,
    estimator: result.estimator,
    intervals: measured.intervals,
    slices: worstSlices(slices),
    elsewhere: elsewhere(measured),
  }
  return [
    renderEvaluation(shown).trimEnd(),
    ...(suspects.lines.length === 0 ? [] : [renderSuspects(suspects.lines)]),
    renderGate(gate).trimEnd(),
    `${model.name} version ${model.version} is registered (run ${result.runName}, ${result.runId.slice(0, 8)})\n${last}`,
  ].join('\n\n')
}

export function nextStep({ gate, model }: TrainResult): string {
  return gate.passed
    ? `Next: modelwright promote ${model.name} ${model.version}`
    : 'It is kept as a candidate and cannot be promoted.'
}

function renderSuspects(lines: readonly SuspectLine[]): string {
  return ['Look at the data', ...lines.map(({ what, fix }) => `  ! ${what}\n    ${fix}`)].join('\n')
}

/** What was measured beside the held-out rows. */
function elsewhere({ folds, test }: TrainResult['measured']): Measured[] {
  return [
    ...(folds === undefined ? [] : [{ title: 'cross-validated', metrics: folds.mean, deviations: folds.std }]),
    ...(test === undefined ? [] : [{ title: 'test', metrics: test }]),
  ]
}

const SHOWN_SLICES = 5

/** Where the model is weaker than as a whole, by the metric that says most; all slices are in the run's slices.json. */
function worstSlices(slices: readonly SliceMetric[]): readonly SliceMetric[] {
  const metric = ['roc_auc', 'accuracy', 'mae'].find((name) => slices.some((slice) => slice.metric === name))
  const worse = ({ observed, overall }: SliceMetric) => (metric === 'mae' ? observed > overall : observed < overall)
  return slices.filter((slice) => slice.metric === metric && slice.flagged && worse(slice)).slice(0, SHOWN_SLICES)
}

/** What `train --json` prints; scripts rely on these names. */
export function trainJson({ runId, experiment, model, metrics, intervals, suspects, gate, data }: TrainResult) {
  const found = suspects.found.map(suspectJson)
  return { run_id: runId, experiment, model, metrics, intervals, suspects: found, gate: gateJson(gate), data }
}

function suspectJson(suspect: DataSuspects['found'][number]) {
  if (suspect.kind !== 'duplicate_rows') return suspect
  const { apartFrom, ...rest } = suspect
  return { ...rest, apart_from: apartFrom }
}
