import type { FittedOrdinal } from '../features/index.ts'
import type { GraphBuilder, ValueName } from '../onnx/index.ts'
import { bucketIndex, hotBuckets } from './buckets.ts'
import type { FeatureCompiler } from './feature-compiler.ts'

/** One column of codes. With an unknown value refused, through a one-hot (the one operator that refuses) times the codes. */
export const compileOrdinal: FeatureCompiler<FittedOrdinal> = (run, { graph, columns, element }) =>
  run.map(({ source, values, codes, unknownCode }) => {
    const distinct = [...new Set(codes)]
    const missing = distinct.findIndex(Number.isNaN)
    const index = bucketIndex(
      graph,
      columns.raw(source),
      values,
      codes.map((code) => (Number.isNaN(code) ? missing : distinct.indexOf(code))),
    )
    const hot = hotBuckets(graph, index, distinct.length, unknownCode === null ? 'error' : 'ignore')
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
  })

/** NaN in the rows whose bucket is `missing`: as a code it would make NaN of every product. */
function nanWhere(graph: GraphBuilder, index: ValueName, missing: number, otherwise: ValueName): ValueName {
  const isMissing = graph.add('Equal', [index, graph.constant('int64', [1, 1], [missing])])
  return graph.add('Where', [isMissing, graph.constant('float', [1, 1], [Number.NaN]), otherwise])
}
