import { AppError, didYouMean } from '../../core/index.ts'

/** Indices of the wanted names. @throws DATA_COLUMN_MISSING */
export function chooseNames(names: readonly string[], wanted: readonly string[], where: string): number[] {
  const indexOf = new Map(names.map((name, index) => [name, index]))
  return wanted.map((name) => {
    const index = indexOf.get(name)
    if (index !== undefined) return index
    throw new AppError('DATA_COLUMN_MISSING', `no column '${name}'${didYouMean(name, names)}`, {
      where,
      fix: `Use one of: ${names.slice(0, 20).join(', ')}${names.length > 20 ? ', …' : ''}`,
      details: { column: name },
    })
  })
}
