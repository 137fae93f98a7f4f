import type { ConfigValues } from '../../config/index.ts'
import type { DelimitedOptions, FoundReading, InputColumn, ReadOptions } from '../../data/index.ts'

/** How the config says that delimited text is read; where it does not say, as it was found to be written before. */
export function readingOptions(data: Partial<ConfigValues['data']>, found: FoundReading = {}): DelimitedOptions {
  return {
    delimiter: data.delimiter,
    foundDelimiter: found.foundDelimiter,
    nullValues: data.null_values,
    header: data.header,
    names: data.names,
    decimal: data.decimal,
    thousands: data.thousands,
    skipInitialSpace: data.skipinitialspace ?? found.skipInitialSpace,
    formats: found.formats,
  }
}

/** Reads the columns of a model as the types it was trained on. */
export function inputTypes(inputs: readonly InputColumn[]): Pick<ReadOptions, 'numeric' | 'text'> {
  const namesOf = (isText: boolean): string[] =>
    inputs.filter(({ type }) => (type === 'string') === isText).map(({ name }) => name)
  return { numeric: namesOf(false), text: namesOf(true) }
}
