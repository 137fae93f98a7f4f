// ai.onnx.ml.TreeEnsembleRegressor and TreeEnsembleClassifier.
import { type Assembly, attribute, invalid, type OperatorCompiler, refuse } from '../assembly.ts'
import { classLabels, postTransform, type SecondClass, writeBinary } from '../post-transform.ts'
import { numbersOf, type Slot, textOf } from '../slot.ts'
import type { TreeLayout } from '../trees/laid-out-trees.ts'
import { type Aggregate, aggregateRow, hasNaN } from '../trees/leaf-walk.ts'
import { createSpread } from '../trees/spread.ts'
import { addSums } from '../trees/tree-kernel.ts'
import { layOutTrees } from '../trees/tree-layout.ts'

/** Called with the aggregated scores of row `i`, base values not yet added. */
type Finish = (i: number, scores: Float64Array) => void

const AGGREGATES: readonly string[] = ['SUM', 'AVERAGE', 'MIN', 'MAX'] satisfies Aggregate[]

export const treeRegressor: OperatorCompiler = (assembly) => {
  const outputs = attribute(assembly, 'n_targets', 'int') ?? 1
  const x = assembly.input(0)
  const layout = assembly.laidOut(() => layOut(assembly, x, 'target', outputs))
  const aggregate = attribute(assembly, 'aggregate_function', 'string') ?? 'SUM'
  if (!AGGREGATES.includes(aggregate)) invalid(assembly, `has an unknown aggregate_function '${aggregate}'`)
  const base = baseValues(assembly)
  if (base.length !== 0 && base.length !== outputs) invalid(assembly, `has ${base.length} base values`)
  const transform = postTransform(assembly)
  const out = assembly.output(0, 'float', [-1, outputs])
  walk(assembly, x, layout, aggregate as Aggregate, (i, scores) => {
    const target = numbersOf(out)
    const to = i * out.region.buffer.stride + out.region.offset
    for (let k = 0; k < outputs; k++) target[to + k] = scores[k]! + (base[k] ?? 0)
    transform(target, to, outputs)
  })
}

/** Two classes with values for one only: the other's score follows by the rules of `writeBinary`. */
export const treeClassifier: OperatorCompiler = (assembly) => {
  const labels = classLabels(assembly)
  const x = assembly.input(0)
  const layout = assembly.laidOut(() => {
    const single = labels.length === 2 && new Set(attribute(assembly, 'class_ids', 'ints')).size === 1
    return layOut(assembly, x, 'class', single ? 1 : labels.length)
  })
  const { outputs } = layout
  const single = outputs < labels.length
  const base = baseValues(assembly)
  const transform = postTransform(assembly)
  const text = typeof labels[0] === 'string'
  const label = assembly.output(0, text ? 'string' : 'int64', [-1])
  const out = assembly.output(1, 'float', [-1, labels.length])
  const logistic = attribute(assembly, 'post_transform', 'string') === 'LOGISTIC'
  const second: SecondClass = layout.allPositive ? 'complement' : logistic ? 'logistic' : 'mirrored'
  walk(assembly, x, layout, 'SUM', (i, scores) => {
    const target = numbersOf(out)
    const to = i * out.region.buffer.stride + out.region.offset
    let best = 0
    if (single) {
      // Of two base values the second belongs to the positive class.
      best = writeBinary(target, to, scores[0]! + (base[base.length - 1] ?? 0), second) ? 1 : 0
    } else {
      for (let k = 0; k < outputs; k++) {
        target[to + k] = scores[k]! + (base[k] ?? 0)
        if (target[to + k]! > target[to + best]!) best = k
      }
      transform(target, to, outputs)
    }
    const at = i * label.region.buffer.stride + label.region.offset
    if (text) textOf(label)[at] = labels[best] as string
    else numbersOf(label)[at] = labels[best] as number
  })
}

function layOut(assembly: Assembly, x: Slot, leaves: 'target' | 'class', outputs: number): TreeLayout {
  if (x.element === 'string' || !(outputs >= 1)) invalid(assembly, 'has a wrong input or number of outputs')
  if (!x.batch) refuse(assembly, 'of constants')
  return layOutTrees(assembly, leaves, outputs, x.width, x.region.buffer.kind === 'float32' ? 'float32' : 'float64')
}

function baseValues(assembly: Assembly): ArrayLike<number> {
  const tensor = attribute(assembly, 'base_values_as_tensor', 'tensor')
  if (tensor?.element === 'string') return invalid(assembly, 'has text as base values')
  return attribute(assembly, 'base_values', 'floats') ?? tensor?.values ?? []
}

function walk(assembly: Assembly, x: Slot, layout: TreeLayout, aggregate: Aggregate, finish: Finish): void {
  const { width } = x
  const scores = new Float64Array(layout.outputs)
  const fast = layout.outputs === 1 && aggregate === 'SUM'
  let sums = new Float64Array(64)
  const spread = layout.nanMatters ? createSpread(layout, width) : null

  assembly.emit((rows) => {
    let source = numbersOf(x)
    let { offset } = x.region
    let { stride } = x.region.buffer
    let trees = layout
    const gaps = layout.nanMatters && hasNaN(source, offset, stride, width, rows)
    const careful = layout.equality || (gaps && spread === null)
    if (gaps && spread !== null) {
      source = spread.spread(source, offset, stride, rows)
      offset = 0
      ;({ layout: trees, stride } = spread)
    }
    if (fast && !careful) {
      if (sums.length < rows) sums = new Float64Array(rows)
      sums.fill(0, 0, rows)
      addSums(trees, source, offset, stride, rows, sums)
      for (let i = 0; i < rows; i++) {
        scores[0] = sums[i]!
        finish(i, scores)
      }
      return
    }
    for (let i = 0; i < rows; i++) {
      aggregateRow(trees, aggregate, careful, source, offset + i * stride, scores)
      finish(i, scores)
    }
  })
}
