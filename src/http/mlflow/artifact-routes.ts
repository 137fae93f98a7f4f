// Artifacts of runs, models and versions, and MLflow's artifact proxy, which its clients read and write through.
import type { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { type TObject, Type } from 'typebox'
import { artifactPath, type BlobFolder, type BlobStore, toArtifactUri } from '../../artifacts/index.ts'
import { AppError, validateRelativePath } from '../../core/index.ts'
import type { ModelStore } from '../../registry/index.ts'
import type { RunStore } from '../../track/index.ts'
import { ANY_OBJECT, type AnyRoute, answer, json, route, text } from '../kit/index.ts'
import { replyArtifact } from './artifact-reply.ts'
import { endpoint, REFUSALS } from './endpoint.ts'
import { versionNumber } from './fields.ts'
import { message, missing, optional, string } from './message.ts'
import { restDialect } from './rest-dialect.ts'

export interface ArtifactDeps {
  readonly runs: RunStore
  readonly models: ModelStore
  readonly blobs: BlobStore
}

const artifacts = { tags: ['artifacts'], errors: restDialect } as const
export const FILES = Type.Object({
  root_uri: Type.Optional(Type.String()),
  files: Type.Optional(
    Type.Array(Type.Object({ path: Type.String(), is_dir: Type.Boolean(), file_size: Type.Optional(Type.Integer()) })),
  ),
})
const BYTES = answer('The bytes.', text('application/octet-stream'))
const PART = answer('The part that was asked for.', text('application/octet-stream'))
const OUTSIDE = answer('The range is beyond the end.', json(ANY_OBJECT))
const MISSING = answer('There is no such artifact.', json(ANY_OBJECT))

/** Paths below `root`, which the client knows as its own. */
function filesOf({ folders, blobs }: BlobFolder, path: string, root: string) {
  const below = path === '' ? '' : `${path}/`
  return [
    ...folders.map((name) => ({ path: `${below}${name}`, is_dir: true })),
    ...blobs.map(({ key, size }) => ({ path: key.slice(root.length), is_dir: false, file_size: size })),
  ].sort((a, b) => (a.path < b.path ? -1 : 1))
}

/** A path that the client may have left open at its end, or not given. @throws NAME_INVALID */
function pathOf(given: string | undefined): string {
  const path = (given ?? '').replace(/\/+$/, '')
  return path === '' || path === '.' ? '' : validateRelativePath(path, 'artifact path')
}

/** What lies in a folder of a run or a model. @throws NAME_INVALID, INVALID_PARAMETER_VALUE for one whose artifacts are elsewhere */
export async function listArtifacts(blobs: BlobStore, artifactUri: string, given: string | undefined) {
  const path = pathOf(given)
  const root_uri = toArtifactUri(artifactUri)
  if (root_uri === artifactUri) {
    throw new AppError('INVALID_PARAMETER_VALUE', `the artifacts are at ${artifactUri}, not on this server`, {
      fix: 'Ask the store that has them',
    })
  }
  const folder = await blobs.listFolder(path === '' ? artifactUri : `${artifactUri}/${path}`)
  return { root_uri, files: filesOf(folder, path, `${artifactUri}/`) }
}

type Handler = (request: FastifyRequest, reply: FastifyReply) => unknown

/** The same under both prefixes, documented under the first. */
function proxied(
  spec: Omit<Parameters<typeof route>[0], 'url' | 'errors' | 'tags' | 'handler'>,
  path: string,
  handler: Handler,
): AnyRoute[] {
  const at = (prefix: string): string => `/${prefix}/2.0/mlflow-artifacts/${path}`
  const first = route({ ...artifacts, ...spec, validates: 'handler', url: at('api'), handler })
  const second = route({ ...first, id: `${first.id}Ajax`, url: at('ajax-api') })
  return [first, second]
}

const ANY_PATH: TObject = Type.Object({ '*': Type.String() })
const wildcard = ({ params }: FastifyRequest): string =>
  validateRelativePath((params as { readonly '*': string })['*'], 'artifact path')

function proxyRoutes({ blobs }: ArtifactDeps): AnyRoute[] {
  const list: Handler = async ({ query }) => {
    const path = pathOf((query as { readonly path?: string }).path)
    return { files: filesOf(await blobs.listFolder(path), '', path === '' ? '' : `${path}/`) }
  }
  return [
    ...proxied(
      {
        method: 'GET',
        id: 'listProxiedArtifacts',
        summary: 'What lies in a folder of the artifact store.',
        query: Type.Object({ path: Type.Optional(Type.String()) }),
        answers: { 200: answer('Done.', json(FILES)), ...REFUSALS },
      },
      'artifacts',
      list,
    ),
    ...proxied(
      {
        method: 'GET',
        id: 'downloadArtifact',
        summary: 'The bytes of an artifact, or a range of them.',
        params: ANY_PATH,
        answers: { 200: BYTES, 206: PART, 404: MISSING, 416: OUTSIDE },
      },
      'artifacts/*',
      async (request, reply) => replyArtifact(blobs, wildcard(request), request, reply),
    ),
    ...proxied(
      {
        method: 'PUT',
        id: 'uploadArtifact',
        summary:
          'Writes an artifact, of any length; one that is there is replaced when the last byte has arrived, or kept if the request says If-None-Match: *.',
        params: ANY_PATH,
        streams: true,
        body: text('application/octet-stream'),
        answers: { 200: answer('Written.', json(ANY_OBJECT)), ...REFUSALS },
      },
      'artifacts/*',
      async (request) => {
        // MLflow's clients log a file again; ours write each once.
        const replace = request.headers['if-none-match'] !== '*'
        await blobs.put(wildcard(request), wholeBody(request), { replace })
        return {}
      },
    ),
    ...proxied(
      {
        method: 'DELETE',
        id: 'deleteArtifact',
        summary: 'Deletes an artifact, or a folder of them.',
        params: ANY_PATH,
        answers: { 200: answer('Done.', json(ANY_OBJECT)), ...REFUSALS },
      },
      'artifacts/*',
      async (request) => {
        await blobs.delete(wildcard(request))
        return {}
      },
    ),
    ...(['create', 'complete', 'abort'] as const).flatMap((what) =>
      ['api', 'ajax-api'].map((prefix) => ({
        method: 'POST' as const,
        url: `/${prefix}/2.0/mlflow-artifacts/mpu/${what}/*`,
        hidden: 'not offered: a client that asks is told to send the file in one piece, which is streamed',
        handler: declineParts,
      })),
    ),
  ]
}

/** In the words that MLflow's clients look for before they send it in one piece. */
function declineParts(): never {
  throw new AppError('NOT_IMPLEMENTED', 'Multipart upload is not supported for the current artifact repository', {
    fix: 'Send the file in one piece: it is streamed, whatever its length',
  })
}

/** The body as it comes. One that ends before its announced length fails, so that half an artifact is none. */
async function* wholeBody({ body, raw, headers }: FastifyRequest): AsyncGenerator<Uint8Array> {
  if (body === undefined || body === null) return
  let bytes = 0
  for await (const chunk of body as Readable) {
    bytes += (chunk as Uint8Array).length
    yield chunk as Uint8Array
  }
  const announced = headers['content-length']
  if (!raw.complete || (announced !== undefined && Number(announced) !== bytes)) {
    throw new AppError('BAD_REQUEST', 'the body was cut off', { fix: 'Send the artifact again' })
  }
}

interface Which {
  readonly run_id?: string | undefined
  readonly run_uuid?: string | undefined
  readonly name?: string
  readonly version?: string
  readonly path?: string
}

function askedRun({ run_id, run_uuid }: Which): string {
  return needed(run_id || run_uuid, 'run_id')
}

/** @throws INVALID_PARAMETER_VALUE */
function needed(value: string | undefined, name: string): string {
  if (value) return value
  throw missing(name)
}

export function artifactRoutes(deps: ArtifactDeps): AnyRoute[] {
  const { runs, models, blobs } = deps
  const query = Type.Object({
    run_id: Type.Optional(Type.String()),
    run_uuid: Type.Optional(Type.String()),
    path: Type.Optional(Type.String()),
  })
  return [
    ...endpoint({
      method: 'GET',
      path: 'artifacts/list',
      id: 'listArtifacts',
      summary: "What lies in a folder of a run's artifacts.",
      tag: 'artifacts',
      asks: message({
        run_id: optional(string()),
        run_uuid: optional(string()),
        path: optional(string()),
        page_token: optional(string()),
      }),
      answers: FILES,
      async handle({ path, ...asked }) {
        const { artifactUri } = await runs.getRun(askedRun(asked))
        return listArtifacts(blobs, artifactUri, path)
      },
    }),
    ...proxyRoutes(deps),
    route({
      ...artifacts,
      method: 'GET',
      url: '/get-artifact',
      id: 'getArtifact',
      summary: 'The bytes of an artifact of a run.',
      validates: 'handler',
      query,
      answers: { 200: BYTES, 206: PART, 404: MISSING, 416: OUTSIDE },
      async handler(request, reply) {
        const asked = request.query as Which
        const run = await runs.getRun(askedRun(asked))
        return replyArtifact(blobs, artifactPath(run, needed(asked.path, 'path')), request, reply)
      },
    }),
    route({
      ...artifacts,
      method: 'GET',
      url: '/model-versions/get-artifact',
      id: 'getModelVersionArtifact',
      summary: "The bytes of an artifact of a model's version.",
      validates: 'handler',
      query: Type.Object({
        name: Type.Optional(Type.String()),
        version: Type.Optional(Type.String()),
        path: Type.Optional(Type.String()),
      }),
      answers: { 200: BYTES, 206: PART, 404: MISSING, 416: OUTSIDE },
      async handler(request, reply) {
        const { name, version, path } = request.query as Which
        const which = await models.getVersion(needed(name, 'name'), versionNumber(needed(version, 'version')))
        const key = artifactPath({ artifactUri: which.source }, needed(path, 'path'))
        return replyArtifact(blobs, key, request, reply)
      },
    }),
    route({
      ...artifacts,
      method: 'POST',
      url: '/ajax-api/2.0/mlflow/upload-artifact',
      id: 'uploadRunArtifact',
      summary: 'Writes an artifact of a run, of at most 10 MB.',
      validates: 'handler',
      streams: true,
      query,
      body: text('application/octet-stream'),
      answers: {
        200: answer('Written.', json(ANY_OBJECT)),
        ...REFUSALS,
        413: answer('Too large.', json(ANY_OBJECT)),
      },
      async handler(request) {
        const asked = request.query as Which
        const run = await runs.getRun(askedRun(asked))
        const key = artifactPath(run, needed(asked.path, 'path'))
        await blobs.put(key, atMost(UPLOAD_BYTES, wholeBody(request)), { replace: true })
        return {}
      },
    }),
  ]
}

const UPLOAD_BYTES = 10 << 20

async function* atMost(limit: number, bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let total = 0
  for await (const chunk of bytes) {
    total += chunk.length
    if (total > limit) {
      throw new AppError('BODY_TOO_LARGE', `the body has more than ${limit} bytes`, {
        fix: 'Write larger artifacts through mlflow-artifacts',
      })
    }
    yield chunk
  }
}
