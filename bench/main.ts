// Runs benchmark suites by name: `npm run bench -- train serve`; all of them without a name.
import { benchServe } from './serve.ts'
import { benchTrack } from './track.ts'
import { benchTrain } from './train.ts'

const SUITES: Readonly<Record<string, () => Promise<void>>> = {
  train: benchTrain,
  serve: benchServe,
  track: benchTrack,
}

const names = process.argv.slice(2)
for (const name of names.length > 0 ? names : Object.keys(SUITES)) {
  const suite = SUITES[name]
  if (suite === undefined) {
    console.error(`no suite '${name}': use ${Object.keys(SUITES).join(', ')}`)
    process.exitCode = 2
    break
  }
  await suite()
}
