/** Estimates: who lacks data is said, and an officer estimates; on the synthetic district, whose enterprises all file. */
import { USER } from './setup'
import { accessible, expect, open, say, settled, switchTo, test } from './tools'

const API = '/api/v1/regions/district'
const ADDRESS = '/quality?region=district&period=2021&tab=estimates'

interface Answer { year: number; enterprises: number; complete: number; lacking: number; estimated: number; run: { import: number | null } | null }

test('the part of data quality about estimates says what the server knows, in both languages', async ({ page }) => {
  const answer = (await (await page.request.get(`${API}/estimates?year=2021`)).json()) as Answer
  expect(answer.enterprises).toBe(answer.complete + answer.lacking)
  await open(page, ADDRESS)
  await settled(page)
  await expect(page.locator('.quality-whole dd').first()).toContainText(say('en', 'estimates.ofEnterprises', { n: String(answer.enterprises) }))
  await expect(page.getByRole('heading', { name: say('en', 'estimates.lackingHead') })).toBeVisible()
  await accessible(page)
  await switchTo(page, 'zh', 'light')
  await expect(page.getByRole('heading', { name: say('zh', 'estimates.lackingHead') })).toBeVisible()
  // Who has not logged in estimates nothing.
  await expect(page.getByRole('button', { name: say('zh', 'estimates.run', { year: '2021' }) })).toHaveCount(0)
})

test('an officer estimates; where nothing lacks, nothing is written', async ({ page, baseURL }) => {
  const session = await page.request.post('/api/v1/session', { data: USER, headers: { origin: baseURL ?? '' } })
  expect(session.ok()).toBe(true)
  const before = (await (await page.request.get(`${API}/estimates?year=2021`)).json()) as Answer
  await open(page, ADDRESS)
  await settled(page)
  await page.getByRole('button', { name: say('en', 'estimates.run', { year: '2021' }) }).click()
  const said = page.locator('.estimates-run').getByRole('status')
  if (before.lacking === 0) {
    await expect(said).toHaveText(say('en', 'estimates.unchanged'))
    expect(((await (await page.request.get(`${API}/estimates?year=2021`)).json()) as Answer).run).toBeNull()
  } else {
    await expect(said).not.toHaveText(say('en', 'estimates.never'))
  }
})
