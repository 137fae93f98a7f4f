// keys list, add, revoke: who may ask the servers of this store.
import { Command } from 'commander'
import { type ApiKey, ROLES } from '../../access/index.ts'
import { AppError } from '../../core/index.ts'
import type { Cli, CommonOptions } from '../kit/cli.ts'
import { formatTime, textTable } from '../kit/text-table.ts'

const toJson = ({ keyId, name, role, createdAt }: ApiKey) => ({ id: keyId, name, role, created: createdAt })

function roleOf(text: string) {
  const role = ROLES.find((known) => known === text)
  if (role !== undefined) return role
  throw new AppError('USAGE', `'${text}' is not a role`, { fix: `Use one of ${ROLES.join(', ')}` })
}

export function keysCommand(cli: Cli): Command {
  const keys = new Command('keys')
    .description('list, make and take back the keys that a tracking server asks for')
    .addHelpText('after', '\nExample:\n  modelwright keys list')

  keys
    .command('list')
    .description('every key: whose it is and what it may')
    .addHelpText('after', '\nExample:\n  modelwright keys list')
    .action((options: CommonOptions) =>
      cli.look(options, (project) => project.keys.list(), {
        json: (list) => ({ keys: list.map(toJson) }),
        text: (list) =>
          list.length === 0
            ? 'No keys yet. Make one with: modelwright keys add <name> --role admin'
            : textTable(
                ['id', 'name', 'role', 'made'],
                list.map(({ keyId, name, role, createdAt }) => [keyId, name, role, formatTime(createdAt)]),
              ),
      }),
    )

  keys
    .command('add <name>')
    .description('make a key and show it, once; a server that starts from now on asks for keys')
    .option('--role <role>', ROLES.join(', '), 'viewer')
    .addHelpText('after', '\nExample:\n  modelwright keys add ada --role editor')
    .action((name: string, options: CommonOptions & { readonly role: string }) =>
      cli.run(options, async (project) => project.keys.add({ name, role: roleOf(options.role) }), {
        json: (key) => ({ ...toJson(key), key: key.secret }),
        text: ({ secret, role }) =>
          `${secret}\n  a key of a${role === 'viewer' ? '' : 'n'} ${role}, shown this once: MLFLOW_TRACKING_TOKEN=<key>`,
      }),
    )

  keys
    .command('revoke <id>')
    .description('take a key back; servers that run refuse it within seconds')
    .addHelpText('after', '\nExample:\n  modelwright keys revoke 3q2-7wAB')
    .action((id: string, options: CommonOptions) =>
      cli.run(options, (project) => project.keys.revoke(id), {
        json: () => ({ revoked: id }),
        text: () => `Revoked ${id}`,
      }),
    )
  return keys
}
