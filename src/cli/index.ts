export type { CliDeps, ServeRequest } from './cli.ts'
export { runCli } from './program.ts'
export type { Terminal } from './terminal.ts'
