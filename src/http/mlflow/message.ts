// Requests as protocol buffers write them in JSON: one description of a message gives its schema, for the document, and its reader.
import { type TObject, type TSchema, Type } from 'typebox'
import { AppError } from '../../core/index.ts'

/** A kind of value: how the document shows it, and how it is read. */
export interface Kind<T> {
  readonly schema: TSchema
  /** @param path of the value in the request, such as `metrics[0].timestamp`. @throws INVALID_PARAMETER_VALUE */
  read(value: unknown, path: string): T
}

interface Field<T> {
  readonly kind: Kind<T>
  readonly required: boolean
}

type Fields = Readonly<Record<string, Field<unknown>>>

/** What a request holds; unknown fields are left out, null means absent. */
export type Read<F extends Fields> = {
  readonly [K in keyof F]: F[K] extends { readonly required: true; readonly kind: Kind<infer T> }
    ? T
    : F[K] extends Field<infer T>
      ? T | undefined
      : never
}

export interface Message<T> extends Kind<T> {
  readonly schema: TObject
}

export type MessageOf<M> = M extends Message<infer T> ? T : never

/** A field that must be there, and not be empty text. */
export const required = <T>(kind: Kind<T>) => ({ kind, required: true }) as const
export const optional = <T>(kind: Kind<T>) => ({ kind, required: false }) as const

/** In the words of MLflow, which clients look for. */
export function missing(path: string): AppError {
  return new AppError('INVALID_PARAMETER_VALUE', `Missing value for required parameter '${path}'.`, {
    fix: 'See /docs for what the request takes',
  })
}

const SHOWN = 200

/** In the words of MLflow, which clients look for. */
export function invalid(path: string, value: unknown, fix: string): AppError {
  const shown = JSON.stringify(value) ?? 'undefined'
  const short = shown.length > SHOWN ? `${shown.slice(0, SHOWN)}…` : shown
  return new AppError('INVALID_PARAMETER_VALUE', `Invalid value ${short} for parameter '${path}' supplied.`, { fix })
}

export function message<const F extends Fields>(fields: F): Message<Read<F>> {
  const entries = Object.entries(fields)
  const properties = Object.fromEntries(
    entries.map(([name, { kind, required: must }]) => [name, must ? kind.schema : Type.Optional(kind.schema)]),
  )
  return {
    schema: Type.Object(properties),
    read(value, path) {
      if (typeof value !== 'object' || value === null || Array.isArray(value)) {
        throw invalid(path, value, 'Send an object')
      }
      const read: Record<string, unknown> = {}
      for (const [name, { kind, required: must }] of entries) {
        const given = Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined
        const at = path === '' ? name : `${path}.${name}`
        if (given !== undefined && given !== null && !(must && given === '')) read[name] = kind.read(given, at)
        else if (must) throw missing(at)
      }
      return read as Read<F>
    },
  }
}

export function string(): Kind<string> {
  return {
    schema: Type.String(),
    read(value, path) {
      if (typeof value === 'string') return value
      throw invalid(path, value, 'Send a string')
    },
  }
}

const INTEGER = /^[+-]?\d{1,19}$/

/** A whole number, also as text. */
export function int64(): Kind<number> {
  return {
    schema: Type.Integer(),
    read(value, path) {
      const number = typeof value === 'string' && INTEGER.test(value) ? Number(value) : value
      if (typeof number === 'number' && Number.isSafeInteger(number)) return number + 0
      throw invalid(path, value, `Send a whole number between ±${Number.MAX_SAFE_INTEGER}`)
    },
  }
}

const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i
const WORDS: Readonly<Record<string, number>> = {
  NaN: Number.NaN,
  nan: Number.NaN,
  Infinity: Infinity,
  '-Infinity': -Infinity,
}

/** Any double; NaN and the infinities are text. */
export function double(): Kind<number> {
  return {
    schema: Type.Union([Type.Number(), Type.Enum(['NaN', 'Infinity', '-Infinity'])]),
    read(value, path) {
      if (typeof value === 'number') return value
      if (typeof value === 'string') {
        if (Object.hasOwn(WORDS, value)) return WORDS[value]!
        if (DECIMAL.test(value)) return Number(value)
      }
      throw invalid(path, value, 'Send a number, "NaN", "Infinity" or "-Infinity"')
    },
  }
}

/** Also `True` and `False`, as Python writes them into an address. */
export function boolean(): Kind<boolean> {
  return {
    schema: Type.Boolean(),
    read(value, path) {
      if (typeof value === 'boolean') return value
      const text = typeof value === 'string' ? value.toLowerCase() : value
      if (text === 'true' || text === '1' || text === 1) return true
      if (text === 'false' || text === '0' || text === 0) return false
      throw invalid(path, value, 'Send true or false')
    },
  }
}

/** One of these names, or its number in the protocol, by which the list is ordered from `first` on. */
export function oneOf<const N extends string>(names: readonly N[], first = 1): Kind<N> {
  return {
    schema: Type.Enum([...names]),
    read(value, path) {
      const found = typeof value === 'number' ? names[value - first] : names.find((name) => name === value)
      if (found !== undefined) return found
      throw invalid(path, value, `Send one of ${names.join(', ')}`)
    },
  }
}

/** @param most beyond which a list is refused before its items are read */
export function list<T>(item: Kind<T>, most = 1_000_000): Kind<readonly T[]> {
  return {
    schema: Type.Array(item.schema),
    read(value, path) {
      if (!Array.isArray(value)) throw invalid(path, value, 'Send a list')
      if (value.length > most) {
        throw new AppError('INVALID_PARAMETER_VALUE', `${value.length} items, at most ${most}`, {
          where: path,
          fix: 'Send several requests',
        })
      }
      return value.map((one, i) => item.read(one, `${path}[${i}]`))
    },
  }
}
