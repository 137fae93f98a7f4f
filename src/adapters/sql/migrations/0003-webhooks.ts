import type { Migration } from './migration.ts'

export const webhooks: Migration = {
  version: 3,
  name: 'webhooks',
  statements: ({ clustered }) => [
    `create table webhooks (
      webhook_id text primary key,
      name text not null,
      url text not null,
      description text,
      secret text,
      status text not null,
      creation_time bigint not null,
      last_updated_time bigint not null)`,
    `create table webhook_events (
      webhook_id text not null references webhooks (webhook_id) on delete cascade,
      entity text not null,
      action text not null,
      position bigint not null,
      primary key (webhook_id, entity, action)) ${clustered}`,
    'create index webhooks_of_event on webhook_events (entity, action)',
    `create table webhook_deliveries (
      delivery_id text primary key,
      webhook_id text not null references webhooks (webhook_id) on delete cascade,
      body text not null,
      attempts bigint not null,
      due_at bigint not null)`,
    'create index webhook_deliveries_due on webhook_deliveries (due_at, delivery_id)',
    'create index webhook_deliveries_of_webhook on webhook_deliveries (webhook_id)',
  ],
}
