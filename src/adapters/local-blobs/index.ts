export { createLocalBlobStore } from './local-blob-store.ts'
