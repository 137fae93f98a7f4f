import type { FittedOneHot } from '../features/index.ts'
import { bucketIndex, hotBuckets } from './buckets.ts'
import type { FeatureCompiler } from './feature-compiler.ts'

/** A column a bucket. */
export const compileOneHot: FeatureCompiler<FittedOneHot> = (run, { graph, columns, element }) =>
  run.map(({ source, values, bucketOf, buckets, unknown }) => {
    const hot = hotBuckets(graph, bucketIndex(graph, columns.raw(source), values, bucketOf), buckets.length, unknown)
    return element === 'float' ? hot : graph.cast(hot, element)
  })
