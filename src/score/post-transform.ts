// The post_transform of ai.onnx.ml's linear and tree operators, in place on `width` scores from `at`, and their label rules.
import { type Assembly, attribute, invalid } from './assembly.ts'
import type { Numbers } from './slot.ts'

export type PostTransform = (scores: Numbers, at: number, width: number) => void

/** @throws MODEL_INVALID */
export function postTransform(assembly: Assembly): PostTransform {
  const name = attribute(assembly, 'post_transform', 'string') ?? 'NONE'
  return TRANSFORMS[name] ?? invalid(assembly, `has an unknown post_transform '${name}'`)
}

const TRANSFORMS: Readonly<Record<string, PostTransform>> = {
  NONE: () => {},
  LOGISTIC: (scores, at, width) => {
    for (let j = at; j < at + width; j++) scores[j] = 1 / (1 + Math.exp(-scores[j]!))
  },
  SOFTMAX: (scores, at, width) => softmax(scores, at, width, false),
  SOFTMAX_ZERO: (scores, at, width) => softmax(scores, at, width, true),
  PROBIT: (scores, at, width) => {
    for (let j = at; j < at + width; j++) scores[j] = Math.SQRT2 * inverseErf(2 * scores[j]! - 1)
  },
}

/** `zeros`: a score of zero stays zero. */
function softmax(scores: Numbers, at: number, width: number, zeros: boolean): void {
  let top = -Infinity
  for (let j = at; j < at + width; j++) if (scores[j]! > top) top = scores[j]!
  let sum = 0
  for (let j = at; j < at + width; j++) {
    const keep = zeros && Math.abs(scores[j]!) <= 1e-7
    scores[j] = keep ? 0 : Math.exp(scores[j]! - top)
    sum += scores[j]!
  }
  for (let j = at; j < at + width; j++) scores[j] = scores[j]! / sum
}

/** The approximation that ONNX Runtime uses (Winitzki 2008). */
function inverseErf(x: number): number {
  const log = Math.log((1 - x) * (1 + x))
  const v = 2 / (Math.PI * 0.147) + 0.5 * log
  return Math.sign(x) * Math.sqrt(-v + Math.sqrt(v * v - log / 0.147))
}

/** The classes of a classifier node: text or integers. @throws MODEL_INVALID */
export function classLabels(assembly: Assembly): readonly string[] | readonly number[] {
  const strings = attribute(assembly, 'classlabels_strings', 'strings')
  const ints = attribute(assembly, 'classlabels_int64s', 'ints') ?? attribute(assembly, 'classlabels_ints', 'ints')
  const labels = strings !== undefined && strings.length > 0 ? strings : ints && [...ints]
  return labels !== undefined && labels.length > 0 ? labels : invalid(assembly, 'has no class labels')
}

/** How the one score of a two-class model becomes two, as ONNX Runtime does it. */
export type SecondClass = 'complement' | 'mirrored' | 'logistic'

/** Writes both scores at `at` and says whether the positive class wins. */
export function writeBinary(scores: Numbers, at: number, score: number, second: SecondClass): boolean {
  if (second === 'complement') {
    scores[at] = 1 - Math.fround(score)
    scores[at + 1] = score
    return score > 0.5
  }
  scores[at] = second === 'logistic' ? 1 / (1 + Math.exp(score)) : -score
  scores[at + 1] = second === 'logistic' ? 1 / (1 + Math.exp(-score)) : score
  return score > 0
}
