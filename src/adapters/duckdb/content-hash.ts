import { createHash, type Hash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import type { Table } from '../../data/index.ts'

/** SHA-256 in hex of the bytes of all files, one after the other. */
export async function hashFiles(files: readonly string[]): Promise<string> {
  const hash = createHash('sha256')
  for (const file of files) {
    for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 })) hash.update(chunk as Buffer)
  }
  return hash.digest('hex')
}

/** SHA-256 in hex of a query and the table it gave. */
export function hashQuery(query: string, table: Table): string {
  const hash = createHash('sha256')
  addText(hash, query)
  for (const column of table.columns) {
    addText(hash, `${column.name}\0${column.type}`)
    if (column.kind === 'number') hash.update(column.values)
    else {
      hash.update(column.codes)
      addText(hash, JSON.stringify(column.categories))
    }
  }
  return hash.digest('hex')
}

/** With its length before it, so that no two sequences of texts run together alike. */
function addText(hash: Hash, text: string): void {
  hash.update(`${Buffer.byteLength(text)}:${text}`)
}
