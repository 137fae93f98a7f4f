// What may happen to a model, as subscribers are told: MLflow's events, and ours for what its registry does not know.

const model = { name: 'example_model' } as const
const prompt = { name: 'example_prompt' } as const
const version = { version: '1' } as const
const tag = { key: 'example_key', value: 'example_value' } as const
const who = { by: 'example_user', reason: null } as const
const about = (what: string) => ({ tags: { example_key: 'example_value' }, description: `An example ${what}` })

/** Each event with the data that a test of a webhook sends. */
const EXAMPLES = {
  'registered_model.created': { ...model, ...about('registered model') },
  'model_version.created': {
    ...model,
    ...version,
    source: 'models:/123',
    run_id: 'abcd1234abcd5678',
    ...about('model version'),
  },
  'model_version_tag.set': { ...model, ...version, ...tag },
  'model_version_tag.deleted': { ...model, ...version, key: 'example_key' },
  'model_version_alias.created': { ...model, alias: 'example_alias', ...version },
  'model_version_alias.deleted': { ...model, alias: 'example_alias' },
  'prompt.created': { ...prompt, ...about('prompt') },
  'prompt_version.created': { ...prompt, ...version, template: 'Hello {{name}}!', ...about('prompt version') },
  'prompt_tag.set': { ...prompt, ...tag },
  'prompt_tag.deleted': { ...prompt, key: 'example_key' },
  'prompt_version_tag.set': { ...prompt, ...version, ...tag },
  'prompt_version_tag.deleted': { ...prompt, ...version, key: 'example_key' },
  'prompt_alias.created': { ...prompt, alias: 'example_alias', ...version },
  'prompt_alias.deleted': { ...prompt, alias: 'example_alias' },
  // Ours.
  'model_version_stage.set': { ...model, ...version, from_stage: 'None', to_stage: 'Staging', ...who },
  'gate_decision.created': { ...model, ...version, outcome: 'refused', failed: ['val_auc ≥ 0.9'], ...who },
  'champion.promoted': { ...model, ...version, previous_version: null, ...who },
  'champion.rolled_back': { ...model, ...version, previous_version: '2', ...who },
} as const satisfies Record<string, Readonly<Record<string, unknown>>>

export type EventName = keyof typeof EXAMPLES

/** Names of all events: `entity.action`. */
export const EVENTS = Object.keys(EXAMPLES) as readonly EventName[]

export interface EventType {
  readonly entity: string
  readonly action: string
}

export interface Event {
  readonly name: EventName
  readonly data: Readonly<Record<string, unknown>>
}

export function nameOf({ entity, action }: EventType): EventName {
  return `${entity}.${action}` as EventName
}

export function isEventType(type: EventType): boolean {
  return Object.hasOwn(EXAMPLES, nameOf(type))
}

export function exampleData(name: EventName): Event['data'] {
  return EXAMPLES[name]
}
