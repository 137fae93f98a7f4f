import { AppError } from '../../core/index.ts'
import type { ModelVersion, Transition } from '../../registry/index.ts'
import { EXTRA_FILES, openVersion, type VersionDeps } from '../models/index.ts'
import type { ProjectDeps } from '../ports/index.ts'

export type CardDeps = VersionDeps & Pick<ProjectDeps, 'ledger'>

export interface VersionCard {
  readonly name: string
  readonly version: number
  /** Markdown with Hugging Face front matter, as it was made from the run. */
  readonly markdown: string
  /** What happened to the version since, newest first. */
  readonly history: readonly Transition[]
}

/** @throws ARTIFACT_NOT_FOUND for a model that came without a card */
export async function readCard(deps: CardDeps, version: ModelVersion): Promise<VersionCard> {
  const { files } = await openVersion(deps, version)
  const bytes = files.get(EXTRA_FILES.modelCard)
  if (bytes === undefined) {
    throw new AppError('ARTIFACT_NOT_FOUND', `${version.name} version ${version.version} has no model card`, {
      fix: 'Register it under another --name with --data <table> --target <column>, or train it here: both write one',
    })
  }
  const history = await deps.ledger.history(version.name)
  return {
    name: version.name,
    version: version.version,
    markdown: new TextDecoder().decode(bytes),
    history: history.filter((transition) => transition.version === version.version),
  }
}
