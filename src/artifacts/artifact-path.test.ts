import { expect, test } from 'vitest'
import { artifactPath } from './artifact-path.ts'

test('lies below the run, and nowhere else', () => {
  expect(artifactPath({ artifactUri: '0/abc/artifacts' }, 'model/MLmodel')).toBe('0/abc/artifacts/model/MLmodel')
  expect(() => artifactPath({ artifactUri: '0/abc/artifacts' }, '../../x')).toThrow(
    expect.objectContaining({ code: 'NAME_INVALID' }),
  )
})
