// Categorical columns as nodes: text through a LabelEncoder, numbers by comparison in float64; both to a bucket index, -1 = unknown.
import type { FittedOneHot, FittedOrdinal } from '../features/index.ts'
import type { GraphBuilder, ValueName } from '../onnx/index.ts'

/** A raw column of shape [N, 1]: text, or doubles. */
export interface RawColumn {
  readonly column: ValueName
  readonly kind: 'text' | 'number'
}

/** How a gap of pandas (NaN in an object column) reads once ONNX Runtime has made text of it. */
const PANDAS_GAP = 'nan'

export function writeOneHot(
  graph: GraphBuilder,
  { values, bucketOf, buckets, unknown }: FittedOneHot,
  raw: RawColumn,
  element: 'float' | 'double',
): ValueName {
  const hot = oneHot(graph, bucketIndex(graph, raw, values, bucketOf), buckets.length, unknown)
  return element === 'float' ? hot : graph.cast(hot, element)
}

/** With an unknown value refused, through a one-hot (the one operator that refuses) times the codes. */
export function writeOrdinal(
  graph: GraphBuilder,
  { values, codes, unknownCode }: FittedOrdinal,
  raw: RawColumn,
  element: 'float' | 'double',
): ValueName {
  const distinct = [...new Set(codes)]
  const missing = distinct.findIndex(Number.isNaN)
  const index = bucketIndex(
    graph,
    raw,
    values,
    codes.map((code) => (Number.isNaN(code) ? missing : distinct.indexOf(code))),
  )
  const hot = oneHot(graph, index, distinct.length, unknownCode === null ? 'error' : 'ignore')
  // An unknown value is a row of zeros: shift the codes so that zero means unknown, then shift back.
  const shift = unknownCode ?? 0
  const shifted = graph.constant(
    'float',
    [distinct.length, 1],
    distinct.map((code) => (Number.isNaN(code) ? 0 : code - shift)),
  )
  const product = graph.add('MatMul', [hot, shifted])
  const known = shift === 0 ? product : graph.add('Add', [product, graph.constant('float', [1, 1], [shift])])
  const ordinal = missing < 0 ? known : nanWhere(graph, index, missing, known)
  return element === 'float' ? ordinal : graph.cast(ordinal, element)
}

/** NaN in the rows whose bucket is `missing`: as a code it would make NaN of every product. */
function nanWhere(graph: GraphBuilder, index: ValueName, missing: number, otherwise: ValueName): ValueName {
  const isMissing = graph.add('Equal', [index, graph.constant('int64', [1, 1], [missing])])
  return graph.add('Where', [isMissing, graph.constant('float', [1, 1], [Number.NaN]), otherwise])
}

/** ONNX Runtime makes [N, 1, k] of [N, 1]. */
function oneHot(graph: GraphBuilder, index: ValueName, buckets: number, unknown: 'ignore' | 'error'): ValueName {
  const hot = graph.addMl('OneHotEncoder', [index], {
    cats_int64s: { ints: Array.from({ length: buckets }, (_, i) => i) },
    zeros: { int: unknown === 'ignore' ? 1 : 0 },
  })
  return graph.reshape(hot, [-1, buckets])
}

function bucketIndex(
  graph: GraphBuilder,
  { column, kind }: RawColumn,
  values: readonly string[],
  bucketOf: readonly number[],
): ValueName {
  if (kind === 'number') return numberIndex(graph, column, values, bucketOf)
  const keys = [...values]
  const indices = [...bucketOf]
  const missing = values.indexOf('')
  if (missing >= 0 && !values.includes(PANDAS_GAP)) {
    keys.push(PANDAS_GAP)
    indices.push(bucketOf[missing]!)
  }
  return graph.addMl('LabelEncoder', [column], {
    keys_strings: { strings: keys },
    values_int64s: { ints: indices },
    default_int64: { int: -1 },
  })
}

/** Sum over the known values of (x = value) · (bucket + 1), minus 1: exact for any float64, which no LabelEncoder of opset 3 takes. */
function numberIndex(
  graph: GraphBuilder,
  column: ValueName,
  values: readonly string[],
  bucketOf: readonly number[],
): ValueName {
  const known = values.flatMap((value, i) => (value === '' ? [] : [{ value: Number(value), bucket: bucketOf[i]! }]))
  const missing = values.indexOf('')
  const terms: ValueName[] = []
  if (known.length > 0) {
    const row = graph.constant(
      'double',
      [1, known.length],
      known.map(({ value }) => value),
    )
    const weights = graph.constant(
      'double',
      [known.length, 1],
      known.map(({ bucket }) => bucket + 1),
    )
    terms.push(graph.add('MatMul', [graph.cast(graph.add('Equal', [column, row]), 'double'), weights]))
  }
  if (missing >= 0) {
    const isMissing = graph.cast(graph.add('IsNaN', [column]), 'double')
    terms.push(graph.add('Mul', [isMissing, graph.constant('double', [1, 1], [bucketOf[missing]! + 1])]))
  }
  const sum = terms.reduce((left, right) => graph.add('Add', [left, right]))
  return graph.cast(graph.add('Sub', [sum, graph.constant('double', [1, 1], [1])]), 'int64')
}
