import { Command } from 'commander'
import type { ImportResult } from '../../workflows/importing/index.ts'
import type { Cli, CommonOptions } from '../kit/cli.ts'

interface Options extends CommonOptions {
  readonly artifacts?: string
  readonly dryRun?: boolean
}

const toJson = ({ source, dryRun, found, alreadyThere, elsewhere }: ImportResult) => ({
  source,
  dry_run: dryRun,
  experiments: found.experiments,
  runs: found.runs,
  runs_already_there: alreadyThere,
  params: found.params,
  tags: found.tags,
  metric_points: found.metricPoints,
  artifacts: found.artifacts,
  artifact_bytes: found.artifactBytes,
  artifacts_elsewhere: elsewhere,
  logged_models: found.loggedModels,
  models: found.models,
  versions: found.versions,
})

function toText({ source, dryRun, found, alreadyThere, elsewhere }: ImportResult): string {
  const lines = [
    `${dryRun ? 'Found in' : 'Imported from'} ${source}`,
    `  ${found.experiments} experiments, ${found.runs} runs (${alreadyThere} were here already)`,
    `  ${found.params} params, ${found.tags} tags, ${found.metricPoints} points of metrics`,
    `  ${found.artifacts} artifacts of ${(found.artifactBytes / 2 ** 20).toFixed(1)} MiB`,
    `  ${found.models} registered models with ${found.versions} versions, ${found.loggedModels} logged models`,
  ]
  if (elsewhere > 0) lines.push(`  the artifacts of ${elsewhere} runs or models stay in a store elsewhere`)
  return lines.join('\n')
}

export function importMlflowCommand(cli: Cli): Command {
  return new Command('import-mlflow')
    .argument('<source>', 'mlruns folder, mlflow.db of a server, or the address of one')
    .option('--artifacts <folder>', 'folder in which the artifacts of an mlflow.db lie (default: its own)')
    .option('--dry-run', 'count what is there, write nothing')
    .description('copy experiments, runs, artifacts and models of MLflow; begun again, it goes on where it was')
    .addHelpText(
      'after',
      '\nExamples:\n  modelwright import-mlflow mlruns\n  modelwright import-mlflow mlflow.db --artifacts mlartifacts\n  modelwright import-mlflow http://127.0.0.1:5000 --dry-run',
    )
    .action((source: string, { artifacts, dryRun, ...options }: Options) =>
      cli.run(
        options,
        (project) =>
          project.importMlflow(/^[a-z]+:/i.test(source) ? source : cli.resolvePath(source), {
            ...(artifacts !== undefined && { artifacts: cli.resolvePath(artifacts) }),
            ...(dryRun !== undefined && { dryRun }),
          }),
        { json: toJson, text: toText },
      ),
    )
}
