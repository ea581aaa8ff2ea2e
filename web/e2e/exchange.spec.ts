import { readFileSync } from 'node:fs'
import type { Page } from '@playwright/test'
import { USER } from './setup'
import { accessible, expect, type Language, open, say, settled, test } from './tools'

const BOARD = '/exchange?region=chengdu-chongqing'
const API = '/api/v1/regions/chengdu-chongqing'

interface Table { file: string; columns: string[]; rows: string[][] }

async function answer<T>(page: Page, path: string): Promise<T> {
  return (await (await page.request.get(`${API}${path}`)).json()) as T
}

/** A second user of the same board, with a page of his own. */
const SECOND = { name: 'partner', password: 'a-long-enough-password' }

async function signIn(page: Page, user: { name: string; password: string }, baseURL: string) {
  const done = await page.request.post('/api/v1/session', { data: user, headers: { origin: baseURL } })
  expect(done.ok()).toBe(true)
}

for (const language of ['en', 'zh'] as Language[]) {
  test(`${language}: the board is searched in both languages and says that it is invented`, async ({ page }) => {
    await open(page, BOARD, language)
    await expect(page.locator('.ex-ribbon')).toContainText(say(language, 'exchange.synthetic'))
    for (const [words, first] of [
      ['秸秆', 'straw'],
      ['hydrogen', 'h2'],
      ['余热锅炉', 'n4'],
    ]) {
      await page.getByRole('searchbox', { name: say(language, 'exchange.search') }).or(page.getByRole('textbox', { name: say(language, 'exchange.search') })).first().fill(words as string)
      await expect(page).toHaveURL(new RegExp(`q=${encodeURIComponent(words as string)}`))
      await expect(page.locator('.ex-board tbody tr').first()).toContainText(first as string)
    }
    await accessible(page, `board ${language}`)
  })

  test(`${language}: the map, the network and its table say what the command says`, async ({ page }) => {
    await open(page, `${BOARD}&tab=network`, language)
    const { result } = await answer<{ result: { tables: Table[]; sums: { name: string; value: number }[] } }>(page, '/board/network')
    const exchanges = result.tables.find(one => one.file === 'exchanges.csv')
    const gain = result.sums.find(one => one.name === 'gain_yuan')?.value ?? 0
    expect(gain).toBeGreaterThan(263e6)
    const frame = page.locator('.frame').first()
    await frame.getByRole('button', { name: say(language, 'frame.download') }).click()
    const waiting = page.waitForEvent('download')
    await page.getByRole('button', { name: say(language, 'frame.csv') }).click()
    const csv = readFileSync(await (await waiting).path(), 'utf8').replace('\uFEFF', '').split('\r\n')
    const heads = (csv[0] ?? '').split(',')
    const at = heads.findIndex(head => head === say(language, 'column.gain_yuan') || head === `"${say(language, 'column.gain_yuan')}"`)
    expect(csv.slice(1).filter(line => /\d/.test(line)).length).toBeGreaterThanOrEqual(exchanges?.rows.length ?? 1)
    expect(at > 0 || (csv[0] ?? '').includes(say(language, 'column.gain_yuan'))).toBe(true)
    // A partner that is chosen by keyboard is in the address, and only its exchanges are listed.
    const all = await page.locator('.ex-flows li').count()
    const node = page.locator('.ex-node').first()
    await node.focus()
    await page.keyboard.press('Enter')
    await expect(page).toHaveURL(/at=/)
    await expect.poll(() => page.locator('.ex-flows li').count()).toBeLessThan(all)
    await accessible(page, `network ${language}`)
    await open(page, `${BOARD}&tab=matches`, language)
    await expect(page.locator('.ex-map .whose-bow').first()).toBeVisible()
    await accessible(page, `map ${language}`)
  })

  test(`${language}: a click on a choice that cannot be bettered shows that choice`, async ({ page }) => {
    await open(page, '/siting?region=chengdu-chongqing', language)
    const before = await page.locator('.ex-facts dd').first().textContent()
    const points = page.locator('.st-point[aria-pressed="false"]')
    await points.first().focus()
    await page.keyboard.press('Enter')
    await expect(page).toHaveURL(/choice=/)
    await expect(page.locator('.ex-facts dt').first()).toHaveText(say(language, 'siting.chosen'))
    expect(await page.locator('.ex-facts dd').first().textContent()).not.toBe(before)
    await accessible(page, `siting ${language}`)
    await open(page, '/siting?region=chengdu-chongqing&tab=route', language)
    const ways = page.locator('.st-map .st-way[data-mode]')
    await expect(ways.first()).toBeVisible()
    const drawn = await ways.count()
    await expect(page.locator('.st-modes li').first()).toBeVisible()
    await page.locator('.st-route').nth(1).click()
    await expect(page).toHaveURL(/choice=2/)
    // As many lines as the chosen route has legs.
    await expect(ways).toHaveCount(await page.locator('.st-routes > li').nth(1).locator('.st-leg').count())
    expect(drawn).toBe(await page.locator('.st-routes > li').first().locator('.st-leg').count())
    await accessible(page, `routes ${language}`)
    await open(page, '/siting?region=chengdu-chongqing&tab=share', language)
    await expect(page.locator('.st-shares tbody tr')).toHaveCount(10)
    await accessible(page, `sharing ${language}`)
    await open(page, '/siting?region=uk&tab=share&example=shared-rates', language)
    await expect(page.locator('.st-shares tbody tr')).toHaveCount(4)
    // 1,250,000.01 pounds less 250,000 that stay: 60 % of 1,000,000.01 are 600,000.006.
    await expect(page.locator('.st-shares tbody tr').first()).toContainText('1,250,000.01 GBP')
    await expect(page.locator('.st-shares tbody tr').first()).toContainText('850,000.01')
    await expect(page.locator('.st-shares tbody tr').first()).toContainText('400,000.00')
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0)
    await accessible(page, `pence ${language}`)
  })
}

