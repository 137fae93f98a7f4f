// What callers of a version rely on, from its graph and the serving section stored with it.
import type { ServingConfig } from '../../config/index.ts'
import { isAppError } from '../../core/index.ts'
import type { Contract } from '../../gate/index.ts'
import type { ModelVersion } from '../../registry/index.ts'
import { interfaceOfGraph, type Scorer, taskOf } from '../../score/index.ts'
import { answerSchema, resolveServingOptions } from '../../serve/index.ts'
import { openVersion, type StoredModel, trainingConfigOf, type VersionDeps } from '../models/index.ts'

export function contractOf(
  { inputs, classes }: Pick<Scorer, 'inputs' | 'classes'>,
  serving: ServingConfig | undefined,
): Contract {
  const task = taskOf(classes)
  const options = resolveServingOptions(serving, task)
  const { properties } = answerSchema({ task, classes, options })
  return {
    // The server asks for every column, whatever a signature says: a missing value is sent as null.
    inputs: inputs.map(({ name, type }) => ({ name, type, required: true, limits: options.schema[name] ?? {} })),
    classes,
    answer: Object.keys(properties as object),
    tiers: options.tiers.map(({ name }) => name),
  }
}

export function contractOfModel(stored: StoredModel): Contract {
  return contractOf(interfaceOfGraph(stored.folder.graph), trainingConfigOf(stored)?.config.serving)
}

/** Undefined where the files of the version cannot be read. */
export async function contractOfVersion(deps: VersionDeps, version: ModelVersion): Promise<Contract | undefined> {
  try {
    return contractOfModel(await openVersion(deps, version))
  } catch (error) {
    if (isAppError(error)) return undefined
    throw error
  }
}
