// The documentation page of a model server, in a real browser, without the internet.
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type CliProject, createCliProject, type ServedProject } from '../fixtures/cli-project.ts'
import { launchBrowser } from './browser.ts'

let project: CliProject
let server: ServedProject
let browser: Browser
let page: Page
const requested: string[] = []
const problems: string[] = []

beforeAll(async () => {
  project = createCliProject()
  server = await project.serve(await project.train())
  browser = await launchBrowser()
  page = await browser.newPage()
  page.on('request', (request) => requested.push(request.url()))
  page.on('pageerror', (error) => problems.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text())
  })
  await page.goto(`${server.url}/docs`)
  await page.locator('.opblock').first().waitFor()
})
afterAll(async () => {
  await browser?.close()
  await server?.stop()
  project?.remove()
})

test('shows the routes of the model server', async () => {
  const paths = await page.locator('.opblock-summary-path').allTextContents()
  expect(paths.map((path) => path.replaceAll('\u200b', ''))).toEqual(
    expect.arrayContaining(['/predict', '/predict/batch', '/feedback', '/health', '/ready', '/metrics']),
  )
})

test('sends the example record of the model and shows its prediction', async () => {
  const predict = page.locator('.opblock', { has: page.locator('[data-path="/predict"]') }).first()
  await predict.locator('.opblock-summary-control').click()
  await predict.locator('.try-out__btn').click()
  const record = JSON.parse(await predict.locator('textarea.body-param__text').inputValue()) as object
  expect(Object.keys(record)).toEqual(['tenure', 'monthly_charges', 'contract_type'])
  await predict.locator('button.execute').click()
  const answer = predict.locator('.live-responses-table .response').first()
  await answer.waitFor()
  expect(await answer.locator('.response-col_status').innerText()).toContain('200')
  const body = await answer.locator('.response-col_description pre').first().innerText()
  expect(body).toMatch(/"churn_probability": (0|1|0\.\d+)/)
  expect(body).toContain('"prediction_id"')
})

test('asks nobody but the model server, and meets no error', () => {
  expect(requested.length).toBeGreaterThan(3)
  expect(requested.filter((url) => !url.startsWith(server.url) && !url.startsWith('data:'))).toEqual([])
  expect(problems).toEqual([])
})
