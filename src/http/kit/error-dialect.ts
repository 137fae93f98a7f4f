// How a wire says what is wrong: its form of an error is its own answer, and no business of whoever sends it.
import type { TSchema } from 'typebox'
import type { AppError } from '../../core/index.ts'
import type { Answers } from './content.ts'

export interface ErrorDialect {
  /** What a client reads of any error, of a route or before one was found. */
  reply(error: AppError): { readonly status: number; readonly body: unknown }
  /** The body of an error that is no misfit. */
  readonly problem: TSchema
  /** How the document says that a request does not fit its route. */
  readonly misfit: Answers
  /** The schemas that these two name. */
  readonly schemas: Readonly<Record<string, TSchema>>
  /** Where a path begins so and has no route, the answer is in this dialect too, such as `/v2/`. @default none */
  readonly under?: readonly string[]
}
