// The fitted feature pipeline as nodes: raw columns in, one matrix [N, features] out.
import { AppError } from '../core/index.ts'
import type { InputColumn } from '../data/index.ts'
import type { FittedFeature, FittedFeatures, FittedNumeric } from '../features/index.ts'
import type { ElementType, GraphBuilder, ValueName } from '../onnx/index.ts'
import { writeOneHot, writeOrdinal } from './write-categories.ts'
import { writeExpression } from './write-expression.ts'

const ELEMENT = { long: 'int64', double: 'double', boolean: 'bool', string: 'string' } as const satisfies Record<
  InputColumn['type'],
  ElementType
>

/** Returns the matrix: float for `precision` float32, otherwise double. @throws FEATURE_INVALID */
export function writeFeatures(graph: GraphBuilder, fitted: FittedFeatures): ValueName {
  const numbers = new Map<string, ValueName>()
  const texts = new Map<string, ValueName>()
  for (const { name, type } of fitted.inputs) {
    const column = graph.reshape(graph.input(name, ELEMENT[type]), [-1, 1])
    if (type === 'string') texts.set(name, column)
    else numbers.set(name, type === 'double' ? column : graph.cast(column, 'double'))
  }
  for (const { name, expression } of fitted.derived) numbers.set(name, writeExpression(graph, expression, numbers))
  const element = fitted.precision === 'float32' ? 'float' : 'double'
  const blocks = runs(fitted.features).map((run) => {
    if (run.kind === 'numeric') return writeNumeric(graph, run.features, numbers, element)
    const column = texts.get(run.feature.source) ?? numbers.get(run.feature.source)
    if (column === undefined) throw unknownSource(run.feature.source)
    const typed = texts.has(run.feature.source)
      ? ({ column, kind: 'text' } as const)
      : ({ column, kind: 'number' } as const)
    return run.feature.kind === 'one-hot'
      ? writeOneHot(graph, run.feature, typed, element)
      : writeOrdinal(graph, run.feature, typed, element)
  })
  if (blocks.length === 0) throw new AppError('FEATURE_INVALID', 'the pipeline has no feature')
  return blocks.length === 1 ? blocks[0]! : graph.add('Concat', blocks, { axis: { int: 1 } })
}

type Run =
  | { readonly kind: 'numeric'; readonly features: FittedNumeric[] }
  | { readonly kind: 'categorical'; readonly feature: Exclude<FittedFeature, FittedNumeric> }

/** Neighbouring numeric features are handled as one block: five nodes however many columns. */
function runs(features: readonly FittedFeature[]): Run[] {
  const result: Run[] = []
  for (const feature of features) {
    const last = result.at(-1)
    if (feature.kind !== 'numeric') result.push({ kind: 'categorical', feature })
    else if (last?.kind === 'numeric') last.features.push(feature)
    else result.push({ kind: 'numeric', features: [feature] })
  }
  return result
}

/** Impute and scale in float64, cast last: scaling in float32 would flip rows that tie with a threshold. */
function writeNumeric(
  graph: GraphBuilder,
  features: readonly FittedNumeric[],
  numbers: ReadonlyMap<string, ValueName>,
  element: 'float' | 'double',
): ValueName {
  const sources = features.map(({ source }) => {
    const column = numbers.get(source)
    if (column === undefined) throw unknownSource(source)
    return column
  })
  const row = (values: readonly number[]) => graph.constant('double', [1, features.length], values)
  let block = sources.length === 1 ? sources[0]! : graph.add('Concat', sources, { axis: { int: 1 } })
  if (features.some(({ fill }) => fill !== null)) {
    const fills = row(features.map(({ fill }) => fill ?? Number.NaN))
    block = graph.add('Where', [graph.add('IsNaN', [block]), fills, block])
  }
  if (features.some(({ scaling }) => scaling !== null)) {
    block = graph.add('Sub', [block, row(features.map(({ scaling }) => scaling?.offset ?? 0))])
    block = graph.add('Div', [block, row(features.map(({ scaling }) => scaling?.scale ?? 1))])
  }
  return element === 'float' ? graph.cast(block, 'float') : block
}

function unknownSource(source: string): AppError {
  return new AppError('FEATURE_INVALID', `no input or derived column '${source}'`)
}
