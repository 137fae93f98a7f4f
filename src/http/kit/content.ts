// What a body or an answer holds, by media type.
import { type TSchema, Type } from 'typebox'

export interface Content<S extends TSchema = TSchema> {
  readonly schema: S
  /** Asked each time that the document is, for what is served changes; undefined: there is none now. */
  readonly example?: (() => unknown) | undefined
}

/** By media type. */
export type Contents = Readonly<Record<string, Content>>

export interface Answer {
  readonly description: string
  readonly content?: Contents | undefined
}

/** By status. */
export type Answers = Readonly<Record<number, Answer>>

export const JSON_TYPE = 'application/json'

export function json<S extends TSchema>(schema: S, example?: () => unknown): { readonly [JSON_TYPE]: Content<S> } {
  return { [JSON_TYPE]: { schema, example } }
}

export function text(mediaType = 'text/plain', description?: string): Contents {
  return { [mediaType]: { schema: Type.String(description === undefined ? {} : { description }) } }
}

export const answer = (description: string, content?: Contents): Answer => ({ description, content })

/** A schema that the document holds under a name. */
export const ref = (name: string): TSchema => Type.Ref(`#/components/schemas/${name}`)

export const ANY_OBJECT = Type.Unsafe<Readonly<Record<string, unknown>>>({ type: 'object' })
