export { createTrackingMetrics } from './tracking-metrics.ts'
export { createTrackingServer, type TrackingServerDeps } from './tracking-server.ts'
