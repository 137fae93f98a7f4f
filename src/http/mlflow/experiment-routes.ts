// experiments/*
import { Type } from 'typebox'
import { fromArtifactUri } from '../../artifacts/index.ts'
import { AppError } from '../../core/index.ts'
import { EXPERIMENT_NAMES, parseFilter, parseOrder, type RunStore } from '../../track/index.ts'
import { ANY_OBJECT, type AnyRoute, ref } from '../kit/index.ts'
import { endpoint } from './endpoint.ts'
import { experimentOf } from './entities.ts'
import { recordOf, SEARCH, TAG, VIEW, viewOf } from './fields.ts'
import { list, message, optional, required, string } from './message.ts'

const tag = 'experiments'
const EXPERIMENT = Type.Object({ experiment: ref('Experiment') })

export function experimentRoutes({ runs }: { readonly runs: RunStore }): AnyRoute[] {
  const search = (method: 'GET' | 'POST') =>
    endpoint({
      method,
      path: 'experiments/search',
      access: 'read',
      id: method === 'GET' ? 'listExperiments' : 'searchExperiments',
      summary: 'Experiments that fit a filter, a page at a time; newest first.',
      tag,
      asks: message({ view_type: optional(VIEW), ...SEARCH }),
      answers: Type.Object({
        experiments: Type.Optional(Type.Array(ref('Experiment'))),
        next_page_token: Type.Optional(Type.String()),
      }),
      async handle({ view_type, filter = '', order_by = [], max_results, page_token }) {
        const { items, nextPageToken } = await runs.searchExperiments({
          view: viewOf(view_type),
          filter: parseFilter(filter, EXPERIMENT_NAMES),
          orderBy: parseOrder(order_by, EXPERIMENT_NAMES),
          maxResults: max_results,
          pageToken: page_token || undefined,
        })
        return { experiments: items.map(experimentOf), next_page_token: nextPageToken ?? undefined }
      },
    })
  return [
    ...endpoint({
      method: 'POST',
      path: 'experiments/create',
      id: 'createExperiment',
      summary: 'A new experiment.',
      tag,
      asks: message({
        name: required(string()),
        artifact_location: optional(string()),
        tags: optional(list(TAG)),
      }),
      answers: Type.Object({ experiment_id: Type.String() }),
      async handle({ name, artifact_location, tags }) {
        const experiment = await runs.createExperiment(name, {
          artifactLocation: artifact_location ? fromArtifactUri(artifact_location, 'artifact location') : undefined,
          tags: recordOf(tags),
        })
        return { experiment_id: experiment.experimentId }
      },
    }),
    ...endpoint({
      method: 'GET',
      path: 'experiments/get',
      id: 'getExperiment',
      summary: 'An experiment by its id.',
      tag,
      asks: message({ experiment_id: required(string()) }),
      answers: EXPERIMENT,
      handle: async ({ experiment_id }) => ({ experiment: experimentOf(await runs.getExperiment(experiment_id)) }),
    }),
    ...endpoint({
      method: 'GET',
      path: 'experiments/get-by-name',
      id: 'getExperimentByName',
      summary: 'An experiment by its name, also a deleted one.',
      tag,
      asks: message({ experiment_name: required(string()) }),
      answers: EXPERIMENT,
      async handle({ experiment_name }) {
        const experiment = await runs.findExperiment(experiment_name)
        if (experiment !== undefined) return { experiment: experimentOf(experiment) }
        throw new AppError('RESOURCE_DOES_NOT_EXIST', `Could not find experiment with name '${experiment_name}'`, {
          fix: 'Create it, or search for the experiments there are',
        })
      },
    }),
    ...search('POST'),
    ...search('GET'),
    ...endpoint({
      method: 'POST',
      path: 'experiments/update',
      id: 'updateExperiment',
      summary: 'Another name.',
      tag,
      asks: message({ experiment_id: required(string()), new_name: required(string()) }),
      answers: ANY_OBJECT,
      async handle({ experiment_id, new_name }) {
        await runs.renameExperiment(experiment_id, new_name)
        return {}
      },
    }),
    ...(['delete', 'restore'] as const).flatMap((what) =>
      endpoint({
        method: 'POST',
        path: `experiments/${what}`,
        id: `${what}Experiment`,
        summary: what === 'delete' ? 'Deletes it with its runs, so that it can be restored.' : 'Undoes a deletion.',
        tag,
        asks: message({ experiment_id: required(string()) }),
        answers: ANY_OBJECT,
        async handle({ experiment_id }) {
          await runs.setExperimentLifecycle(experiment_id, what === 'delete' ? 'deleted' : 'active')
          return {}
        },
      }),
    ),
    ...endpoint({
      method: 'POST',
      path: 'experiments/set-experiment-tag',
      id: 'setExperimentTag',
      summary: 'Sets a tag.',
      tag,
      asks: message({ experiment_id: required(string()), key: required(string()), value: optional(string()) }),
      answers: ANY_OBJECT,
      async handle({ experiment_id, key, value = '' }) {
        await runs.setExperimentTag(experiment_id, key, value)
        return {}
      },
    }),
    ...endpoint({
      method: 'POST',
      path: 'experiments/delete-experiment-tag',
      id: 'deleteExperimentTag',
      summary: 'Deletes a tag.',
      tag,
      asks: message({ experiment_id: required(string()), key: required(string()) }),
      answers: ANY_OBJECT,
      async handle({ experiment_id, key }) {
        await runs.deleteExperimentTag(experiment_id, key)
        return {}
      },
    }),
  ]
}
