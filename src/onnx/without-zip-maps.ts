import { create, fromBinary, toBinary } from '@bufbuild/protobuf'
import { ModelProtoSchema, ValueInfoProtoSchema } from './proto/onnx_pb.ts'

/** The same graph with the tensors that ZipMap would turn into maps as its outputs, under the same names: ONNX Runtime's Node binding has no maps. */
export function withoutZipMaps(graph: Uint8Array): Uint8Array {
  const model = fromBinary(ModelProtoSchema, graph)
  const zipped = new Set<string>()
  for (const node of model.graph?.node ?? []) {
    if (node.opType !== 'ZipMap' || node.domain !== 'ai.onnx.ml') continue
    node.opType = 'Identity'
    node.domain = ''
    node.attribute = []
    zipped.add(node.output[0]!)
  }
  if (model.graph === undefined || zipped.size === 0) return graph
  model.graph.output = model.graph.output.map((output) =>
    zipped.has(output.name)
      ? create(ValueInfoProtoSchema, {
          name: output.name,
          type: { value: { case: 'tensorType', value: { elemType: 1 } } },
        })
      : output,
  )
  return toBinary(ModelProtoSchema, model)
}
