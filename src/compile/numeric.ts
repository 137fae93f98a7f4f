import type { FittedNumeric } from '../features/index.ts'
import type { FeatureCompiler } from './feature-compiler.ts'

/** One block for all: five nodes however many columns. Impute and scale in float64, cast last: scaling in float32 would flip rows that tie with a threshold. */
export const compileNumeric: FeatureCompiler<FittedNumeric> = (run, { graph, columns, element }) => {
  const sources = run.map(({ source }) => columns.number(source))
  const row = (values: readonly number[]) => graph.constant('double', [1, run.length], values)
  let block = sources.length === 1 ? sources[0]! : graph.add('Concat', sources, { axis: { int: 1 } })
  if (run.some(({ fill }) => fill !== null)) {
    const fills = row(run.map(({ fill }) => fill ?? Number.NaN))
    block = graph.add('Where', [graph.add('IsNaN', [block]), fills, block])
  }
  if (run.some(({ scaling }) => scaling !== null)) {
    block = graph.add('Sub', [block, row(run.map(({ scaling }) => scaling?.offset ?? 0))])
    block = graph.add('Div', [block, row(run.map(({ scaling }) => scaling?.scale ?? 1))])
  }
  return [element === 'float' ? graph.cast(block, 'float') : block]
}
