export { writeOnnx } from './pipeline.ts'
