export { createRemoteStore, type RemoteStore, type RemoteStoreOptions } from './remote-store.ts'
