export { shipCompose } from './ship-compose.ts'
export { shipDocker } from './ship-docker.ts'
export { shipGithub } from './ship-github.ts'
export type { ShippedFiles } from './ship-options.ts'
