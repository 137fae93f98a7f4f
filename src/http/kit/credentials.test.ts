import { describe, expect, it } from 'vitest'
import { credentialsOf } from './credentials.ts'

const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`

describe('an Authorization header', () => {
  it('names a user and a password, which may hold colons', () => {
    expect(credentialsOf(basic('ada:pa:ss'))).toEqual({ kind: 'basic', user: 'ada', password: 'pa:ss' })
    expect(credentialsOf(basic(':key'))).toEqual({ kind: 'basic', user: '', password: 'key' })
    expect(credentialsOf(basic('zoë:ü').replace('Basic', 'basic'))).toMatchObject({ user: 'zoë', password: 'ü' })
  })

  it('or carries a key', () => {
    expect(credentialsOf('Bearer a.b-c_d')).toEqual({ kind: 'bearer', token: 'a.b-c_d' })
  })

  it.each([
    undefined,
    '',
    'Basic',
    'Bearer ',
    'Digest abc',
    basic('nocolon'),
    'Bearer a b',
    `Bearer ${'x'.repeat(9000)}`,
  ])('or else is refused: %s', (header) => {
    expect(() => credentialsOf(header)).toThrow(expect.objectContaining({ code: 'UNAUTHENTICATED' }))
  })
})
