import { describe, expect, it } from 'vitest'
import { linearGraph } from '../../test/fixtures/pipeline-graphs.ts'
import { digestOfFolder } from '../artifacts/index.ts'
import { buildModelFolder } from './model-folder.ts'
import { filesOfModel, readModelFolder } from './read-model-folder.ts'

const graph = linearGraph()
const text = (value: string): Uint8Array => new TextEncoder().encode(value)

function folder() {
  return buildModelFolder({
    graph,
    inputExample: { columns: ['age'], data: [[42], [null]] },
    modelUuid: '12345678901234567890123456789012',
    createdAt: Date.UTC(2026, 10, 23, 1, 2, 3, 4),
    runId: '00e10000000000000000000000000000',
    extras: new Map([['model-card.md', text('# Card')]]),
  })
}

describe('a model folder', () => {
  it('has the files of MLflow, the extra ones and a list of their digests', () => {
    expect([...folder().keys()].sort()).toEqual([
      'MLmodel',
      'SHA256SUMS',
      'conda.yaml',
      'input_example.json',
      'model-card.md',
      'model.onnx',
      'python_env.yaml',
      'requirements.txt',
      'serving_input_example.json',
    ])
  })

  it('is read back with its signature, example and run', () => {
    expect(readModelFolder(folder())).toEqual({
      graph,
      signature: {
        inputs: [{ name: 'age', type: 'long', required: true }],
        outputs: [
          { name: 'label', type: 'long', required: true },
          { name: 'probability', type: 'double', required: true },
        ],
      },
      inputExample: { columns: ['age'], data: [[42], [null]] },
      runId: '00e10000000000000000000000000000',
      modelId: undefined,
      mlflowVersion: '2.18.0',
    })
  })

  it('is the same for the same contents, and its digest tells any change', async () => {
    expect(folder()).toEqual(folder())
    const changed = folder().set('model-card.md', text('# Another'))
    expect(await digestOfFolder(changed)).not.toBe(await digestOfFolder(folder()))
    expect(await digestOfFolder(folder())).toMatch(/^[0-9a-f]{64}$/)
  })

  it.each([...folder().keys()].filter((path) => path !== 'SHA256SUMS'))('notices a flipped byte in %s', (path) => {
    const files = folder()
    const bytes = files.get(path)!.slice()
    bytes[bytes.length >> 1]! ^= 1
    expect(() => readModelFolder(files.set(path, bytes))).toThrow(expect.objectContaining({ code: 'ARTIFACT_DIGEST' }))
  })

  it('notices a file that is gone and a damaged list of digests', () => {
    const invalid = expect.objectContaining({ code: 'MODEL_INVALID' })
    const lost = folder()
    lost.delete('model.onnx')
    expect(() => readModelFolder(lost)).toThrow(invalid)
    expect(() => readModelFolder(folder().set('SHA256SUMS', text('nonsense')))).toThrow(invalid)
  })
})

const mlModel = (onnx: string): string => `flavors:
  onnx: ${onnx}
  python_function: {loader_module: mlflow.onnx}
mlflow_version: 3.15.2
model_id: m-0123
run_id: abc
signature:
  inputs: '[{"name": "X", "type": "tensor", "tensor-spec": {"dtype": "float32", "shape": [-1, 4]}}]'
  outputs: '[{"type": "tensor", "tensor-spec": {"dtype": "int64", "shape": [-1]}}]'
`

const many = (count: number, line: (i: number) => string): string =>
  Array.from({ length: count }, (_, i) => line(i)).join('')

