import { validateRelativePath } from '../core/index.ts'

/** The path in the artifact store of a run's artifact: `<experiment>/<run>/artifacts/<path>`. @throws NAME_INVALID */
export function artifactPath(run: { readonly artifactUri: string }, path: string): string {
  return `${run.artifactUri}/${validateRelativePath(path, 'artifact path')}`
}
