// backup, restore, gc: what keeps a store from being lost, and from growing for ever.
import { Command } from 'commander'
import { parseDuration } from '../../config/index.ts'
import type { BackupResult, GcResult } from '../../workflows/housekeeping/index.ts'
import type { Cli, CommonOptions } from '../kit/cli.ts'

/** A folder of this machine, or a bucket. */
function locationOf(cli: Cli, text: string): string {
  return text.startsWith('s3://') ? text : cli.resolvePath(text)
}

const toJson = ({ location, schemaVersion, artifacts, bytes }: BackupResult) => ({
  location,
  schema_version: schemaVersion,
  artifacts,
  bytes,
})

const sizeOf = ({ artifacts, bytes }: BackupResult): string =>
  `${artifacts} artifacts of ${(bytes / 2 ** 20).toFixed(1)} MiB`

export function backupCommand(cli: Cli): Command {
  return new Command('backup')
    .argument('<place>', 'folder, or s3://bucket/prefix, that is empty or not there yet')
    .description('copy the store and its artifacts while others go on working')
    .addHelpText('after', '\nExample:\n  modelwright backup /backups/2026-11-30')
    .action((place: string, options: CommonOptions) =>
      cli.look(options, (project) => project.backup(locationOf(cli, place)), {
        json: toJson,
        text: (result) => `Backed up the store and ${sizeOf(result)} to ${result.location}`,
      }),
    )
}

export function restoreCommand(cli: Cli): Command {
  return new Command('restore')
    .argument('<place>', 'what `modelwright backup` wrote')
    .description('fill an empty store from a backup')
    .addHelpText('after', '\nExample:\n  modelwright restore /backups/2026-11-30 --store restored')
    .action((place: string, options: CommonOptions) =>
      cli.run(options, (project) => project.restore(locationOf(cli, place)), {
        json: toJson,
        text: (result) => `Restored the store and ${sizeOf(result)} from ${result.location}`,
      }),
    )
}

interface GcOptions extends CommonOptions {
  readonly olderThan?: string
  readonly dryRun?: boolean
}

const gcText = ({ runs, loggedModels, experiments, files, bytes, kept }: GcResult, dryRun: boolean): string =>
  [
    `${dryRun ? 'Would erase' : 'Erased'} ${runs.length} runs, ${loggedModels.length} logged models and ${experiments.length} experiments, with ${files} files of ${(bytes / 2 ** 20).toFixed(1)} MiB`,
    ...(kept.length > 0 ? [`Kept, because a registered version has its files there: ${kept.join(', ')}`] : []),
  ].join('\n')

export function gcCommand(cli: Cli): Command {
  return new Command('gc')
    .description('erase for good what was deleted, with its artifacts; what a registered version needs stays')
    .option('--older-than <duration>', 'only what was deleted so long ago, such as 30d')
    .option('--dry-run', 'only say what would go')
    .addHelpText('after', '\nExample:\n  modelwright gc --older-than 30d --dry-run')
    .action((options: GcOptions) => {
      const { olderThan, dryRun = false } = options
      return cli.run(
        options,
        (project) =>
          project.gc({
            olderThan: olderThan === undefined ? undefined : parseDuration(olderThan, '--older-than'),
            dryRun,
          }),
        {
          json: ({ loggedModels, ...result }) => ({ ...result, logged_models: loggedModels, dry_run: dryRun }),
          text: (result) => gcText(result, dryRun),
        },
      )
    })
}
