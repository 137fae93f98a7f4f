export { createOnnxRuntimeFallback } from './onnxruntime-fallback.ts'
