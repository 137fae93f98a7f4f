import { Command } from 'commander'
import { servedUri } from '../../workflows/models/index.ts'
import { modelNamed, modelUri } from '../default-model.ts'
import type { Cli, CommonOptions } from '../kit/cli.ts'

interface ShipOptions extends CommonOptions {
  readonly model?: string
  readonly out: string
  readonly overwrite?: boolean
  readonly package?: string
}

const TARGETS = {
  docker: {
    out: 'deploy/docker',
    text: 'a Dockerfile with the model inside',
    next: [
      'npm install --package-lock-only',
      'docker build -t model .',
      'docker run --rm -p 127.0.0.1:8000:8000 model',
    ],
  },
  compose: {
    out: 'deploy/compose',
    text: 'the API, following the champion of this store, with Prometheus, alert rules and a Grafana dashboard',
    next: [
      'npm install --package-lock-only',
      'cp .env.example .env    # and set what it asks for',
      'docker compose up --detach --build --wait',
      'then promote and rollback on this machine reach the running server',
    ],
  },
  github: {
    out: '.',
    text: 'a workflow: test, train, gate, build, staging, production',
    next: ['read the first lines of .github/workflows/modelwright.yml', 'git add .github && git commit && git push'],
  },
} as const

export function shipCommand(cli: Cli): Command {
  const ship = new Command('ship').description('write the files that carry a model to where it runs')
  for (const what of ['docker', 'compose', 'github'] as const) {
    const { out, text, next } = TARGETS[what]
    const command = ship
      .command(what)
      .description(text)
      .option('--model <uri>', 'model (default: the champion of the config, or of the only model of the store)')
      .option('--out <folder>', 'folder to write to', out)
      .option('--overwrite', 'replace files that exist')
    if (what !== 'github')
      command.option('--package <tgz>', 'packed modelwright for the image (default: the one that runs)')
    command
      .addHelpText('after', `\nExample:\n  modelwright ship ${what} --model models:/churn-classifier@champion`)
      .action((options: ShipOptions) =>
        cli.run(
          options,
          async (project) =>
            project.ship({
              what,
              // A workflow trains its model itself: only the name is needed.
              model:
                what === 'github'
                  ? servedUri(options.model ?? (await modelNamed(project, undefined)))
                  : await modelUri(cli, project, options.model),
              out: cli.resolvePath(options.out),
              overwrite: options.overwrite ?? false,
              packageFile: options.package === undefined ? undefined : cli.resolvePath(options.package),
              configPath: options.config ?? project.config?.file,
            }),
          {
            json: (result) => result,
            text: ({ out: folder, files }) =>
              [
                `Wrote ${files.length} files to ${folder}:`,
                ...listed(files).map((path) => `  ${path}`),
                '',
                'Next:',
                `  cd ${folder}`,
                ...next.map((line) => `  ${line}`),
              ].join('\n'),
          },
        ),
      )
  }
  return ship
}

/** The files of the model as one line: what they are is MLflow's affair. */
function listed(files: readonly string[]): readonly string[] {
  const own = files.filter((path) => !path.startsWith('model/'))
  const model = files.length - own.length
  return model === 0 ? own : [...own, `model/ (${model} files)`]
}
