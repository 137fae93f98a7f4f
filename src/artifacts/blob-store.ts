// Bytes by key, as a folder of files or a bucket can hold them. A key is a relative path and passes `validateRelativePath`.

export interface BlobInfo {
  readonly key: string
  /** Bytes. */
  readonly size: number
}

export interface BlobStore {
  /** Where it is, for people. */
  readonly location: string
  /** Writes a new blob, all of it or nothing; of several writers of one key, in any process, one wins. A blob is never replaced. Gives the sha256 (hex) of what was written. @throws NAME_INVALID, RESOURCE_ALREADY_EXISTS, STORE_UNWRITABLE */
  put(key: string, bytes: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<string>
  /** @throws NAME_INVALID, ARTIFACT_NOT_FOUND, once it is read */
  get(key: string): AsyncIterable<Uint8Array>
  /** Every blob below `prefix/`, by key; below '' all there are. @throws NAME_INVALID */
  list(prefix: string): Promise<readonly BlobInfo[]>
  /** What names the writes that a killed process never finished, or another one is at just now: for people. */
  unfinished(): Promise<readonly string[]>
  /** Deletes the blob `key` and every one below `key/`; missing ones are no error. @throws NAME_INVALID, STORE_UNWRITABLE */
  delete(key: string): Promise<void>
}
