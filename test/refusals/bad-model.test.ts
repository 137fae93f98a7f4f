// Models that are damaged or strange, and a store that is locked, through the command line.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { commandLine, type Result } from '../fixtures/command-line.ts'
import {
  CONFIG,
  expectNothingKept,
  expectRefusal,
  makeStore,
  removeSmallProjects,
  smallProject,
  table,
} from '../fixtures/small-project.ts'

let locked: Promise<Result>

function flipped(bytes: Buffer): Buffer {
  bytes[bytes.length >> 1]! ^= 1
  return bytes
}

describe('a model', () => {
  let trained: string
  let artifact: string

  beforeAll(async () => {
    trained = await smallProject({
      't.csv': table(),
      'modelwright.yaml': `${CONFIG}features: { derived: { s: abs(a) } }\n`,
    })
    expect((await commandLine(trained, ['train'])).code).toBe(0)
    const files = await readdir(join(trained, '.modelwright/artifacts'), { recursive: true })
    artifact = dirname(files.find((path) => path.endsWith('model.onnx'))!)
  })

  /** A copy of the project in which `path` of the registered model folder is changed. */
  async function spoiled(path: string, change: (bytes: Buffer) => Uint8Array): Promise<string> {
    const folder = await smallProject({})
    await cp(trained, folder, { recursive: true })
    const file = join(folder, '.modelwright/artifacts', artifact, path)
    await writeFile(file, change(await readFile(file)))
    return folder
  }

  const COMMANDS = [
    ['predict', 't.csv', '--model', 'models:/small/1'],
    ['serve', '--model', 'models:/small/1'],
    ['card', 'small', '1'],
    ['gate', 'small', '1'],
  ]

  it('whose registered folder has a flipped byte is refused by every command', async () => {
    const folder = await spoiled('model.onnx', flipped)
    for (const args of COMMANDS) {
      expectRefusal(await commandLine(folder, args), {
        exit: 5,
        code: 'ARTIFACT_DIGEST',
        says: ['the files of small version 1 are not those that were registered', 'Restore the folder from a backup'],
      })
    }
  })

  it('whose list of learned rows has a flipped byte is not judged', async () => {
    const rows = join('..', 'model-rows')
    const folder = await spoiled(join(rows, 'learned-rows.u32'), flipped)
    expectRefusal(await commandLine(folder, ['gate', 'small', '1']), {
      exit: 5,
      code: 'ARTIFACT_DIGEST',
      says: ['what small version 1 has learned from is damaged', 'Restore the folder from a backup'],
    })
    // As 0.1.0 wrote it: nothing but its length can be wrong.
    await rm(join(folder, '.modelwright/artifacts', artifact, rows, 'SHA256SUMS'))
    expect((await commandLine(folder, ['gate', 'small', '1'])).err).not.toContain('ARTIFACT_DIGEST')
  })

  it('whose plain folder has a flipped byte is refused too', async () => {
    const folder = await spoiled('model.onnx', flipped)
    const path = join(folder, '.modelwright/artifacts', artifact)
    for (const args of [
      ['predict', 't.csv', '--model', path],
      ['serve', '--model', path],
      ['register', path, '--name', 'other'],
    ]) {
      expectRefusal(await commandLine(folder, args), {
        exit: 5,
        code: 'ARTIFACT_DIGEST',
        says: ['the bytes of model.onnx differ from what was recorded', 'Restore the folder'],
      })
    }
  })

  const graph = (): Promise<Buffer> => readFile(join(trained, '.modelwright/artifacts', artifact, 'model.onnx'))

  it.each([0, 0.3, 0.9])('cut off at %f of its graph is refused, and nothing is registered', async (share) => {
    const bytes = await graph()
    const folder = await smallProject({ 'cut.onnx': bytes.subarray(0, Math.floor(bytes.length * share)) })
    expectRefusal(await commandLine(folder, ['register', 'cut.onnx', '--name', 'cut']), {
      exit: 2,
      code: 'MODEL_INVALID',
      says: [share === 0 ? 'not an ONNX model' : 'damaged'],
    })
    await expectNothingKept(folder)
  })

  /** Another operator of the same wiring. */
  const renamed = async (to: string): Promise<Buffer> =>
    Buffer.from((await graph()).toString('latin1').replaceAll('Abs', to), 'latin1')

  it('with an operator the compiler does not know runs on ONNX Runtime', async () => {
    const folder = await smallProject({ 'sin.onnx': await renamed('Sin'), 't.csv': table() })
    const registered = await commandLine(folder, ['register', 'sin.onnx', '--name', 'sin'])
    expect(registered).toMatchObject({ code: 0, err: '' })
    const predicted = await commandLine(folder, ['predict', 't.csv', '--model', 'models:/sin/1', '--json'])
    expect(predicted).toMatchObject({ code: 0, err: '' })
    expect(JSON.parse(predicted.out).rows).toBe(80)
  })

  it('with an operator that nobody knows is refused', async () => {
    const folder = await smallProject({ 'xyz.onnx': await renamed('Xyz') })
    expectRefusal(await commandLine(folder, ['register', 'xyz.onnx', '--name', 'xyz']), {
      exit: 2,
      code: 'MODEL_INVALID',
      says: ['Xyz'],
    })
    await expectNothingKept(folder)
  })

  it('says on which line a file to score has text where it wants numbers', async () => {
    const csv = table((row, i) => (i === 8 ? [row[0]!, 'unknown', row[2]!, row[3]!] : row))
    await writeFile(join(trained, 'stray.csv'), csv)
    expectRefusal(await commandLine(trained, ['predict', 'stray.csv', '--model', 'models:/small/1']), {
      exit: 2,
      code: 'DATA_VALUE_INVALID',
      says: ['stray.csv:10: "unknown" in the numeric column \'b\' is no number', 'Mend it'],
    })
    const drift = await commandLine(trained, ['drift', '--data', 'stray.csv', '--model', 'models:/small/1'])
    expect(drift.code).toBe(1)
    expect(drift.out).toMatch(/b +drift +text where numbers were/)
    expect(drift.err).toMatch(/^warning: the scores are not compared: \S*stray\.csv:10: "unknown"/)
  })
})

it('a store that another process locks is said to be locked, and nothing is left behind', async () => {
  expectRefusal(await locked, {
    exit: 5,
    code: 'STORE_LOCKED',
    says: ['the store stayed locked by another process', 'Wait for the other process'],
  })
})

/** Trains while another process holds the write lock of the store. */
async function trainLocked(): Promise<Result> {
  const folder = await smallProject({ 't.csv': table(), 'modelwright.yaml': CONFIG })
  await makeStore(folder)
  const script = `const db = new (require('node:sqlite').DatabaseSync)(process.argv[1]); db.exec('begin immediate'); console.log('locked'); setInterval(() => {}, 1000)`
  const holder = spawn(process.execPath, ['-e', script, join(folder, '.modelwright/store.db')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  try {
    await once(holder.stdout, 'data')
    return await commandLine(folder, ['train'])
  } finally {
    holder.kill()
    await once(holder, 'exit')
    await expectNothingKept(folder)
  }
}

beforeAll(() => {
  // It waits for five seconds: the others run meanwhile.
  locked = trainLocked()
})
afterAll(removeSmallProjects)
