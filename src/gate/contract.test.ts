import { describe, expect, it } from 'vitest'
import type { ColumnType } from '../data/index.ts'
import { type Contract, type ContractInput, contractBreaks } from './contract.ts'

const input = (
  name: string,
  type: ColumnType,
  limits: ContractInput['limits'] = {},
  required = true,
): ContractInput => ({
  name,
  type,
  required,
  limits,
})
const BEFORE: Contract = {
  inputs: [
    input('tenure', 'long', { minimum: 0 }),
    input('contract', 'string', { enum: ['a', 'b'] }),
    input('vip', 'boolean'),
  ],
  classes: ['no', 'yes'],
  answer: ['probability', 'prediction', 'risk_tier'],
  tiers: ['HIGH', 'LOW'],
}
const [tenure, contract, vip] = BEFORE.inputs as [ContractInput, ContractInput, ContractInput]
const inputs = (...list: ContractInput[]): Partial<Contract> => ({ inputs: list })

describe('contractBreaks', () => {
  it.each<[string, Partial<Contract>]>([
    ['nothing changed', {}],
    ['inputs in another order', inputs(vip, contract, tenure)],
    ['a new optional input', inputs(tenure, contract, vip, input('age', 'double', {}, false))],
    ['numbers with a fraction', inputs(input('tenure', 'double', { minimum: 0 }), contract, vip)],
    ['wider limits', inputs(input('tenure', 'long'), input('contract', 'string', { enum: ['a', 'b', 'c'] }), vip)],
    ['one more key of the answer', { answer: [...BEFORE.answer, 'explanation'] }],
    ['tiers in another order', { tiers: ['LOW', 'HIGH'] }],
  ])('%s breaks nobody', (_, change) => {
    expect(contractBreaks(BEFORE, { ...BEFORE, ...change })).toEqual([])
  })

  it.each<[string, Partial<Contract>, readonly string[]]>([
    ['an input that is gone', inputs(contract, vip), ["input 'tenure' is gone"]],
    [
      'an input with another name',
      inputs(input('months', 'long'), contract, vip),
      ["input 'tenure' is gone", "input 'months' (number) is new and required"],
    ],
    [
      'a number that is text',
      inputs(input('tenure', 'string'), contract, vip),
      ["input 'tenure' was a number and is a text"],
    ],
    [
      'text that is a number',
      inputs(tenure, input('contract', 'double'), vip),
      ["input 'contract' was a text and is a number"],
    ],
    [
      'tighter limits',
      inputs(input('tenure', 'long', { minimum: 1, maximum: 9 }), contract, vip),
      ["input 'tenure' must be at least 1", "input 'tenure' must be at most 9"],
    ],
    [
      'fewer values',
      inputs(tenure, input('contract', 'string', { enum: ['b'] }), vip),
      ["input 'contract' may no longer be 'a'"],
    ],
    [
      'another key of the answer',
      { answer: ['churn_probability', 'prediction', 'risk_tier'] },
      ["the answer has no 'probability' (new: 'churn_probability')"],
    ],
    ['no tier', { answer: ['probability', 'prediction'], tiers: [] }, ["the answer has no 'risk_tier'"]],
    ['other tiers', { tiers: ['HIGH', 'MEDIUM'] }, ["the tiers were 'HIGH', 'LOW' and are 'HIGH', 'MEDIUM'"]],
    ['the other class positive', { classes: ['yes', 'no'] }, ["the classes were 'no', 'yes' and are 'yes', 'no'"]],
    ['numbers in place of classes', { classes: [] }, ["the classes were 'no', 'yes' and are none"]],
  ])('%s is named', (_, change, breaks) => {
    expect(contractBreaks(BEFORE, { ...BEFORE, ...change })).toEqual(breaks)
  })

  it('an input that becomes required is named', () => {
    const optional = { ...BEFORE, ...inputs(input('tenure', 'long', { minimum: 0 }, false), contract, vip) }
    expect(contractBreaks(optional, BEFORE)).toEqual(["input 'tenure' was optional and is required"])
    expect(contractBreaks(BEFORE, optional)).toEqual([])
  })
})
