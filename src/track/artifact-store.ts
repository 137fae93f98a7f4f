// Files of runs and models, by relative path under one root.

export interface ArtifactInfo {
  /** Relative to the root. */
  readonly path: string
  readonly isDirectory: boolean
  /** Bytes; absent for a folder. */
  readonly size?: number
}

export interface ArtifactStore {
  /** Where it is, for people. */
  readonly location: string
  /** Writes a whole folder so that a reader sees all of it or nothing (temporary folder, then rename). @throws NAME_INVALID */
  putFolder(path: string, files: ReadonlyMap<string, Uint8Array>): Promise<void>
  put(path: string, bytes: Uint8Array): Promise<void>
  /** @throws ARTIFACT_NOT_FOUND */
  get(path: string): Promise<Uint8Array>
  /** Every file below `path`, keyed by its path relative to `path`. @throws ARTIFACT_NOT_FOUND */
  getFolder(path: string): Promise<ReadonlyMap<string, Uint8Array>>
  list(path: string): Promise<readonly ArtifactInfo[]>
  delete(path: string): Promise<void>
}
