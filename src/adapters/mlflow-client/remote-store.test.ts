// The suites of the ports, over the wire to a server of our own; test/conformance asks MLflow's.
import { openTrackingServer } from '../../../test/fixtures/tracking-server.ts'
import { describeArtifactFolders } from '../../../test/suites/artifact-folders.suite.ts'
import { describeBlobStore } from '../../../test/suites/blob-store.suite.ts'
import { describeChampionLedger } from '../../../test/suites/champion-ledger.suite.ts'
import { describeLoggedModelStore } from '../../../test/suites/logged-model-store.suite.ts'
import { describeMetricHistory } from '../../../test/suites/metric-history.suite.ts'
import { describeModelStore } from '../../../test/suites/model-store.suite.ts'
import { describeRunSearch } from '../../../test/suites/run-search.suite.ts'
import { describeRunStore } from '../../../test/suites/run-store.suite.ts'
import type { Clock } from '../../core/index.ts'
import { createRemoteStore } from './index.ts'

async function open(clock: Clock = Date) {
  const server = await openTrackingServer(clock)
  const remote = createRemoteStore({ url: server.address, where: 'a test', env: {}, clock, retries: 0 })
  return {
    ...remote,
    liveness: server.store.liveness,
    close: async () => {
      remote.close()
      await server.close()
    },
  }
}

describeRunStore('over the wire', (now) => open({ now: () => now }))
describeMetricHistory('over the wire', (now) => open({ now: () => now }))
describeRunSearch('over the wire', (now) => open({ now: () => now }))
describeLoggedModelStore('over the wire', (now) => open({ now: () => now }))
describeModelStore('over the wire', () => open())
describeChampionLedger('over the wire', () => open())
describeBlobStore('over the wire', async () => (await open()).blobs)
describeArtifactFolders('over the wire', async () => (await open()).blobs)
