// The fitted feature pipeline as nodes: raw columns in, one matrix [N, features] out.
import { AppError } from '../core/index.ts'
import type { InputColumn } from '../data/index.ts'
import type { FittedFeature, FittedFeatures } from '../features/index.ts'
import type { ElementType, GraphBuilder, ValueName } from '../onnx/index.ts'
import { compileExpression } from './expression.ts'
import type { Columns, FeatureCompiler, FeatureContext } from './feature-compiler.ts'
import { compileNumeric } from './numeric.ts'
import { compileOneHot } from './one-hot.ts'
import { compileOrdinal } from './ordinal.ts'

type Kinds = { readonly [F in FittedFeature as F['kind']]: F }

/** One line a kind of feature. */
const COMPILERS: { readonly [K in keyof Kinds]: FeatureCompiler<Kinds[K]> } = {
  numeric: compileNumeric,
  'one-hot': compileOneHot,
  ordinal: compileOrdinal,
}

const ELEMENT = { long: 'int64', double: 'double', boolean: 'bool', string: 'string' } as const satisfies Record<
  InputColumn['type'],
  ElementType
>

/** Returns the matrix: float for `precision` float32, otherwise double. @throws FEATURE_INVALID */
export function compileFeatures(graph: GraphBuilder, fitted: FittedFeatures): ValueName {
  const { features, precision } = fitted
  const columns = readColumns(graph, fitted)
  const context = { graph, columns, element: precision === 'float32' ? 'float' : 'double' } as const
  const blocks: ValueName[] = []
  for (let from = 0, to = 0; from < features.length; from = to) {
    const { kind } = features[from]!
    while (features[to]?.kind === kind) to++
    blocks.push(...compileRun(kind, features.slice(from, to), context))
  }
  if (blocks.length === 0) throw new AppError('FEATURE_INVALID', 'the pipeline has no feature')
  return blocks.length === 1 ? blocks[0]! : graph.add('Concat', blocks, { axis: { int: 1 } })
}

function compileRun<K extends keyof Kinds>(kind: K, run: readonly FittedFeature[], context: FeatureContext) {
  return COMPILERS[kind](
    run.filter((feature): feature is Kinds[K] => feature.kind === kind),
    context,
  )
}

function readColumns(graph: GraphBuilder, { inputs, derived }: FittedFeatures): Columns {
  const numbers = new Map<string, ValueName>()
  const texts = new Map<string, ValueName>()
  for (const { name, type } of inputs) {
    const column = graph.reshape(graph.input(name, ELEMENT[type]), [-1, 1])
    if (type === 'string') texts.set(name, column)
    else numbers.set(name, type === 'double' ? column : graph.cast(column, 'double'))
  }
  for (const { name, expression } of derived) numbers.set(name, compileExpression(graph, expression, numbers))
  const number = (name: string): ValueName => {
    const column = numbers.get(name)
    if (column === undefined) throw new AppError('FEATURE_INVALID', `no input or derived column '${name}'`)
    return column
  }
  return {
    number,
    raw(name) {
      const text = texts.get(name)
      return text === undefined ? { column: number(name), kind: 'number' } : { column: text, kind: 'text' }
    },
  }
}