describe('a folder written by Python', () => {
  it('is read with its tensor signature', () => {
    const files = new Map([
      ['MLmodel', text(mlModel('{data: model.onnx}'))],
      ['model.onnx', graph],
    ])
    const read = readModelFolder(files)
    expect(read.modelId).toBe('m-0123')
    expect(read.signature).toEqual({
      inputs: [{ name: 'X', type: 'tensor', required: true, tensor: { dtype: 'float32', shape: [-1, 4] } }],
      outputs: [{ type: 'tensor', required: true, tensor: { dtype: 'int64', shape: [-1] } }],
    })
  })

  it('is read with the gaps that Python writes as bare NaN into its example', () => {
    const example = String.raw`{"columns": ["a", "NaN"], "data": [[NaN, "a \"NaN\" Infinity"], [-Infinity, "NaN"]]}`
    const files = new Map([
      [
        'MLmodel',
        text(`${mlModel('{data: model.onnx}')}saved_input_example_info: {artifact_path: e.json, pandas_orient: split}`),
      ],
      ['model.onnx', graph],
      ['e.json', text(example)],
    ])
    expect(readModelFolder(files).inputExample).toEqual({
      columns: ['a', 'NaN'],
      data: [
        [null, 'a "NaN" Infinity'],
        [null, 'NaN'],
      ],
    })
  })

  it('names the files it needs, and nothing else that may lie there', () => {
    expect(filesOfModel(new Map())).toEqual(['MLmodel', 'SHA256SUMS'])
    const files = new Map([['MLmodel', text(mlModel('{data: graph/m.onnx}'))]])
    expect(filesOfModel(files)).toEqual(['MLmodel', 'SHA256SUMS', 'graph/m.onnx', 'requirements.txt'])
    const leaving = new Map([['MLmodel', text(mlModel('{data: ../m.onnx}'))]])
    expect(() => filesOfModel(leaving)).toThrow(expect.objectContaining({ code: 'NAME_INVALID' }))
  })

  const bomb = many(12, (i) => `a${i}: &a${i} [${i === 0 ? 'x' : many(9, () => `*a${i - 1},`)}]\n`)
  it.each([
    ['MODEL_TOO_COSTLY', '300,000 keys', many(300_000, (i) => `k${i}: ${i}\n`)],
    ['MODEL_TOO_COSTLY', 'a list of 300,000', `[${many(300_000, () => '1,')}]`],
    ['MODEL_TOO_COSTLY', 'a list 300,000 deep', many(300_000, () => '[')],
    ['MODEL_TOO_COSTLY', 'more bytes than any', `a: ${many(17 * 2 ** 20, () => 'x')}`],
    ['MODEL_INVALID', 'aliases of aliases', bomb],
    ['MODEL_INVALID', 'half a million wrong escapes', `a: "${many(500_000, () => '\\q')}"`],
    ['MODEL_INVALID', 'no mapping', '[1, 2]'],
  ])('is refused as %s where MLmodel is %s', (code, _name, content) => {
    const files = new Map([
      ['MLmodel', text(content)],
      ['model.onnx', graph],
    ])
    expect(() => readModelFolder(files)).toThrow(expect.objectContaining({ code }))
  })

  it('is read with a signature of 20,000 columns', () => {
    const field = JSON.stringify({ name: 'a column', type: 'double', required: true })
    const content = mlModel('{data: model.onnx}').replace(
      /inputs: .*/,
      `inputs: '[${many(19_999, () => `${field}, `)}${field}]'`,
    )
    const files = new Map([
      ['MLmodel', text(content)],
      ['model.onnx', graph],
    ])
    expect(readModelFolder(files).signature?.inputs).toHaveLength(20_000)
  })

  it.each([
    ['MODEL_INVALID', 'flavors: {sklearn: {}}'],
    ['MODEL_INVALID', 'flavors: [unclosed'],
    ['MODEL_INVALID', mlModel('{data: other.onnx}')],
    ['NAME_INVALID', mlModel('{data: ../../etc/passwd}')],
    ['MODEL_INVALID', mlModel('{data: model.onnx}').replace('[{"name"', '[{name')],
  ])('is refused as %s for a bad MLmodel', (code, content) => {
    const files = new Map([
      ['MLmodel', text(content)],
      ['model.onnx', graph],
    ])
    expect(() => readModelFolder(files)).toThrow(expect.objectContaining({ code }))
  })
})
