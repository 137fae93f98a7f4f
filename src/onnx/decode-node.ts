import { AppError } from '../core/index.ts'
import { decodeTensor } from './decode-tensor.ts'
import type { NodeCount } from './graph-limits.ts'
import type { OnnxAttribute, OnnxNode } from './onnx-model.ts'
import { NumberList, TextList, WireReader } from './wire-reader.ts'

const utf8 = new TextDecoder('utf-8', { fatal: true })

export function plainDomain(domain: string): string {
  return domain === 'ai.onnx' ? '' : domain
}

/** A NodeProto. Graphs inside it are counted and left to another engine. @throws MODEL_INVALID, MODEL_TOO_COSTLY */
export function decodeNode(bytes: Uint8Array, count: NodeCount): OnnxNode {
  count.add()
  const reader = new WireReader(bytes)
  const inputs: string[] = []
  const outputs: string[] = []
  const attributes: Uint8Array[] = []
  let name = ''
  let type = ''
  let domain = ''
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field === 1) inputs.push(reader.text())
    else if (field === 2) outputs.push(reader.text())
    else if (field === 3) name = reader.text()
    else if (field === 4) type = reader.text()
    else if (field === 5) attributes.push(reader.bytes())
    else if (field === 7) domain = plainDomain(reader.text())
    else reader.skip()
  }
  const node = {
    operator: domain === '' ? type : `${domain}.${type}`,
    domain,
    name: name || outputs[0] || '',
    inputs,
    outputs,
    attributes: new Map<string, OnnxAttribute>(),
  }
  for (const attribute of attributes) {
    const { name: key, value } = decodeAttribute(attribute, node.name, count)
    if (node.attributes.has(key)) {
      throw new AppError('MODEL_INVALID', `${node.operator} has the attribute '${key}' twice`, {
        where: `node '${node.name}'`,
      })
    }
    node.attributes.set(key, value)
  }
  return node
}

function decodeAttribute(bytes: Uint8Array, node: string, count: NodeCount): { name: string; value: OnnxAttribute } {
  const reader = new WireReader(bytes)
  const floats = new NumberList()
  const ints = new NumberList()
  const strings = new TextList()
  let name = ''
  let type = 0
  let float = 0
  let int = 0
  let text: Uint8Array = new Uint8Array()
  let tensor: Uint8Array | undefined
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field === 1) name = reader.text()
    else if (field === 2) float = reader.float()
    else if (field === 3) int = reader.int()
    else if (field === 4) text = reader.bytes()
    else if (field === 5) tensor = reader.bytes()
    else if (field === 6 || field === 11) countGraph(reader.bytes(), node, count)
    else if (field === 7) reader.floatsInto(floats)
    else if (field === 8) reader.intsInto(ints)
    else if (field === 9) strings.push(reader.bytes())
    else if (field === 20) type = reader.int()
    else reader.skip()
  }
  return { name, value: valueOf() }

  function valueOf(): OnnxAttribute {
    if (type === 1) return { kind: 'float', value: float }
    if (type === 2) return { kind: 'int', value: int }
    if (type === 3) return { kind: 'string', value: utf8.decode(text) }
    if (type === 4) {
      if (tensor === undefined) throw new AppError('MODEL_INVALID', `attribute '${name}' has no tensor`)
      return { kind: 'tensor', value: decodeTensor(tensor).tensor }
    }
    if (type === 6) return { kind: 'floats', value: floats.finish() }
    if (type === 7) return { kind: 'ints', value: ints.finish() }
    if (type === 8) return { kind: 'strings', value: strings.values }
    return { kind: 'other' }
  }
}

function countGraph(bytes: Uint8Array, node: string, count: NodeCount): void {
  count.inside(node, () => {
    const reader = new WireReader(bytes)
    for (let field = reader.next(); field !== 0; field = reader.next()) {
      if (field === 1) decodeNode(reader.bytes(), count)
      else reader.skip()
    }
  })
}
