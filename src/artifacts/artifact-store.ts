// Files of runs and models, by relative path under one root: `<experiment>/<run>/artifacts/<path>`.
// Every path passes `validateRelativePath`.

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
  /** Writes a whole folder so that a reader sees all of it or nothing (temporary folder, then rename). A folder of files is never replaced. @throws NAME_INVALID, RESOURCE_ALREADY_EXISTS, STORE_UNWRITABLE */
  putFolder(path: string, files: ReadonlyMap<string, Uint8Array>): Promise<void>
  /** Writes or replaces one file, all of it or nothing. @throws NAME_INVALID, RESOURCE_ALREADY_EXISTS if a folder is there, STORE_UNWRITABLE */
  put(path: string, bytes: Uint8Array): Promise<void>
  /** @throws ARTIFACT_NOT_FOUND */
  get(path: string): Promise<Uint8Array>
  /** Every file below `path`, keyed by its path relative to `path`. @throws ARTIFACT_NOT_FOUND, MODEL_TOO_COSTLY when they have more than `maxBytes` together */
  getFolder(path: string, options?: { readonly maxBytes?: number }): Promise<ReadonlyMap<string, Uint8Array>>
  /** What lies directly in a folder, by name. @throws ARTIFACT_NOT_FOUND */
  list(path: string): Promise<readonly ArtifactInfo[]>
  /** Names of the folders at the root. */
  roots(): Promise<readonly string[]>
  /** Paths of writes that a killed process never finished, or another one is at just now. */
  unfinished(): Promise<readonly string[]>
  /** Deletes a file or a whole folder; a missing one is no error. */
  delete(path: string): Promise<void>
}
