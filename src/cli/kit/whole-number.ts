import { AppError } from '../../core/index.ts'

/** The value of an option that counts something. @throws USAGE */
export function wholeNumber(text: string, option: string): number {
  if (/^[1-9]\d*$/.test(text)) return Number(text)
  throw new AppError('USAGE', `${option} needs a whole number of 1 or more, not '${text}'`)
}
