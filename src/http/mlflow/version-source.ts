// What a new version is made from: a place, or a model that a run has logged.
import { artifactPath, fromArtifactUri } from '../../artifacts/index.ts'
import type { NewModelVersion } from '../../registry/index.ts'
import { invalid } from './message.ts'
import type { RegistryDeps } from './registry-deps.ts'

interface Asked {
  readonly source: string
  readonly run_id?: string | undefined
  readonly model_id?: string | undefined
}

type Source = Pick<NewModelVersion, 'source' | 'runId' | 'modelId'>

/** `models:/m-…`, `models:/name/1` and `runs:/…` are looked up, so that the version names its files. @throws NAME_INVALID, RESOURCE_DOES_NOT_EXIST */
export async function versionSource({ runs, models, loggedModels }: RegistryDeps, asked: Asked): Promise<Source> {
  const checked = fromArtifactUri(asked.source, 'model version source')
  const modelId = asked.model_id || /^models:\/(m-[0-9a-f]{32})$/.exec(checked)?.[1]
  if (modelId !== undefined) {
    const model = await loggedModels.get(modelId)
    const source = checked.startsWith('models:/') ? model.artifactUri : checked
    return { source, modelId, runId: asked.run_id || (model.sourceRunId ?? undefined) }
  }
  const ofRun = /^runs:\/+([0-9a-f]{32})\/(.+)$/.exec(checked)
  if (ofRun !== null) {
    const [, runId, path] = ofRun as unknown as readonly [string, string, string]
    return { source: artifactPath(await runs.getRun(runId), path), runId: asked.run_id || runId }
  }
  const ofVersion = /^models:\/([^/@]+)\/(\d{1,15})$/.exec(checked)
  if (ofVersion !== null) {
    const { source, runId, modelId } = await models.getVersion(ofVersion[1]!, Number(ofVersion[2]))
    return { source, runId: asked.run_id || (runId ?? undefined), modelId: modelId ?? undefined }
  }
  if (/^(runs|models):/.test(checked)) {
    throw invalid(
      'source',
      asked.source,
      'Name a run as runs:/<run id>/<path> and a logged model as models:/<model id>',
    )
  }
  return { source: checked, runId: asked.run_id || undefined }
}
