// The standard normal distribution.
// Cdf: rational Chebyshev approximations of W. J. Cody, "Rational Chebyshev approximations for the error function", Math. Comp. 23 (1969),
// in the arrangement of Algorithm 715 (ANORM). Quantile: M. J. Wichura, Algorithm AS 241 (PPND16), Appl. Statist. 37 (1988).

const SQRT_32 = 5.656854249492381
const INVERSE_SQRT_2PI = 0.3989422804014327

// |z| ≤ 0.67448975: cdf(z) = 1/2 + z · A(z²)/B(z²)
const A = [2.2352520354606837, 161.02823106855587, 1067.6894854603709, 18154.98125334356, 0.06568233791820745]
const B = [47.202581904688245, 976.0985517377767, 10260.932208618979, 45507.78933502673]
// up to √32: cdf(−z) = exp(−z²/2) · C(z)/D(z)
const C = [
  0.39894151208813466, 8.883149794388377, 93.50665613217785, 597.2702763948002, 2494.5375852903726, 6848.190450536283,
  11602.65143764735, 9842.714838383978, 1.0765576773720192e-8,
]
const D = [
  22.266688044328117, 235.387901782625, 1519.3775994075547, 6485.558298266761, 18615.571640885097, 34900.95272114598,
  38912.00328609327, 19685.42967685999,
]
// beyond: an asymptotic form in 1/z²
const P = [
  0.215898534057957, 0.12740116116024736, 0.022235277870649807, 0.0014216191932278934, 2.9112874951168793e-5,
  0.023073441764940174,
]
const Q = [1.284260096144911, 0.4682382124808651, 0.06598813786892856, 0.0037823963320275824, 7.297515550839662e-5]

/** exp(−z²/2) with z split at 1/16 so that the rounding of z² does not reach the exponent. */
function halfSquareExp(z: number): number {
  const coarse = Math.trunc(z * 16) / 16
  return Math.exp(-coarse * coarse * 0.5) * Math.exp(-(z - coarse) * (z + coarse) * 0.5)
}

/** P(Z > z) for z > 0.67448975. */
function upperTail(z: number): number {
  if (z > 38.6) return 0
  if (z <= SQRT_32) {
    let numerator = C[8]! * z
    let denominator = z
    for (let i = 0; i < 7; i++) {
      numerator = (numerator + C[i]!) * z
      denominator = (denominator + D[i]!) * z
    }
    return (halfSquareExp(z) * (numerator + C[7]!)) / (denominator + D[7]!)
  }
  const inverse = 1 / (z * z)
  let numerator = P[5]! * inverse
  let denominator = inverse
  for (let i = 0; i < 4; i++) {
    numerator = (numerator + P[i]!) * inverse
    denominator = (denominator + Q[i]!) * inverse
  }
  const correction = (inverse * (numerator + P[4]!)) / (denominator + Q[4]!)
  return (halfSquareExp(z) * (INVERSE_SQRT_2PI - correction)) / z
}

/** P(Z ≤ z), accurate relative to its own size in the lower tail down to 1e-308; for the upper tail take `normalCdf(−z)`. */
export function normalCdf(z: number): number {
  if (Number.isNaN(z)) return Number.NaN
  const size = Math.abs(z)
  if (size > 0.67448975) return z < 0 ? upperTail(size) : 1 - upperTail(size)
  const square = z * z
  let numerator = A[4]! * square
  let denominator = square
  for (let i = 0; i < 3; i++) {
    numerator = (numerator + A[i]!) * square
    denominator = (denominator + B[i]!) * square
  }
  return 0.5 + (z * (numerator + A[3]!)) / (denominator + B[3]!)
}

/** 2 · P(Z ≥ |z|): the p-value of a two-sided z test. */
export function normalTwoSided(z: number): number {
  return Math.min(1, 2 * normalCdf(-Math.abs(z)))
}

// Wichura's coefficients, lowest power first: |p − 1/2| ≤ 0.425, then r = √(−ln tail) up to 5, then beyond.
const CENTRE_TOP = [
  3.3871328727963665, 133.14166789178438, 1971.5909503065513, 13731.69376550946, 45921.95393154987, 67265.7709270087,
  33430.57558358813, 2509.0809287301227,
]
const CENTRE_BOTTOM = [
  1, 42.31333070160091, 687.1870074920579, 5394.196021424751, 21213.794301586597, 39307.89580009271, 28729.085735721943,
  5226.495278852546,
]
const MIDDLE_TOP = [
  1.4234371107496835, 4.630337846156546, 5.769497221460691, 3.6478483247632045, 1.2704582524523684, 0.2417807251774506,
  0.022723844989269184, 0.0007745450142783414,
]
const MIDDLE_BOTTOM = [
  1, 2.053191626637759, 1.6763848301838038, 0.6897673349851, 0.14810397642748008, 0.015198666563616457,
  0.0005475938084995345, 1.0507500716444169e-9,
]
const FAR_TOP = [
  6.657904643501103, 5.463784911164114, 1.7848265399172913, 0.29656057182850487, 0.026532189526576124,
  0.0012426609473880784, 2.7115555687434876e-5, 2.0103343992922881e-7,
]
const FAR_BOTTOM = [
  1, 0.599832206555888, 0.1369298809227358, 0.014875361290850615, 0.0007868691311456133, 1.8463183175100548e-5,
  1.421511758316446e-7, 2.0442631033899397e-15,
]

function polynomial(coefficients: readonly number[], x: number): number {
  let sum = 0
  for (let i = coefficients.length - 1; i >= 0; i--) sum = sum * x + coefficients[i]!
  return sum
}

/** The z with P(Z ≤ z) = p; ∓∞ at 0 and 1, NaN outside. */
export function normalQuantile(p: number): number {
  if (!(p >= 0 && p <= 1)) return Number.NaN
  if (p === 0) return Number.NEGATIVE_INFINITY
  if (p === 1) return Number.POSITIVE_INFINITY
  const q = p - 0.5
  if (Math.abs(q) <= 0.425) {
    const r = 0.180625 - q * q
    return (q * polynomial(CENTRE_TOP, r)) / polynomial(CENTRE_BOTTOM, r)
  }
  const r = Math.sqrt(-Math.log(q < 0 ? p : 1 - p))
  const size =
    r <= 5
      ? polynomial(MIDDLE_TOP, r - 1.6) / polynomial(MIDDLE_BOTTOM, r - 1.6)
      : polynomial(FAR_TOP, r - 5) / polynomial(FAR_BOTTOM, r - 5)
  return q < 0 ? -size : size
}
