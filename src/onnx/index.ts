export { elementOf } from './decode-tensor.ts'
export { digestOfFolder, type FolderFiles } from './folder-digest.ts'
export {
  buildModelFolder,
  type InputExample,
  type ModelFolderContents,
  type Signature,
  type SignatureField,
} from './model-folder.ts'
export type {
  ElementType,
  OnnxAttribute,
  OnnxModel,
  OnnxNode,
  OnnxTensor,
  OnnxValue,
} from './onnx-model.ts'
export { filesOfModel, type ModelFolder, readModelFolder } from './read-model-folder.ts'
export { readOnnx } from './read-onnx.ts'
export { withNamedInputs, withRenamedInputs } from './with-named-inputs.ts'
export { withoutZipMaps } from './without-zip-maps.ts'
export { type FittedPipeline, writeOnnx } from './write-onnx.ts'
