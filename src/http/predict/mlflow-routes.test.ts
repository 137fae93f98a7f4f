import { describe, expect, it } from 'vitest'
import { modelServer } from '../../../test/fixtures/model-server.ts'
import { filesBelow } from '../../../test/fixtures/prediction-disk.ts'
import { CUSTOMER, probabilityOf, servedModel } from '../../../test/fixtures/served-model.ts'

const EXPECTED = { predictions: [{ label: 'Yes', probability: expect.closeTo(probabilityOf(12, 0), 12) }] }
const values = Object.values(CUSTOMER)

describe("MLflow's scoring protocol", () => {
  it.each([
    [{ dataframe_split: { columns: Object.keys(CUSTOMER), data: [values] } }],
    [{ dataframe_split: { index: [0], columns: Object.keys(CUSTOMER).reverse(), data: [values.toReversed()] } }],
    [{ dataframe_records: [CUSTOMER] }],
    [{ instances: [CUSTOMER] }],
    [{ instances: [values] }],
    [{ inputs: [CUSTOMER], params: {} }],
    [{ inputs: { tenure: [12], monthly_charges: [70.5], contract_type: ['One year'], senior: [false] } }],
    [{ inputs: CUSTOMER }],
    [{ inputs: { id: ['a', 'b'], ...CUSTOMER } }],
  ])('answers %j', async (body) => {
    const { post } = await modelServer()
    expect((await post('/invocations', body)).body).toEqual(EXPECTED)
  })

  it('answers CSV with a header, empty cells missing', async () => {
    const { post } = await modelServer()
    const csv = 'senior,tenure,contract_type,monthly_charges\r\nFalse,12,"One year",\r\ntrue,0,"Two year",1e1\n'
    const { body } = await post('/invocations', csv, { 'content-type': 'text/csv' })
    expect(body.predictions).toEqual([...EXPECTED.predictions, { label: 'No', probability: 0.5 }])
  })

  it.each([
    ['a hexadecimal number', 'senior,tenure,contract_type,monthly_charges\nFalse,0x10,One year,1\n', 'tenure'],
    ['a word for a number', 'senior,tenure,contract_type,monthly_charges\nFalse,Infinity,One year,1\n', 'tenure'],
    ['two columns of one name', 'senior,tenure,tenure,contract_type,monthly_charges\nFalse,1,2,One year,1\n', 'tenure'],
    ['nothing', '', '1 to 10000'],
    ['a header alone', 'senior,tenure,contract_type,monthly_charges\n', '1 to 10000'],
  ])('refuses CSV with %s', async (_what, csv, says) => {
    const { post } = await modelServer()
    const { status, body } = await post('/invocations', csv, { 'content-type': 'text/csv' })
    expect([status, body.error_code]).toEqual([400, 'BAD_REQUEST'])
    expect(body.message).toContain(says)
  })

  it('reads blanks in a column of numbers as missing', async () => {
    const { post } = await modelServer()
    const csv = 'senior,tenure,contract_type,monthly_charges\nFalse, 12 ,One year,  \n'
    expect((await post('/invocations', csv, { 'content-type': 'text/csv' })).body).toEqual(EXPECTED)
  })

  it('refuses a column that is named twice', async () => {
    const { post } = await modelServer()
    const columns = [...Object.keys(CUSTOMER), 'tenure']
    const { status, body } = await post('/invocations', { dataframe_split: { columns, data: [[...values, 1]] } })
    expect([status, body.message]).toEqual([400, expect.stringContaining('"tenure" stands twice')])
    for (const odd of [{ toString: 1 }, ['tenure'], 1]) {
      const split = { columns: [odd, 'tenure'], data: [[1, 2]] }
      const refused = await post('/invocations', { dataframe_split: split })
      expect([refused.status, refused.body.message]).toEqual([400, expect.stringContaining('must be text')])
    }
  })

  it('refuses a hundred thousand columns while it answers others', async () => {
    const { post } = await modelServer()
    const columns = Array.from({ length: 100_000 }, (_, i) => `c${i}`)
    const { status } = await post('/invocations', { dataframe_split: { columns, data: [] } })
    expect(status).toBe(400)
  })

  it('refuses a text of megabytes, which would only fill the log', async () => {
    const { post, root } = await modelServer()
    const csv = `senior,tenure,contract_type,monthly_charges\nFalse,12,${'\u0001'.repeat(5_700_000)},1\n`
    const { status, body } = await post('/invocations', csv, { 'content-type': 'text/csv' })
    expect([status, body.message]).toEqual([400, expect.stringContaining('at most 10000 characters')])
    expect(filesBelow(root)).toEqual([])
  })

  it('names the outputs of every task as the graph does', async () => {
    const { post, promote } = await modelServer()
    await promote(await servedModel({ version: '2', classes: ['a', 'b', 'c'] }))
    const [several] = (await post('/invocations', { instances: [CUSTOMER] })).body.predictions
    expect(Object.keys(several)).toEqual(['label', 'probability_a', 'probability_b', 'probability_c'])
    expect(several.label).toBe('a')
    await promote(await servedModel({ version: '3', classes: [] }))
    const [value] = (await post('/invocations', { instances: [CUSTOMER] })).body.predictions
    expect(value).toEqual({ prediction: expect.closeTo(0.6, 12) })
  })

  it.each([
    [{}],
    [[]],
    [{ instances: [CUSTOMER], inputs: [CUSTOMER] }],
    [{ instances: 3 }],
    [{ instances: [[1, 2]] }],
    [{ dataframe_split: { columns: 3 } }],
    [{ dataframe_records: [{ tenure: 'x' }] }],
    [{ inputs: { tenure: [1, 2], monthly_charges: [1] } }],
    ['{'],
  ])('answers 400 to %j', async (body) => {
    const { post } = await modelServer()
    const { status, body: answer } = await post('/invocations', body)
    expect([status, answer.error_code]).toEqual([400, 'BAD_REQUEST'])
  })

  it('answers 415 to another type, and has /ping and /version', async () => {
    const { post, get } = await modelServer()
    expect((await post('/invocations', '<a/>', { 'content-type': 'application/xml' })).status).toBe(415)
    expect((await get('/ping')).status).toBe(200)
    expect((await get('/version')).text).toBe('0.1.0')
  })
})
