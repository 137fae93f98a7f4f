export { createDeliveries, type Deliveries } from './deliveries.ts'
export { withLedgerEvents, withModelEvents } from './published.ts'
export { createPublisher, type Publish } from './publisher.ts'
export { createWebhooks, type TestResult, type Webhooks } from './webhooks.ts'
