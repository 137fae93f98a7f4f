// Writes schema/modelwright.schema.json, which editors read, from the schema the parser uses.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { configSchema } from '../src/config/index.ts'
import { estimatorNames } from '../src/train/index.ts'

export const SCHEMA_FILE = join(import.meta.dirname, '..', 'schema', 'modelwright.schema.json')

export function schemaText(): string {
  return `${JSON.stringify(configSchema(estimatorNames), null, 2)}\n`
}

if (import.meta.main) writeFileSync(SCHEMA_FILE, schemaText())
