// What a value breaks that is of the right type: in words, and with the way out.
import type { ErrorObject } from 'ajv'

export interface LimitProblem {
  readonly problem: string
  readonly fix: string
}

const BOUNDS: Readonly<Record<string, string>> = {
  minimum: 'at least',
  maximum: 'at most',
  exclusiveMinimum: 'more than',
  exclusiveMaximum: 'less than',
}

/** @param key the full name of the key, @param got its value as JSON */
export function limitProblem(error: ErrorObject, key: string, got: string | undefined): LimitProblem {
  const { keyword, params, data } = error
  const mend = `Mend the value of ${key}`
  if (key === 'data.delimiter') return delimiterProblem(String(data))
  switch (keyword) {
    case 'minimum':
    case 'maximum':
    case 'exclusiveMinimum':
    case 'exclusiveMaximum':
      return { problem: `${got} must be ${BOUNDS[keyword]} ${params['limit']}`, fix: mend }
    case 'minLength':
      return { problem: 'the text is empty', fix: `Write one, or leave ${key} out` }
    case 'minItems':
      return { problem: 'the list is empty', fix: `Put something in it, or leave ${key} out` }
    case 'uniqueItems':
      return {
        problem: `${JSON.stringify((data as unknown[])[params['i'] as number])} is listed twice`,
        fix: 'List it once',
      }
    case 'pattern': // of durations alone
      return { problem: `${got} is no duration`, fix: 'Write a number and its unit: 500ms, 30s, 15m, 24h, 7d' }
    case 'format': // of regular expressions alone
      return { problem: `${got} is no regular expression`, fix: mend }
    default:
      return { problem: `${got} ${error.message}`, fix: mend }
  }
}

function delimiterProblem(value: string): LimitProblem {
  const mark = value.trim()
  const problem = `${JSON.stringify(value.slice(0, 60))} is no single plain character`
  return mark.length === 1 && value !== mark
    ? { problem, fix: `Use ${JSON.stringify(mark)}: spaces after it are found and left out` }
    : { problem, fix: 'Use one such as ",", ";", "|" or "\\t"' }
}
