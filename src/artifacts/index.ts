export { artifactPath } from './artifact-path.ts'
export type { ArtifactInfo, ArtifactStore } from './artifact-store.ts'
export { DIGEST_LIST, digestLines, digestOfFolder, type FolderFiles, sha256 } from './folder-digest.ts'
