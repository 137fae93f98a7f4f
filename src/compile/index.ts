export { writeOnnx } from './compile-pipeline.ts'
