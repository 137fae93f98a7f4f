// Validation by Fastify, from the schemas of its routes.
import { Ajv2020, type ErrorObject, type Options } from 'ajv/dist/2020.js'
import type { FastifyInstance } from 'fastify'
import { validationError } from '../../core/index.ts'
import { schemaIssue } from './schema-issue.ts'

/** One issue is found, not all: a list of millions of misfits must not become millions of errors. */
const OPTIONS: Options = { strict: false, strictNumbers: true, useDefaults: true, verbose: true }

/** Fastify's names of what a request has, and FastAPI's. */
const PARTS: Readonly<Record<string, string>> = { params: 'path', querystring: 'query', headers: 'header' }

/** A body says its types itself; what stands in the url or a header is text, and is read as the type that its schema names. */
export function registerSchemaValidation(app: FastifyInstance): void {
  const ofBody = new Ajv2020(OPTIONS)
  const ofText = new Ajv2020({ ...OPTIONS, coerceTypes: 'array' })
  app.setValidatorCompiler(({ schema, httpPart }) => (httpPart === 'body' ? ofBody : ofText).compile(schema as object))
  app.setSchemaErrorFormatter((errors, part) =>
    validationError([schemaIssue(errors as ErrorObject[], PARTS[part] ?? part)]),
  )
}
