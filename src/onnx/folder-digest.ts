import type { FolderFiles } from './model-folder.ts'

/** sha256 (hex) of a folder: of the sorted lines `<sha256>  <path>` of all its files but the list of digests itself. */
export declare function digestOfFolder(files: FolderFiles): string
