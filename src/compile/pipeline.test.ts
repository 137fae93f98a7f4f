import { describe, expect, it } from 'vitest'
import { treeGraph } from '../../test/fixtures/pipeline-graphs.ts'
import { writeOnnx } from './pipeline.ts'

describe('writeOnnx', () => {
  it('is the same bytes every time', () => {
    expect(treeGraph()).toEqual(treeGraph())
  })

  it('refuses a column named as an output', () => {
    const column = 'probability'
    expect(() =>
      writeOnnx({
        features: {
          inputs: [{ name: column, type: 'double' }],
          derived: [],
          features: [{ kind: 'numeric', source: column, fill: null, scaling: null }],
          precision: 'float64',
        },
        model: {
          kind: 'linear',
          task: 'binary',
          classes: [0, 1],
          coefficients: [Float64Array.of(1)],
          intercepts: Float64Array.of(0),
          link: 'logistic',
        },
      }),
    ).toThrow(expect.objectContaining({ code: 'FEATURE_INVALID' }))
  })
})
