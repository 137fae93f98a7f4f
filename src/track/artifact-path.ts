import { validateRelativePath } from '../core/index.ts'
import type { Run } from './tracking-store.ts'

/** The path in the artifact store of a run's artifact: `<experiment>/<run>/artifacts/<path>`. @throws NAME_INVALID */
export function artifactPath(run: Pick<Run, 'artifactUri'>, path: string): string {
  return `${run.artifactUri}/${validateRelativePath(path, 'artifact path')}`
}
