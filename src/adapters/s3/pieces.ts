/** The same bytes in pieces of so many bytes, but for the last, which has fewer. None of no bytes. */
export async function* inPieces(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  size: number,
): AsyncGenerator<Uint8Array> {
  let open: Uint8Array[] = []
  let length = 0
  for await (const chunk of chunks) {
    let rest = chunk
    while (length + rest.length >= size) {
      const taken = size - length
      open.push(rest.subarray(0, taken))
      yield open.length === 1 ? open[0]! : Buffer.concat(open)
      rest = rest.subarray(taken)
      open = []
      length = 0
    }
    if (rest.length > 0) open.push(rest)
    length += rest.length
  }
  if (length > 0) yield open.length === 1 ? open[0]! : Buffer.concat(open)
}
