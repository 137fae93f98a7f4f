// A cluster of PostgreSQL for one test file: in a temp folder, on a port and a socket of its own.
import { execFile, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { Client } from 'pg'
import { freePort } from '../fixtures/free-port.ts'

const run = promisify(execFile)

export interface Cluster {
  /** Of a database that is new and empty, or a copy of `template`, which nobody may have open then; over TCP. */
  newDatabase(template?: string): Promise<string>
  restart(): Promise<void>
  stop(): Promise<void>
}

/** Debian keeps them out of PATH. */
function binaries(): string {
  const debian = '/usr/lib/postgresql'
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : []
  const folders = [...(process.env.PATH ?? '').split(':'), ...versions.map((version) => join(debian, version, 'bin'))]
  const found = folders.find((folder) => existsSync(join(folder, 'initdb')))
  if (found === undefined) throw new Error('PostgreSQL is missing (initdb): apt-get install postgresql')
  return found
}

const idOf = (flag: string): number => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }))

/** initdb refuses root: the unprivileged user that the Debian package made does it then. */
function unprivileged(): { readonly uid: number; readonly gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined
  return { uid: idOf('-u'), gid: idOf('-g') }
}

export async function startCluster(): Promise<Cluster> {
  const bin = binaries()
  const user = unprivileged()
  const folder = mkdtempSync(join(tmpdir(), 'pg-'))
  const data = join(folder, 'data')
  mkdirSync(data)
  for (const made of [folder, data]) {
    chmodSync(made, 0o700)
    if (user !== undefined) chownSync(made, user.uid, user.gid)
  }
  const call = (program: string, ...args: string[]) => run(join(bin, program), args, { cwd: folder, ...user })
  const port = await freePort()
  await call('initdb', '-D', data, '-U', 'mw', '--auth=trust', '-E', 'UTF8', '--locale=C.UTF-8', '--no-sync')
  const options = `-p ${port} -k ${folder} -c listen_addresses=127.0.0.1 -c fsync=off -c full_page_writes=off -c synchronous_commit=off -c autovacuum=off -c max_connections=200`
  const control = (...args: string[]) => call('pg_ctl', '-D', data, '-l', join(folder, 'log'), '-w', ...args)
  // It reads until this process closes the pipe or is killed: either way nothing stays behind.
  const watcher = spawn(
    '/bin/sh',
    ['-c', 'read -r _; "$1" -D "$2" -m immediate -w stop; rm -rf "$3"', 'sh', join(bin, 'pg_ctl'), data, folder],
    { cwd: '/', detached: true, stdio: ['pipe', 'ignore', 'ignore'], ...user },
  )
  await control('-o', options, 'start')
  const urlOf = (database: string): string => `postgres://mw:s3cret@127.0.0.1:${port}/${database}`
  let count = 0
  return {
    // In a language that sorts text unlike bytes, as a user's may be.
    async newDatabase(template) {
      const name = `db${count++}`
      const client = new Client({ connectionString: urlOf('postgres') })
      await client.connect()
      await client.query(
        template === undefined
          ? `create database ${name} template template0 locale_provider icu icu_locale 'en-US' locale 'C.UTF-8'`
          : `create database ${name} template ${new URL(template).pathname.slice(1)}`,
      )
      await client.end()
      return urlOf(name)
    },
    restart: async () => void (await control('-m', 'fast', '-o', options, 'restart')),
    async stop() {
      watcher.stdin.end()
      await once(watcher, 'exit')
    },
  }
}
