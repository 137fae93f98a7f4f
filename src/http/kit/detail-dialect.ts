// Our own dialect: a misfit is FastAPI's `{detail: [{loc, msg, type}]}`, anything else `{error_code, message}`.
import { Type } from 'typebox'
import { issuesOf } from '../../core/index.ts'
import { answer, json, ref } from './content.ts'
import type { ErrorDialect } from './error-dialect.ts'
import { PROBLEM, PROBLEM_SCHEMAS, problemOf } from './problem-body.ts'

const Issue = Type.Object({
  loc: Type.Array(Type.Unsafe<string | number>({ type: ['string', 'integer'] })),
  msg: Type.String(),
  type: Type.String(),
})

export const detailDialect: ErrorDialect = {
  reply(error) {
    const detail = issuesOf(error)
    return { status: error.status, body: detail === undefined ? problemOf(error) : { detail } }
  },
  problem: PROBLEM,
  misfit: { 422: answer('The body does not fit the model.', json(ref('ValidationProblem'))) },
  schemas: { ValidationProblem: Type.Object({ detail: Type.Array(Issue) }), ...PROBLEM_SCHEMAS },
}
