import { defineConfig } from 'vitest/config'

/** Suites that need more than npm: each has a folder under test/ of its own name. scripts/verify-suites.ts knows all suites. */
const OUTER = ['process', 'conformance', 'ui', 'ship', 'attack', 'postgres', 's3']

/** What the program says and reads back as a whole, slower than a unit: these folders are of the suite `process`. */
const WHOLE = ['golden', 'store']

/** `unit` and `process` (several processes, kill -9) need only npm; `conformance` the Python environments of test/conformance/setup.sh; `ui` Chromium; `ship` promtool and buildah; `postgres` Debian's postgresql; `s3` the Python environment of test/s3; `attack` (hostile input, each bounded in time, on loopback alone) what its tests say. */
export default defineConfig({
  test: {
    // Vitest leaves one core free, which is half of a small machine.
    maxWorkers: '100%',
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{src,test,scripts,bench,demo}/**/*.test.ts'],
          exclude: ['**/node_modules/**', ...[...OUTER, ...WHOLE].map((name) => `test/${name}/**`)],
          testTimeout: 30_000,
          // Modules are loaded once a worker, not once a file: no test leaves state behind in them.
          isolate: false,
        },
      },
      ...OUTER.map((name) => ({
        test: {
          name,
          include: [name, ...(name === 'process' ? WHOLE : [])].map((folder) => `test/${folder}/**/*.test.ts`),
          testTimeout: 300_000,
          hookTimeout: 300_000,
          fileParallelism: false,
        },
      })),
    ],
  },
})
