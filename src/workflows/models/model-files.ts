// The files of a model folder of the user's: those that it names itself and our own beside them, within the bounds of a model.
import type { FolderFiles } from '../../artifacts/index.ts'
import { filesOfModel } from '../../onnx/index.ts'
import type { ProjectDeps } from '../ports/index.ts'
import { EXTRA_FILES } from './model-extra-files.ts'

/** Undefined if there is no such folder. What else lies in it is not looked at. @throws MODEL_TOO_COSTLY, MODEL_INVALID, NAME_INVALID */
export async function readModelFiles(
  { files, limits }: Pick<ProjectDeps, 'files' | 'limits'>,
  path: string,
): Promise<FolderFiles | undefined> {
  const maxBytes = limits.modelBytes
  const lists = await files.readFolder(path, { names: filesOfModel(new Map()), maxBytes })
  if (lists === undefined) return undefined
  const names = [...filesOfModel(lists), ...Object.values(EXTRA_FILES)]
  return files.readFolder(path, { names: [...new Set(names)].sort(), maxBytes })
}
