// Compiles a graph into kernels over typed arrays, node by node.
import { AppError } from '../core/index.ts'
import type { ElementType, OnnxModel, OnnxNode, OnnxTensor, OnnxValue } from '../onnx/index.ts'
import { type Assembly, invalid, type Kernel, product, refuse, type UnseenCount } from './assembly.ts'
import { createBudget, type GraphLimits } from './graph-limits.ts'
import { OPERATORS } from './operators/registry.ts'
import { allocate, kindOf, type Numbers, type Region, type RowBuffer, type Slot } from './slot.ts'
import type { TreeLayout } from './trees/laid-out-trees.ts'

export interface Program {
  /** By name of the graph's input; `width` columns each. */
  readonly inputs: readonly Slot[]
  readonly slots: ReadonlyMap<string, Slot>
  /** So many rows may be run in one go: their values stay within bounds. */
  readonly rowsAtOnce: number
  /** Makes every buffer at least `rows` long. */
  reserve(rows: number): void
  run(rows: number): void
  /** By raw column, over every run so far: whoever reads them sets them back. */
  readonly unseen: ReadonlyMap<string, UnseenCount>
}

/** The newest operator sets whose operators are known to mean what is compiled here. */
const NEWEST_OPSETS: ReadonlyMap<string, number> = new Map([
  ['', 25],
  ['ai.onnx.ml', 5],
])

export interface CompileOptions {
  readonly limits?: GraphLimits | undefined
  /** Trees by the first output of their node: read where they are there, added where they are not. */
  readonly layouts?: Map<string, TreeLayout>
}

/** More dimensions than any tensor has. */
const MAX_RANK = 32

/** @throws MODEL_INVALID, MODEL_TOO_COSTLY, MODEL_OPERATOR_UNSUPPORTED naming the operator */
export function compileGraph(model: OnnxModel, { limits, layouts = new Map() }: CompileOptions = {}): Program {
  const budget = createBudget(limits)
  const slots = new Map<string, Slot>()
  const regions: Region[] = []
  const kernels: Kernel[] = []
  const unseen = new Map<string, UnseenCount>()
  let capacity = 0

  for (const [name, tensor] of model.constants) slots.set(name, constantSlot(name, tensor))
  const inputs = model.inputs.map((input) => {
    const slot = inputSlot(input)
    slots.set(input.name, slot)
    // A column of doubles or text is read where the caller has it; what must be rounded or interleaved is copied.
    if (slot.width > 1 || slot.region.buffer.kind === 'float32') regions.push(slot.region)
    return slot
  })
  for (const node of model.nodes) compileNode(node)

  function compileNode(node: OnnxNode): void {
    const compile = OPERATORS.get(node.operator)
    const known = node.inputs.filter((name) => name !== '').map((name) => slots.get(name)!)
    // Refusing by name comes first: a graph for another engine should name the operator, not a detail.
    if (compile === undefined) refuse({ node }, 'is an operator that the compiler does not know')
    const opset = model.opsets.get(node.domain)!
    if (opset > NEWEST_OPSETS.get(node.domain)!) refuse({ node }, `of operator set ${opset}, which is too new,`)
    const constant = known.every((slot) => !slot.batch)
    const origin = originOf(known)
    for (const slot of known) budget.spend(node, slot.batch ? 'run' : 'compile', slot.width)
    const define = (index: number, element: ElementType, dims: readonly number[], source: Slot | undefined): Slot => {
      const name = node.outputs[index] ?? ''
      const batch = dims.includes(-1)
      const at = dims.indexOf(-1)
      if (batch && (dims.indexOf(-1, at + 1) >= 0 || dims.slice(0, at).some((dim) => dim !== 1))) {
        refuse({ node }, `with a result of shape [${dims.join(', ')}]`)
      }
      const row = dims.filter((dim) => dim !== -1)
      const width = product(row)
      const kind = kindOf(element)
      if (
        dims.length > MAX_RANK ||
        row.some((dim) => !Number.isInteger(dim) || dim < 0) ||
        (source !== undefined && source.width !== width)
      ) {
        invalid({ node }, `has a result of the impossible shape [${dims.slice(0, 8).join(', ')}]`)
      }
      let region = source?.region
      if (region === undefined) {
        budget.spend(node, batch ? 'row' : 'held', width * (kind === 'float32' ? 4 : 8))
        budget.spend(node, batch ? 'run' : 'compile', width)
        region = {
          buffer: { kind, stride: batch ? width : 0, data: allocate(kind, batch ? 0 : width) },
          offset: 0,
          movable: batch,
        }
        regions.push(region)
      }
      const slot = { name, element, dims, batch, width, region, origin }
      if (name !== '') slots.set(name, slot)
      return slot
    }
    const emit = (kernel: Kernel): void => {
      if (constant) kernel(1)
      else kernels.push(kernel)
    }
    compile({
      node,
      opset,
      input: (index) => slots.get(node.inputs[index] || '\0') ?? invalid({ node }, `has no input ${index}`),
      has: (index) => (node.inputs[index] ?? '') !== '',
      inputs: () => known,
      output: (index, element, dims) => define(index, element, dims, undefined),
      alias: (index, slot, dims) => void define(index, slot.element, dims, slot),
      join(index, parts, element, dims) {
        budget.spend(node, 'compile', regions.length)
        joinParts(define(index, element, dims, undefined), parts, regions, emit)
      },
      emit,
      unseen(column) {
        const count = unseen.get(column) ?? { rows: 0 }
        unseen.set(column, count)
        return count
      },
      laidOut(make) {
        const name = node.outputs[0] ?? ''
        const layout = layouts.get(name) ?? make()
        layouts.set(name, layout)
        return layout
      },
      spend: (cost, amount) => budget.spend(node, cost, amount),
    } satisfies Assembly)
  }

  const buffers = [...new Set(regions.map(({ buffer }) => buffer))].filter(({ stride }) => stride > 0)
  return {
    inputs,
    slots,
    unseen,
    rowsAtOnce: budget.rowsAtOnce(),
    reserve(rows) {
      if (rows <= capacity) return
      capacity = Math.max(rows, Math.min(64, budget.rowsAtOnce()))
      for (const buffer of buffers) buffer.data = allocate(buffer.kind, capacity * buffer.stride)
    },
    run(rows) {
      for (const kernel of kernels) kernel(rows)
    },
  }
}

