/** Minus the weighted impurity of a node, less what does not depend on the split; summed over two children, higher is better. */
export type Purity = (classWeights: Float64Array) => number

/** `Σ w_c² / w`, which is w − w·gini. */
export function gini(classWeights: Float64Array): number {
  let weight = 0
  let squares = 0
  for (let c = 0; c < classWeights.length; c++) {
    const w = classWeights[c]!
    weight += w
    squares += w * w
  }
  return squares / weight
}

/** `Σ w_c log2(w_c / w)`, which is −w·entropy in bits. */
export function entropy(classWeights: Float64Array): number {
  let weight = 0
  let sum = 0
  for (let c = 0; c < classWeights.length; c++) {
    const w = classWeights[c]!
    if (w <= 0) continue
    weight += w
    sum += w * Math.log2(w)
  }
  return sum - weight * Math.log2(weight)
}
