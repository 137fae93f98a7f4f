// The whole loop on one machine: data → trained → gated → served → monitored → labelled → retrained.
// usage: npm run demo [-- --keep]      --keep leaves the server running until Ctrl-C
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { styleText } from 'node:util'
import { churnCsv } from './churn-table.ts'
import { type Answer, customers, predict, startTraffic } from './client.ts'
import { type CommandResult, modelwright, serve } from './command.ts'
import { CONFIGS } from './config.ts'

const OUT = join(import.meta.dirname, 'out')
const MODEL = 'churn-classifier'
const keep = process.argv.includes('--keep')
const started = Date.now()

function say(text: string): void {
  process.stdout.write(`\n${styleText('cyan', `── ${text}`)}\n`)
}

function expect(condition: boolean, what: string): void {
  if (!condition) throw new Error(`the demo expected that ${what}`)
}

async function run(...args: string[]): Promise<CommandResult> {
  const result = await modelwright(OUT, args)
  expect(result.code === 0, `'modelwright ${args.join(' ')}' succeeds (exit code ${result.code})`)
  return result
}

say('A table of 50,000 customers, made from a seed: some values are missing, some categories rare')
await rm(OUT, { recursive: true, force: true })
await mkdir(OUT, { recursive: true })
await writeFile(join(OUT, 'churn_train.csv'), churnCsv({ rows: 50_000, seed: 1, period: 'now' }))
await writeFile(join(OUT, 'churn_later.csv'), churnCsv({ rows: 12_000, seed: 2, period: 'later', firstId: 50_001 }))
for (const [name, text] of Object.entries(CONFIGS)) await writeFile(join(OUT, name), text)
process.stdout.write(`${relative(process.cwd(), OUT)}/churn_train.csv, and six months later: churn_later.csv\n`)

say('Train, measure, register version 1, and let the gate judge it')
await run('train')
await run('promote', MODEL, '1', '--reason', 'the first model')

say('Serve the champion; the server follows the registry')
const server = await serve(OUT, ['--model', `models:/${MODEL}@champion`, '--port', keep ? '8000' : '0'])
const now = customers(2000, 11, 'now')
const [first] = now
process.stdout.write(`POST /predict ${JSON.stringify(first!.record)}\n`)
process.stdout.write(`          → ${JSON.stringify(await predict(server.address, first!.record))}\n`)
const traffic = startTraffic(server.address, now)

say('A worse candidate: the gate refuses it, and it cannot be promoted')
const worse = await modelwright(OUT, ['train', '--config', 'worse.yaml'])
expect(worse.code === 1, 'a training whose gate refuses ends with exit code 1')
const refused = await modelwright(OUT, ['promote', MODEL, '2'])
expect(refused.code === 1, 'a refused version cannot be promoted')

say('A better one: the gate passes it; the server follows the promotion while requests go on')
await run('train', '--config', 'better.yaml')
await run('promote', MODEL, '3', '--reason', 'boosting beats the forest')
await traffic.answeredBy('3', 10_000)
const { answered, failed } = await traffic.stop()
const total = Object.values(answered).reduce((sum, n) => sum + n, 0)
process.stdout.write(
  `\n${total} requests answered meanwhile (${Object.entries(answered)
    .map(([version, n]) => `version ${version}: ${n}`)
    .join(', ')}), ${failed} dropped\n`,
)
expect(failed === 0, 'no request is dropped')
expect(answered['2'] === undefined, 'the refused version never answers')

say('Six months later other customers come: the answers go on, and drift is reported (exit code 1)')
const moved = customers(6000, 12, 'later')
const { predictions } = await predict<{ predictions: Answer[] }>(
  server.address,
  { records: moved.map(({ record }) => record) },
  '/predict/batch',
)
const drift = await modelwright(OUT, ['drift', '--data', 'churn_later.csv'])
expect(drift.code === 1, 'the moved customers are drift')

say('Late labels arrive, by prediction id; what was promised is compared with what happened')
const labels = predictions.map(({ prediction_id: id }, i) => `${id},${moved[i]!.churned}`)
await writeFile(join(OUT, 'labels.csv'), `prediction_id,label\n${labels.join('\n')}\n`)
await run('label', 'labels.csv')

say(
  'Retrain on the table and these: compared with the champion on rows that neither has seen, promoted; the server follows',
)
await run('retrain', '--from-log', '--config', 'retrain.yaml')
const after = startTraffic(server.address, moved)
await after.answeredBy('4', 10_000)
const last = await after.stop()
expect(last.failed === 0, 'no request is dropped')
process.stdout.write(`\nversion 4 answers: ${JSON.stringify(await predict(server.address, moved[0]!.record))}\n`)

say('What happened, and who did it')
await run('models', 'show', MODEL)

const seconds = ((Date.now() - started) / 1000).toFixed(0)
const folder = relative(process.cwd(), OUT)
say(`Done in ${seconds} s. What to open next`)
const here = `--config ${folder}/modelwright.yaml`
process.stdout.write(`\
  npm run -s mw -- runs list ${here}                   every run, with its metrics
  npm run -s mw -- card ${MODEL} 4 ${here}  the model card
  npm run -s mw -- drift --window 1h ${here}           the predictions against the reference
  ${folder}/modelwright.yaml           the config that did it
  ${folder}/.modelwright/artifacts     model folders that Python's mlflow loads
  ${keep ? `${server.address}/docs and /metrics` : 'npm run demo -- --keep               the same, and http://127.0.0.1:8000/docs stays open'}\n`)

if (keep) {
  process.stdout.write('\nThe server goes on; stop it with Ctrl-C.\n')
  await new Promise<void>((resolve) => process.once('SIGINT', resolve))
}
expect((await server.stop()) === 0, 'the server ends in order')
