export { createOnnxRuntimeEngine } from './onnxruntime-engine.ts'