/** The one raw column behind a node's inputs, if there is just one. */
function originOf(inputs: readonly Slot[]): Slot | undefined {
  const origins = new Set(inputs.filter(({ batch }) => batch).map(({ origin }) => origin))
  return origins.size === 1 ? [...origins][0] : undefined
}

function constantSlot(name: string, tensor: OnnxTensor): Slot {
  const kind = kindOf(tensor.element)
  const data =
    tensor.element === 'string'
      ? [...tensor.values]
      : tensor.element === 'float'
        ? Float32Array.from(tensor.values)
        : tensor.values
  const buffer: RowBuffer = { kind, stride: 0, data }
  return {
    name,
    element: tensor.element,
    dims: tensor.dims,
    batch: false,
    width: data.length,
    region: { buffer, offset: 0, movable: false },
    origin: undefined,
  }
}

/** [N], [N, 1] or [N, k]; a rank that is not declared is read as [N]. */
function inputSlot({ name, type, dims = [-1] }: OnnxValue): Slot {
  const [rows, ...rest] = dims
  if (type?.kind !== 'tensor')
    throw new AppError('MODEL_INVALID', 'an input is not a tensor of a known type', { where: `input '${name}'` })
  if (rows === undefined || rest.length > 1 || rest.some((dim) => dim < 1)) {
    throw new AppError('MODEL_INVALID', `shape [${dims.join(', ')}] does not say how many columns the input has`, {
      where: `input '${name}'`,
      fix: 'Export the model with inputs of shape [None, number of columns]',
    })
  }
  const width = rest[0] ?? 1
  const region: Region = { buffer: { kind: kindOf(type.element), stride: width, data: [] }, offset: 0, movable: false }
  const slot: { -readonly [K in keyof Slot]: Slot[K] } = {
    name,
    element: type.element,
    dims: [-1, ...rest],
    batch: true,
    width,
    region,
    origin: undefined,
  }
  if (width === 1) slot.origin = slot
  return slot
}

/** Moves each part's region into the joint buffer, with every region that already lies in the part's own buffer. */
function joinParts(
  joint: Slot,
  parts: readonly Slot[],
  regions: readonly Region[],
  emit: (kernel: Kernel) => void,
): void {
  const lyingIn = new Map<RowBuffer, Region[]>()
  for (const region of regions) {
    const known = lyingIn.get(region.buffer)
    if (known === undefined) lyingIn.set(region.buffer, [region])
    else known.push(region)
  }
  let offset = 0
  for (const part of parts) {
    const { buffer } = part.region
    const whole = buffer.stride === part.width
    if (joint.batch && part.region.movable && whole && buffer.kind === joint.region.buffer.kind) {
      const target = joint.region.buffer
      for (const region of lyingIn.get(buffer)!) {
        region.buffer = target
        region.offset += offset
      }
    } else {
      emit(copyKernel(part, joint, offset))
    }
    offset += part.width
  }
}

function copyKernel(from: Slot, to: Slot, shift: number): Kernel {
  const { width } = from
  return (rows) => {
    const source = from.region.buffer.data as Numbers
    const target = to.region.buffer.data as Numbers
    for (let i = 0; i < rows; i++) {
      const at = i * from.region.buffer.stride + from.region.offset
      const out = i * to.region.buffer.stride + to.region.offset + shift
      for (let j = 0; j < width; j++) target[out + j] = source[at + j]!
    }
  }
}
