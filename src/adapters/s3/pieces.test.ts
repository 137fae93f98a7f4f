import { expect, test } from 'vitest'
import { inPieces } from './pieces.ts'

const piecesOf = async (chunks: readonly number[][], size: number) =>
  (
    await Array.fromAsync(
      inPieces(
        chunks.map((chunk) => new Uint8Array(chunk)),
        size,
      ),
    )
  ).map((piece) => [...piece])

test.each([
  [[], []],
  [[[]], []],
  [[[1]], [[1]]],
  [[[1, 2, 3]], [[1, 2, 3]]],
  [
    [[1], [2, 3, 4]],
    [[1, 2, 3], [4]],
  ],
  [[[1, 2, 3, 4, 5, 6, 7]], [[1, 2, 3], [4, 5, 6], [7]]],
  [
    [[1, 2], [], [3, 4], [5, 6]],
    [
      [1, 2, 3],
      [4, 5, 6],
    ],
  ],
])('%j in threes is %j', async (chunks, pieces) => {
  expect(await piecesOf(chunks, 3)).toEqual(pieces)
})
