// The texts that mean missing, looked for in bytes.

/** What pandas.read_csv takes as missing, so that both sides agree on a column's type. */
const PANDAS_WORDS =
  '#N/A,#N/A N/A,#NA,-1.#IND,-1.#QNAN,-NaN,-nan,1.#IND,1.#QNAN,<NA>,N/A,NA,NULL,NaN,None,n/a,nan,null'.split(',')

export type MissingWords = (bytes: Buffer, start: number, end: number) => boolean

/** Whether a field is one of pandas' words or of `more`, to the letter. */
export function missingWords(more: readonly string[]): MissingWords {
  const words = [...new Set([...PANDAS_WORDS, ...more])].map((word) => Buffer.from(word)).filter(({ length }) => length)
  /** Words by their first byte: most fields begin as none does. */
  const byFirst: (readonly Buffer[] | undefined)[] = Array.from({ length: 256 }, (_, first) => {
    const found = words.filter((word) => word[0] === first)
    return found.length === 0 ? undefined : found
  })
  return (bytes, start, end) => {
    const candidates = start < end ? byFirst[bytes[start]!] : undefined
    if (candidates === undefined) return false
    for (const word of candidates) {
      if (word.length === end - start && word.compare(bytes, start, end) === 0) return true
    }
    return false
  }
}
