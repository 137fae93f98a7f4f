export { createLocalArtifactStore } from './local-artifact-store.ts'
