// Where a run came from, under the tag names that MLflow's UI and clients read.

export interface GitState {
  /** Full hash of HEAD. */
  readonly commit: string
  /** Absent when HEAD is detached. */
  readonly branch?: string
  /** Tracked files differ from HEAD: the commit alone does not reproduce the run. */
  readonly dirty: boolean
}

export interface RunEnvironment {
  readonly user: string
  /** The command or script that runs. */
  readonly sourceName: string
  /** Version of this package. */
  readonly version: string
  readonly node: string
  /** Operating system and architecture: `linux-x64`. */
  readonly platform: string
  /** Absent outside a git repository. */
  readonly git?: GitState
}

export interface SourceInfo {
  /** Never fails: what cannot be found out is absent. */
  describe(): Promise<RunEnvironment>
}

export function runEnvironmentTags(environment: RunEnvironment): Readonly<Record<string, string>> {
  const { git } = environment
  return {
    'mlflow.user': environment.user,
    'mlflow.source.name': environment.sourceName,
    'mlflow.source.type': 'LOCAL',
    'modelwright.version': environment.version,
    'modelwright.node': environment.node,
    'modelwright.platform': environment.platform,
    ...(git && { 'mlflow.source.git.commit': git.commit, 'modelwright.git.dirty': String(git.dirty) }),
    ...(git?.branch !== undefined && { 'mlflow.source.git.branch': git.branch }),
  }
}
