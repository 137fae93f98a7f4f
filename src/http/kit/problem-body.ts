// `{error_code, message}`: MLflow's form of an error, and ours of all that is no misfit.
import { Type } from 'typebox'
import type { AppError } from '../../core/index.ts'
import { ref } from './content.ts'

export const PROBLEM = ref('Problem')
export const PROBLEM_SCHEMAS = { Problem: Type.Object({ error_code: Type.String(), message: Type.String() }) }

export function problemOf({ code, message }: AppError): { error_code: string; message: string } {
  return { error_code: code, message }
}
