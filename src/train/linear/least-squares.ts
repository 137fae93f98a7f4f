// Least squares of any shape and rank: the solution of smallest norm, as LAPACK's gelsd gives it.
import { type Pace, UNPACED } from '../../core/index.ts'
import { addScaled, dot } from './vectors.ts'

/** Minimises ‖A·w − y‖, and among the minimisers ‖w‖. `columns` are those of A; they and `y` are overwritten. */
export async function leastSquares(
  columns: Float64Array[],
  y: Float64Array,
  pace: Pace = UNPACED,
): Promise<Float64Array> {
  const rows = y.length
  const features = columns.length
  const epsilon = Number.EPSILON * Math.max(rows, features)
  if (rows < features) {
    // A^T = U S V^T, so w = U S^-1 V^T y.
    const transposed = Array.from({ length: rows }, (_, i) => Float64Array.from(columns, (column) => column[i]!))
    const { v, norms } = await orthogonalise(transposed, epsilon, pace)
    const w = new Float64Array(features)
    const cut = epsilon * Math.max(...norms)
    for (let k = 0; k < rows; k++) {
      if (norms[k]! > cut) addScaled(w, transposed[k]!, dot(v[k]!, y) / norms[k]! ** 2)
    }
    return w
  }
  const triangle = await factorise(columns, y, pace)
  const { v, norms } = await orthogonalise(triangle, epsilon, pace)
  const w = new Float64Array(features)
  const cut = epsilon * Math.max(...norms)
  const projected = y.subarray(0, features)
  for (let k = 0; k < features; k++) {
    if (norms[k]! > cut) addScaled(w, v[k]!, dot(triangle[k]!, projected) / norms[k]! ** 2)
  }
  return w
}

/** Householder QR: returns R by columns and turns `y` into Q^T y. */
async function factorise(columns: readonly Float64Array[], y: Float64Array, pace: Pace): Promise<Float64Array[]> {
  const features = columns.length
  for (let k = 0; k < features; k++) {
    const column = columns[k]!
    const length = Math.sqrt(dot(column.subarray(k), column.subarray(k)))
    if (length === 0) continue
    const diagonal = column[k]! > 0 ? -length : length
    // The reflector replaces the column below the diagonal while it is applied.
    column[k]! -= diagonal
    const scale = 1 / (diagonal * column[k]!)
    for (let j = k + 1; j < features; j++) {
      reflect(columns[j]!, column, k, scale)
      if (pace.due()) await pace.rest()
    }
    reflect(y, column, k, scale)
    column.fill(0, k)
    column[k] = diagonal
  }
  return columns.map((column) => column.slice(0, features))
}

function reflect(target: Float64Array, reflector: Float64Array, from: number, scale: number): void {
  let product = 0
  for (let i = from; i < target.length; i++) product += target[i]! * reflector[i]!
  addScaled(target, reflector, scale * product, from)
}

/**
 * One-sided Jacobi (Hestenes 1958): rotates the columns of M until they are orthogonal, M V = U S. Returns V by columns
 * and the norms S. Columns that shrink to a share `epsilon` of the longest stand for the null space, and are left as they are.
 */
async function orthogonalise(
  columns: Float64Array[],
  epsilon: number,
  pace: Pace,
): Promise<{ v: Float64Array[]; norms: Float64Array }> {
  const n = columns.length
  const tolerance = Number.EPSILON * Math.sqrt(n)
  const v = Array.from({ length: n }, (_, k) => new Float64Array(n).fill(1, k, k + 1))
  const squares = new Float64Array(n)
  for (let sweep = 0; sweep < 60; sweep++) {
    for (let k = 0; k < n; k++) squares[k] = dot(columns[k]!, columns[k]!)
    const noise = Math.max(...squares) * epsilon * epsilon
    let rotated = false
    for (let p = 0; p < n - 1; p++) {
      if (pace.due()) await pace.rest()
      for (let q = p + 1; q < n; q++) {
        const a = squares[p]!
        const b = squares[q]!
        if (a <= noise || b <= noise) continue
        const c = dot(columns[p]!, columns[q]!)
        if (Math.abs(c) <= tolerance * Math.sqrt(a * b)) continue
        rotated = true
        const zeta = (b - a) / (2 * c)
        const tangent = (zeta < 0 ? -1 : 1) / (Math.abs(zeta) + Math.hypot(1, zeta))
        const cosine = 1 / Math.hypot(1, tangent)
        rotate(columns[p]!, columns[q]!, cosine, cosine * tangent)
        rotate(v[p]!, v[q]!, cosine, cosine * tangent)
        squares[p] = Math.max(0, a - tangent * c)
        squares[q] = b + tangent * c
      }
    }
    if (!rotated) break
  }
  return { v, norms: Float64Array.from(columns, (column) => Math.sqrt(dot(column, column))) }
}

function rotate(a: Float64Array, b: Float64Array, cosine: number, sine: number): void {
  for (let i = 0; i < a.length; i++) {
    const x = a[i]!
    const y = b[i]!
    a[i] = cosine * x - sine * y
    b[i] = sine * x + cosine * y
  }
}
