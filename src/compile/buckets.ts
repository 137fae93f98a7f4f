// Categorical columns as bucket indices, -1 = unknown: text through a LabelEncoder, numbers by comparison in float64.
import type { GraphBuilder, ValueName } from '../onnx/index.ts'
import type { RawColumn } from './feature-compiler.ts'

/** How a gap of pandas (NaN in an object column) reads once ONNX Runtime has made text of it. */
const PANDAS_GAP = 'nan'

/** 0 and 1 as float [N, buckets]; ONNX Runtime makes [N, 1, k] of [N, 1]. */
export function hotBuckets(
  graph: GraphBuilder,
  index: ValueName,
  buckets: number,
  unknown: 'ignore' | 'error',
): ValueName {
  const hot = graph.addMl('OneHotEncoder', [index], {
    cats_int64s: { ints: Array.from({ length: buckets }, (_, i) => i) },
    zeros: { int: unknown === 'ignore' ? 1 : 0 },
  })
  return graph.reshape(hot, [-1, buckets])
}

export function bucketIndex(
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
