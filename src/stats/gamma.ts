// Log-gamma and the regularised incomplete gamma functions, accurate in both tails.

const HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI)
const MAX_ITERATIONS = 1_000_000
const TINY = 1e-300

/** log Γ(x) − [(x − ½) log x − x + ½ log 2π], the tail of Stirling's series; |error| < 1e-17 for x ≥ 15 (Abramowitz & Stegun 6.1.41). */
function stirlingTail(x: number): number {
  const y = 1 / (x * x)
  return (
    (1 / 12 - y * (1 / 360 - y * (1 / 1260 - y * (1 / 1680 - y * (1 / 1188 - y * (691 / 360360 - y * (1 / 156))))))) / x
  )
}

/** log Γ(x) for x > 0; absolute error below 1e-14 for x < 15, relative below 1e-15 above. NaN elsewhere. */
export function logGamma(x: number): number {
  if (!(x > 0)) return Number.NaN
  let shifted = x
  let product = 1
  while (shifted < 15) {
    product *= shifted
    shifted += 1
  }
  const stirling = (shifted - 0.5) * Math.log(shifted) - shifted + HALF_LOG_TWO_PI + stirlingTail(shifted)
  return stirling - Math.log(product)
}

/** a·log(a/x) + x − a without cancellation near x = a (Loader 2000, the deviance part of a Poisson mass). */
function deviance(a: number, x: number): number {
  const d = a - x
  const sum = a + x
  if (Math.abs(d) >= 0.1 * sum) return a * Math.log(a / x) - d
  const v = d / sum
  let total = d * v
  let term = 2 * a * v
  for (let k = 3; ; k += 2) {
    term *= v * v
    const next = total + term / k
    if (next === total) return total
    total = next
  }
}

/** x^a e^(−x) / Γ(a). */
function prefactor(a: number, x: number): number {
  if (a < 15) return Math.exp(a * Math.log(x) - x - logGamma(a))
  return Math.sqrt(a / (2 * Math.PI)) * Math.exp(-deviance(a, x) - stirlingTail(a))
}

function lowerSeries(a: number, x: number): number {
  let term = 1 / a
  let sum = term
  for (let n = 1; n < MAX_ITERATIONS; n++) {
    term *= x / (a + n)
    sum += term
    if (term < sum * 1e-17) break
  }
  return sum * prefactor(a, x)
}

/** Lentz's method on the continued fraction of Γ(a, x) (Numerical Recipes §6.2). */
function upperFraction(a: number, x: number): number {
  let b = x + 1 - a
  let c = 1 / TINY
  let d = 1 / b
  let h = d
  for (let i = 1; i < MAX_ITERATIONS; i++) {
    const an = -i * (i - a)
    b += 2
    d = an * d + b
    if (Math.abs(d) < TINY) d = TINY
    c = b + an / c
    if (Math.abs(c) < TINY) c = TINY
    d = 1 / d
    const delta = d * c
    h *= delta
    if (Math.abs(delta - 1) < 1e-16) break
  }
  return h * prefactor(a, x)
}

/** Q(a, x) = Γ(a, x) / Γ(a), a > 0, x ≥ 0: keeps its relative accuracy in the far upper tail. NaN outside that domain. */
export function gammaQ(a: number, x: number): number {
  if (!(a > 0) || !(x >= 0)) return Number.NaN
  if (x === 0) return 1
  if (x === Number.POSITIVE_INFINITY) return 0
  return x < a + 1 ? Math.max(0, 1 - lowerSeries(a, x)) : Math.min(1, upperFraction(a, x))
}
