/** Adjusted p-values that control the false discovery rate, in the order given (Benjamini & Hochberg 1995): p₍ᵢ₎ · m / i, made monotone from the largest down. */
export function benjaminiHochberg(pValues: readonly number[]): number[] {
  const order = pValues.map((_, i) => i).sort((i, j) => pValues[j]! - pValues[i]!)
  const adjusted = Array.from(pValues)
  let smallest = 1
  for (const [place, i] of order.entries()) {
    smallest = Math.min(smallest, (pValues[i]! * pValues.length) / (pValues.length - place))
    adjusted[i] = smallest
  }
  return adjusted
}
