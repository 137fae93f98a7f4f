export type { Config } from './config.ts'
export { parseDuration } from './duration.ts'
export { type ParseConfigOptions, parseConfig } from './parse-config.ts'
export { ConfigSchema, type ConfigValues, type GateRuleConfig, type ServingConfig } from './schema.ts'
