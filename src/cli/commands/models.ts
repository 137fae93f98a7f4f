import { Command } from 'commander'
import { HEADLINE_METRICS } from '../../evaluate/index.ts'
import type { ModelVersion } from '../../registry/index.ts'
import { modelNamed } from '../default-model.ts'
import { historyText, transitionJson } from '../history-text.ts'
import type { Cli, CommonOptions } from '../kit/cli.ts'
import { formatTime, textTable } from '../kit/text-table.ts'

export function modelsCommand(cli: Cli): Command {
  const models = new Command('models').description('list and show registered models')

  models
    .command('list')
    .description('every registered model')
    .addHelpText('after', '\nExample:\n  modelwright models list')
    .action((options: CommonOptions) =>
      cli.look(options, (project) => project.models.list(), {
        json: (list) => ({
          models: list.map(({ name, aliases, lastUpdatedTime, description }) => ({
            name,
            aliases,
            last_updated: lastUpdatedTime,
            description,
          })),
        }),
        text: (list) =>
          list.length === 0
            ? 'No models yet. Start with: modelwright train --config config.yaml'
            : textTable(
                ['model', 'champion', 'aliases', 'updated'],
                list.map(({ name, aliases, lastUpdatedTime }) => [
                  name,
                  aliases['champion'],
                  Object.entries(aliases)
                    .map(([alias, version]) => `${alias}=${version}`)
                    .join(' '),
                  formatTime(lastUpdatedTime),
                ]),
              ),
      }),
    )

  models
    .command('show [model]')
    .description('the versions of a model, their metrics, and who changed what')
    .addHelpText('after', '\nExample:\n  modelwright models show churn-classifier')
    .action((model: string | undefined, options: CommonOptions) =>
      cli.look(options, async (project) => project.models.show(await modelNamed(project, model)), {
        json: ({ model: { name, description, aliases }, versions, history }) => ({
          name,
          description,
          aliases,
          versions: versions.map(({ version, metrics }) => ({ ...versionJson(version), metrics })),
          history: history.map(transitionJson),
        }),
        text: ({ versions, history }) => {
          const names = HEADLINE_METRICS.filter((name) => versions.some(({ metrics }) => metrics[name] !== undefined))
          return [
            textTable(
              ['version', 'stage', 'aliases', 'gate', ...names, 'created', 'run'],
              versions.map(({ version: v, metrics }) => [
                v.version,
                v.stage,
                v.aliases.join(' '),
                v.tags['modelwright.gate'] ?? '',
                ...names.map((name) => metrics[name]),
                formatTime(v.creationTime),
                v.runId?.slice(0, 8),
              ]),
              cli.terminal.width,
            ),
            historyText(history, cli.terminal.width),
          ].join('\n\n')
        },
      }),
    )
  return models
}

/** A version as `--json` prints it. */
export function versionJson(version: ModelVersion) {
  const { name, version: number, stage, aliases, description, runId, digest, creationTime, tags } = version
  return {
    name,
    version: number,
    uri: `models:/${name}/${number}`,
    stage,
    aliases,
    description,
    run_id: runId,
    digest,
    creation_time: creationTime,
    tags,
  }
}
