export type { ActiveRun, Bytes, StartRun } from './active-run.ts'
export { createRemoteStore, type RemoteStore, type RemoteStoreOptions } from './remote-store.ts'
export { createServerSource } from './server-source.ts'
export {
  createTrackingClient,
  type SearchText,
  type TrackingClient,
  type TrackingClientOptions,
} from './tracking-client.ts'
