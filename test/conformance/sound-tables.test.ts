// Real tables without a flaw that a person should look at: no word about them.
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createDuckdbTableReader } from '../../src/adapters/duckdb/index.ts'
import { SILENT } from '../../src/core/index.ts'
import { column, findSuspects, identifyRows, makeTarget } from '../../src/data/index.ts'
import { planFeatures } from '../../src/features/index.ts'

describe('a table that many have learned from', () => {
  it.each([
    ['telco-churn.csv', 'Churn'],
    ['elec2.csv', 'class'],
  ])('%s has no suspect', async (name, targetName) => {
    const path = join(import.meta.dirname, '../../../shared/data', name)
    const { table } = await createDuckdbTableReader().read({ kind: 'path', path })
    const { target } = makeTarget(table, targetName)
    const inputs = planFeatures(table, { target: targetName, reporter: SILENT }).inputs.map((input) => input.name)
    expect(inputs.length).toBeGreaterThan(4)
    const identity = identifyRows(table, target, inputs)
    const recalls = target.task === 'regression' ? [] : target.classes.map(() => 0.5)
    expect(findSuspects({ inputs: inputs.map((input) => column(table, input)), target, identity, recalls })).toEqual([])
  })
})
