import { isAbsolute, relative, resolve } from 'node:path'
import { AppError } from '../core/index.ts'

/**
 * A data path of the config, absolute. A relative one starts at the config's folder and stays below it, so that a project
 * is one folder; an absolute one is the user's explicit word. @throws CONFIG_PATH_OUTSIDE, CONFIG_INVALID
 */
export function resolveDataPath(path: string, root: string, where: string): string {
  if (path.includes('\0')) throw new AppError('CONFIG_INVALID', 'the path has a NUL character', { where })
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(path)) {
    throw new AppError('CONFIG_INVALID', `${JSON.stringify(path)} is a URL; only local files are read`, {
      where,
      fix: 'Copy the file next to the config and name it by its path',
    })
  }
  if (isAbsolute(path)) return path
  const absolute = resolve(root, path)
  const fromRoot = relative(root, absolute)
  if (fromRoot === '..' || fromRoot.startsWith('../') || isAbsolute(fromRoot)) {
    throw new AppError('CONFIG_PATH_OUTSIDE', `${JSON.stringify(path)} leaves the project folder`, {
      where,
      fix: 'Move the file into the project, write its absolute path, or name it on the command line with --data',
    })
  }
  return absolute
}
