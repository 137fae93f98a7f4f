export { digestOfFolder } from './folder-digest.ts'
export {
  buildModelFolder,
  DIGEST_LIST,
  type FolderFiles,
  type InputExample,
  type ModelFolderContents,
  type Signature,
  type SignatureField,
} from './model-folder.ts'
export { type ModelFolder, readModelFolder } from './read-model-folder.ts'
export { type FittedPipeline, writeOnnx } from './write-onnx.ts'
