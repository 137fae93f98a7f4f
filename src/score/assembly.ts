// What the compiler of one operator sees: its node, its inputs as slots, and where to put outputs and code.
import { AppError } from '../core/index.ts'
import type { ElementType, OnnxNode, OnnxTensor } from '../onnx/index.ts'
import type { Cost } from './graph-limits.ts'
import { type Numbers, numbersOf, type Slot } from './slot.ts'
import type { TreeLayout } from './trees/laid-out-trees.ts'

/** Computes one node for the first `rows` rows. */
export type Kernel = (rows: number) => void

export interface UnseenCount {
  rows: number
}

export interface Assembly {
  readonly node: OnnxNode
  /** Version of the operator set the node belongs to. */
  readonly opset: number
  /** @throws MODEL_INVALID when it is left out */
  input(index: number): Slot
  has(index: number): boolean
  /** All inputs, the ones left out excepted. */
  inputs(): readonly Slot[]
  /** Makes the slot of an output. @throws MODEL_OPERATOR_UNSUPPORTED for shapes whose rows would not be contiguous */
  output(index: number, element: ElementType, dims: readonly number[]): Slot
  /** An output that is the same memory under another shape. */
  alias(index: number, slot: Slot, dims: readonly number[]): void
  /** An output that joins slots of one kind side by side; they are moved into it where possible, copied where not. */
  join(index: number, parts: readonly Slot[], element: ElementType, dims: readonly number[]): void
  emit(kernel: Kernel): void
  /** Where rows of a raw column are counted whose category training did not see. */
  unseen(column: string): UnseenCount
  /** The layout of the node's trees: the one that was made before, or the one that `make` makes now. */
  laidOut(make: () => TreeLayout): TreeLayout
  /** Before something of the size is made that no output shows. @throws MODEL_TOO_COSTLY */
  spend(cost: Cost, amount: number): void
}

export type OperatorCompiler = (assembly: Assembly) => void

/** The form of an operator that the compiler does not know. */
export function refuse({ node }: Pick<Assembly, 'node'>, why: string): never {
  throw new AppError('MODEL_OPERATOR_UNSUPPORTED', `${node.operator} ${why}`, {
    where: node.name === '' ? 'the graph' : `node '${node.name}'`,
    fix: 'Install ONNX Runtime to run this graph: npm i onnxruntime-node',
    details: { operator: node.operator },
  })
}

export function invalid({ node }: Pick<Assembly, 'node'>, why: string): never {
  throw new AppError('MODEL_INVALID', `${node.operator} ${why}`, {
    where: node.name === '' ? 'the graph' : `node '${node.name}'`,
  })
}

interface AttributeValues {
  readonly float: number
  readonly int: number
  readonly string: string
  readonly floats: Float64Array
  readonly ints: Float64Array
  readonly strings: readonly string[]
  readonly tensor: OnnxTensor
}

/** An attribute's value, or undefined. @throws MODEL_INVALID when it is of another type */
export function attribute<K extends keyof AttributeValues>(
  assembly: Pick<Assembly, 'node'>,
  name: string,
  kind: K,
): AttributeValues[K] | undefined {
  const found: { readonly kind: string; readonly value?: unknown } | undefined = assembly.node.attributes.get(name)
  if (found === undefined) return undefined
  if (found.kind !== kind) return invalid(assembly, `has an attribute '${name}' of the wrong type`)
  return found.value as AttributeValues[K]
}

/** The numbers of an input known before the first row. @throws MODEL_OPERATOR_UNSUPPORTED when it depends on the rows */
export function constantNumbers(assembly: Assembly, index: number): number[] {
  const slot = assembly.input(index)
  if (slot.batch || slot.element === 'string') refuse(assembly, `with an input '${slot.name}' that is not constant`)
  const { buffer, offset } = slot.region
  return Array.from((buffer.data as Numbers).subarray(offset, offset + slot.width))
}

/** A position counted from the end when negative. @throws MODEL_INVALID */
export function axisOf(assembly: Assembly, axis: number, rank: number): number {
  const result = axis < 0 ? axis + rank : axis
  if (!Number.isInteger(result) || result < 0 || result >= Math.max(rank, 1)) invalid(assembly, `has no axis ${axis}`)
  return result
}

export function product(dims: readonly number[]): number {
  return dims.reduce((total, dim) => total * dim, 1)
}

/** Emits the step that calls `kernel` for each row of the batch, with where the row begins in `source` and in `target`. */
export function mapRows(
  assembly: Assembly,
  x: Slot,
  out: Slot,
  kernel: (source: Numbers, from: number, target: Numbers, to: number) => void,
): void {
  assembly.emit((rows) => {
    const source = numbersOf(x)
    const target = numbersOf(out)
    for (let i = 0; i < rows; i++) {
      const from = i * x.region.buffer.stride + x.region.offset
      kernel(source, from, target, i * out.region.buffer.stride + out.region.offset)
    }
  })
}
