/** Orders text by Unicode code point, as Python does (JavaScript's own order is by UTF-16 unit). */
export function byCodePoint(a: string, b: string): number {
  const length = Math.min(a.length, b.length)
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i)
    const y = b.charCodeAt(i)
    if (x === y) continue
    const surrogates = (isSurrogate(x) ? 1 : 0) - (isSurrogate(y) ? 1 : 0)
    return surrogates === 0 || (surrogates > 0 ? y : x) < 0xd800 ? x - y : surrogates
  }
  return a.length - b.length
}

function isSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdfff
}
