// Bodies that are not what they should be: cut, flipped, deep, with names that objects inherit.
import { expect, it } from 'vitest'
import { createRng } from '../../src/core/index.ts'
import { CUSTOMER } from '../fixtures/served-model.ts'
import { attackedServer } from './attacked-server.ts'
import { createCounts } from './counts.ts'

const ROUTES = ['/predict', '/predict/batch', '/feedback', '/invocations']
const GOOD = JSON.stringify(CUSTOMER)
const DEPTHS = [100, 10_000, 300_000]

const HANDMADE: readonly (string | Buffer)[] = [
  ...DEPTHS.flatMap((depth) => [
    '['.repeat(depth),
    `${'['.repeat(depth)}${']'.repeat(depth)}`,
    `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`,
    `{"tenure":${'['.repeat(depth)}${']'.repeat(depth)}}`,
    `{"records":${'[{"records":'.repeat(depth)}1${'}]'.repeat(depth)}}`,
  ]),
  ...['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'then', 'toJSON', 'length'].flatMap(
    (name) => [
      `{"${name}":1}`,
      `{"${name}":{"tenure":1}}`,
      `[{"${name}":null}]`,
      `{"inputs":{"${name}":[1,2]}}`,
      `{"dataframe_split":{"columns":["${name}"],"data":[[1]]}}`,
      GOOD.replace('{', `{"${name}":${GOOD},`),
    ],
  ),
  '{"tenure":1,"tenure":2}',
  GOOD.replace('{', '{"tenure":"x",'),
  GOOD.replace('12', '1e400'),
  GOOD.replace('12', '-0'),
  GOOD.replace('12', '9'.repeat(100_000)),
  GOOD.replace('One year', '\\ud800'),
  GOOD.replace('One year', '\\u0000'),
  GOOD.replace('One year', 'x'.repeat(1_000_000)),
  `[${Array.from({ length: 20_000 }, () => '{}').join()}]`,
  Buffer.from(GOOD, 'utf16le'),
  Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(GOOD)]),
  Buffer.from([0xff, 0xfe, 0x00]),
]

/** `text` with a few bytes flipped, cut out or doubled. */
function mutated(text: string, rng: ReturnType<typeof createRng>): Buffer {
  const bytes = [...Buffer.from(text)]
  for (let i = 0; i <= rng.int(4); i++) {
    const at = rng.int(bytes.length)
    if (rng.int(3) === 0) bytes.splice(at, 1 + rng.int(4))
    else if (rng.int(2) === 0) bytes.splice(at, 0, ...bytes.slice(at, at + 1 + rng.int(8)))
    else bytes[at] = rng.int(256)
    if (bytes.length === 0) break
  }
  return Buffer.from(bytes)
}

it('no JSON body crashes the server, is answered 5xx, or changes what the next one gets', async () => {
  const server = await attackedServer()
  const rng = createRng(7)
  const seeds = [GOOD, `[${GOOD},${GOOD}]`, `{"records":[${GOOD}]}`, `{"dataframe_records":[${GOOD}]}`]
  const bodies = [...HANDMADE, ...Array.from({ length: 500 }, () => mutated(seeds[rng.int(seeds.length)]!, rng))]
  const counts = createCounts('JSON bodies')
  const bad: string[] = []
  for (const body of bodies) {
    for (const route of ROUTES) {
      const response = await fetch(server.url + route, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: body as string,
      })
      const text = await response.text()
      counts.add(response.status)
      if (response.status >= 500 || server.leaksIn(text).length > 0) {
        bad.push(`${route} ${response.status} ${text.slice(0, 200)}`)
      }
    }
  }
  counts.report()
  expect(bad).toEqual([])
  expect(server.isAlive()).toBe(true)
  expect(server.leaksIn(server.log())).toEqual([])
  expect(await server.predicts()).toBe(200)
})
