export { artifactExists, artifactNotFound, readFolder, wholeBlob, writeFolder } from './artifact-folders.ts'
export { artifactPath } from './artifact-path.ts'
export { checkArtifactPlace, fromArtifactUri, toArtifactUri } from './artifact-uri.ts'
export type { BlobFolder, BlobInfo, BlobStore, ByteRange } from './blob-store.ts'
export {
  checkDigests,
  DIGEST_LIST,
  digestLine,
  digestLines,
  digestOfFolder,
  digestsOf,
  type FolderFiles,
} from './folder-digest.ts'
