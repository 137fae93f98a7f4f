// Bytes by key, as a folder of files or a bucket can hold them. A key is a relative path and passes `validateRelativePath`.

export interface BlobInfo {
  readonly key: string
  /** Bytes. */
  readonly size: number
}

/** What lies in a folder itself. */
export interface BlobFolder {
  /** Names, sorted, as are the blobs by key. */
  readonly folders: readonly string[]
  readonly blobs: readonly BlobInfo[]
}

/** Bytes from `start` up to, not including, `end`. */
export interface ByteRange {
  readonly start: number
  /** @default the blob's end */
  readonly end?: number | undefined
}

export interface BlobStore {
  /** Where it is, for people. */
  readonly location: string
  /** Writes a new blob, all of it or nothing; of several writers of one key, in any process, one wins. Unless `replace` is said a blob that is there stays; a reader of one that is replaced gets the old or the new bytes, never both. Gives the sha256 (hex) of what was written. @throws NAME_INVALID, RESOURCE_ALREADY_EXISTS, STORE_UNWRITABLE */
  put(
    key: string,
    bytes: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
    options?: { readonly replace?: boolean },
  ): Promise<string>
  /** @throws NAME_INVALID, ARTIFACT_NOT_FOUND, once it is read */
  get(key: string, range?: ByteRange): AsyncIterable<Uint8Array>
  /** Undefined where there is none. `etag` changes with the bytes. @throws NAME_INVALID */
  find(key: string): Promise<{ readonly size: number; readonly etag: string } | undefined>
  /** One level below `prefix/`, or of all there is below ''. @throws NAME_INVALID */
  listFolder(prefix: string): Promise<BlobFolder>
  /** Every blob below `prefix/`, by key; below '' all there are. @throws NAME_INVALID */
  list(prefix: string): Promise<readonly BlobInfo[]>
  /** What names the writes that a killed process never finished, or another one is at just now: for people. */
  unfinished(): Promise<readonly string[]>
  /** Deletes the blob `key` and every one below `key/`; missing ones are no error. @throws NAME_INVALID, STORE_UNWRITABLE */
  delete(key: string): Promise<void>
}
