import { isAppError } from '../../core/index.ts'
import { versionsOf } from '../../registry/index.ts'
import { everyItem, isUrl } from '../../track/index.ts'
import type { MlflowSource } from '../../workflows/ports/index.ts'
import type { RemoteStore } from './remote-store.ts'

/** Everything that a tracking server has. */
export function createServerSource({ runs, loggedModels, models, blobs, isOurs, close }: RemoteStore): MlflowSource {
  return {
    location: blobs.location.replace(/\/api\/.*/, ''),
    experiments: () => everyItem((page) => runs.searchExperiments({ view: 'all', ...page })),
    async *runs(experimentId) {
      for (let pageToken: string | undefined; ; ) {
        const page = await runs.searchRuns({ experimentIds: [experimentId], view: 'all', maxResults: 1000, pageToken })
        yield* page.items
        if (page.nextPageToken === null) return
        pageToken = page.nextPageToken
      }
    },
    history: async (runId, key) => (await runs.metricHistory(runId, key)).items,
    async loggedModels(experimentId) {
      try {
        return await everyItem((page) => loggedModels.search({ experimentIds: [experimentId], ...page }))
      } catch (error) {
        // MLflow 2 has none.
        if (isAppError(error, 'NOT_IMPLEMENTED') && !(await isOurs())) return []
        throw error
      }
    },
    models: () => everyItem((page) => models.searchModels({ maxResults: 1000, ...page })),
    versions: (name) => versionsOf(models, name),
    artifacts: (uri) => (isUrl(uri) || uri.startsWith('/') ? undefined : { blobs, prefix: uri }),
    close: async () => close(),
  }
}
