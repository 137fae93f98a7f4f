// webhooks*: who is told of what happens to models. No answer holds a secret.
import { Type } from 'typebox'
import type { EventType, Webhook } from '../../../events/index.ts'
import type { Webhooks } from '../../../workflows/events/index.ts'
import { ANY_OBJECT, type AnyRoute } from '../../kit/index.ts'
import { endpoint } from '../endpoint.ts'
import { int64, list, type MessageOf, message, oneOf, optional, required, string } from '../message.ts'

export interface WebhookDeps {
  readonly webhookRegistry: Webhooks
}

const tag = 'webhooks'

/** By their numbers in the protocol; what has none is ours. */
const ENTITIES = [
  'REGISTERED_MODEL',
  'MODEL_VERSION',
  'MODEL_VERSION_TAG',
  'MODEL_VERSION_ALIAS',
  'PROMPT',
  'PROMPT_VERSION',
  'PROMPT_TAG',
  'PROMPT_VERSION_TAG',
  'PROMPT_ALIAS',
  'BUDGET_POLICY',
  'MODEL_VERSION_STAGE',
  'GATE_DECISION',
  'CHAMPION',
] as const
const ACTIONS = ['CREATED', 'UPDATED', 'DELETED', 'SET', 'EXCEEDED', 'PROMOTED', 'ROLLED_BACK'] as const

const EVENT = message({ entity: required(oneOf(ENTITIES)), action: required(oneOf(ACTIONS)) })
const STATUS = oneOf(['ACTIVE', 'DISABLED'])

const eventOf = ({ entity, action }: MessageOf<typeof EVENT>): EventType => ({
  entity: entity.toLowerCase(),
  action: action.toLowerCase(),
})

/** As protocol buffers have it, empty text is text that is not there. */
const filled = (text: string | undefined) => text || undefined

function webhookOf({ webhookId, events, description, ...webhook }: Webhook) {
  return {
    webhook_id: webhookId,
    name: webhook.name,
    url: webhook.url,
    events: events.map(({ entity, action }) => ({ entity: entity.toUpperCase(), action: action.toUpperCase() })),
    ...(description !== null && { description }),
    status: webhook.status,
    creation_timestamp: webhook.creationTime,
    last_updated_timestamp: webhook.lastUpdatedTime,
  }
}

const WEBHOOK_SCHEMA = Type.Object({
  webhook_id: Type.String(),
  name: Type.String(),
  url: Type.String(),
  events: Type.Array(Type.Object({ entity: Type.String(), action: Type.String() })),
  description: Type.Optional(Type.String()),
  status: Type.Enum(['ACTIVE', 'DISABLED']),
  creation_timestamp: Type.Integer(),
  last_updated_timestamp: Type.Integer(),
})
const WEBHOOK = Type.Object({ webhook: WEBHOOK_SCHEMA })
const WHICH = { webhook_id: required(string()) } as const

export function webhookRoutes({ webhookRegistry: webhooks }: WebhookDeps): AnyRoute[] {
  return [
    ...endpoint({
      method: 'POST',
      path: 'webhooks',
      access: 'admin',
      id: 'createWebhook',
      summary: 'An address that is told of events.',
      tag,
      asks: message({
        name: required(string()),
        url: required(string()),
        events: required(list(EVENT, 100)),
        description: optional(string()),
        secret: optional(string()),
        status: optional(STATUS),
      }),
      answers: WEBHOOK,
      async handle({ events, description, secret, ...asked }) {
        const webhook = await webhooks.create({
          ...asked,
          events: events.map(eventOf),
          description: filled(description),
          secret: filled(secret),
        })
        return { webhook: webhookOf(webhook) }
      },
    }),
    ...endpoint({
      method: 'GET',
      path: 'webhooks',
      access: 'admin',
      id: 'listWebhooks',
      summary: 'Webhooks, a page at a time; the newest first.',
      tag,
      asks: message({ max_results: optional(int64()), page_token: optional(string()) }),
      answers: Type.Object({
        webhooks: Type.Optional(Type.Array(WEBHOOK_SCHEMA)),
        next_page_token: Type.Optional(Type.String()),
      }),
      async handle({ max_results, page_token }) {
        const page = await webhooks.list({ maxResults: max_results, pageToken: filled(page_token) })
        return { webhooks: page.items.map(webhookOf), next_page_token: page.nextPageToken ?? undefined }
      },
    }),
    ...endpoint({
      method: 'GET',
      path: 'webhooks/:webhook_id',
      access: 'admin',
      id: 'getWebhook',
      summary: 'A webhook.',
      tag,
      asks: message(WHICH),
      answers: WEBHOOK,
      handle: async ({ webhook_id }) => ({ webhook: webhookOf(await webhooks.get(webhook_id)) }),
    }),
    ...endpoint({
      method: 'PATCH',
      path: 'webhooks/:webhook_id',
      access: 'admin',
      id: 'updateWebhook',
      summary: 'Changes what is given of a webhook.',
      tag,
      asks: message({
        ...WHICH,
        name: optional(string()),
        url: optional(string()),
        events: optional(list(EVENT, 100)),
        description: optional(string()),
        secret: optional(string()),
        status: optional(STATUS),
      }),
      answers: WEBHOOK,
      async handle({ webhook_id, name, url, events = [], description, secret, status }) {
        const webhook = await webhooks.update(webhook_id, {
          name: filled(name),
          url: filled(url),
          events: events.length === 0 ? undefined : events.map(eventOf),
          description: filled(description),
          secret: filled(secret),
          status,
        })
        return { webhook: webhookOf(webhook) }
      },
    }),
    ...endpoint({
      method: 'DELETE',
      path: 'webhooks/:webhook_id',
      access: 'admin',
      id: 'deleteWebhook',
      summary: 'Deletes a webhook, with what it was still to be told.',
      tag,
      asks: message(WHICH),
      answers: ANY_OBJECT,
      async handle({ webhook_id }) {
        await webhooks.delete(webhook_id)
        return {}
      },
    }),
    ...endpoint({
      method: 'POST',
      path: 'webhooks/:webhook_id/test',
      access: 'admin',
      id: 'testWebhook',
      summary: 'Sends an example to a webhook, once.',
      tag,
      asks: message({ ...WHICH, event: optional(EVENT) }),
      answers: Type.Object({
        result: Type.Object({
          success: Type.Boolean(),
          response_status: Type.Optional(Type.Integer()),
          response_body: Type.Optional(Type.String()),
          error_message: Type.Optional(Type.String()),
        }),
      }),
      async handle({ webhook_id, event }) {
        const result = await webhooks.test(webhook_id, event && eventOf(event))
        const { success } = result
        if ('error' in result) return { result: { success, error_message: result.error } }
        return { result: { success, response_status: result.status, response_body: result.body } }
      },
    }),
  ]
}
