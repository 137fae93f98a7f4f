/** A number as people and files write it: not the hexadecimal, the word or the blank that JavaScript's `Number` takes for one. */
export const DECIMAL = /^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?\s*$/

/** Undefined for any other text. */
export function parseDecimal(text: string): number | undefined {
  return DECIMAL.test(text) ? Number(text) : undefined
}
