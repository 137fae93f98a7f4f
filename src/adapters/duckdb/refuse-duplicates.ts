import { AppError } from '../../core/index.ts'

/** @throws DATA_COLUMN_DUPLICATE */
export function refuseDuplicates(names: readonly string[], where: string): void {
  const places = new Map<string, number>()
  for (const [index, name] of names.entries()) {
    const first = places.get(name)
    places.set(name, index)
    if (first === undefined) continue
    throw new AppError(
      'DATA_COLUMN_DUPLICATE',
      `two columns are named '${name}' (columns ${first + 1} and ${index + 1})`,
      { where, fix: 'Rename or remove one of them' },
    )
  }
}