test('an edited file is worked out anew: a candidate that is removed is built no more', async ({ page }) => {
  await open(page, '/siting?region=chengdu-chongqing')
  const built = ((await page.locator('.ex-facts dd').first().textContent()) ?? '').split(' + ')
  await page.getByRole('button', { name: say('en', 'siting.edit') }).click()
  const line = page.locator('.st-grid tr').filter({ has: page.locator(`input[value="${built[0]}"]`) }).filter({ has: page.locator('input[aria-label^="Having it"]') })
  await line.getByRole('button').click()
  await expect(page).toHaveURL(/example=own/)
  await expect(page.locator('.ex-facts dd').first()).not.toContainText(built[0] ?? '')
  await settled(page)
})

test('contacts appear to two users of two cities only after both agreed', async ({ page, browser, baseURL }) => {
  const origin = baseURL ?? ''
  await signIn(page, USER, origin)
  await page.request.post('/api/v1/users', { data: { ...SECOND, roles: ['viewer'] }, headers: { origin } })
  const other = await (await browser.newContext({ baseURL: origin })).newPage()
  await signIn(other, SECOND, origin)
  const stamp = `e2e-${Date.now()}`
  // The first enters a need in the form, in Chinese; the second an offer by the API.
  await open(page, `${BOARD}&enter=form`, 'zh')
  const form = page.locator('.ex-form')
  const field = (key: string) => form.getByLabel(say('zh', key), { exact: false })
  // Names of this run alone: the board keeps what earlier runs put on it.
  const [firm, maker] = [`成都测试厂 ${stamp}`, `Gear Makers ${stamp}`]
  await field('column.firm').fill(firm)
  await field('column.city').fill('Chengdu')
  await form.getByRole('combobox', { name: say('zh', 'column.kind') }).click()
  await page.locator('.ant-select-item-option').filter({ hasText: '零部件' }).click()
  await field('column.text').fill(`特种齿轮 ${stamp}`)
  await field('exchange.contact').fill('first@chengdu.example')
  await form.getByRole('button', { name: say('zh', 'exchange.put') }).click()
  await expect(form).toHaveCount(0)
  const made = await other.request.post(`${API}/board`, {
    data: { family: 'supply', side: 'offer', cells: { firm: maker, city: 'Chongqing', kind: 'part', text: `special gears 特种齿轮 ${stamp}` }, partner: null, contact: 'second@chongqing.example' },
    headers: { origin },
  })
  expect(made.status()).toBe(201)
  // The second sees the match, says that it is useful, and asks.
  await open(other, `${BOARD}&tab=supply`)
  const need = other.locator('.ex-needs > li').filter({ hasText: firm })
  const match = need.locator('.ex-match').filter({ hasText: maker })
  await match.getByRole('button', { name: say('en', 'exchange.useful'), exact: true }).click()
  await expect(match.getByRole('button', { name: say('en', 'exchange.useful'), exact: true })).toHaveAttribute('aria-pressed', 'true')
  await match.getByRole('button', { name: say('en', 'exchange.ask') }).click()
  await match.getByRole('textbox').fill('Shall we talk?')
  await match.getByRole('button', { name: say('en', 'exchange.send') }).click()
  await expect(match).toContainText(say('en', 'exchange.state.asked'))
  await open(other, `${BOARD}&tab=introductions`)
  await expect(other.locator('.ex-intro').filter({ hasText: stamp })).not.toContainText('first@chengdu.example')
  // The first agrees; now each sees the other's.
  await open(page, `${BOARD}&tab=introductions`, 'zh')
  const own = page.locator('.ex-intro').filter({ hasText: stamp })
  await expect(own).toContainText(say('zh', 'exchange.contactHidden'))
  await expect(own).not.toContainText('second@chongqing.example')
  await own.getByRole('button', { name: say('zh', 'exchange.agree') }).click()
  await expect(own).toContainText('second@chongqing.example')
  await accessible(page, 'introductions zh')
  await open(other, `${BOARD}&tab=introductions`)
  const theirs = other.locator('.ex-intro').filter({ hasText: stamp })
  await expect(theirs).toContainText('first@chengdu.example')
  await theirs.getByRole('button', { name: say('en', 'exchange.withdraw') }).click()
  await expect(theirs).not.toContainText('first@chengdu.example')
  await other.context().close()
})
