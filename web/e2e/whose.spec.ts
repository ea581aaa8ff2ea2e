import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { USER } from './setup'
import { expect, type Language, open, say, settled, test } from './tools'

const WHOSE = '/whose?region=chengdu-chongqing'

/** The rows of a CSV that was downloaded, without its head and notes. */
function cells(text: string): string[][] {
  return text
    .replace('\uFEFF', '')
    .split('\r\n')
    .slice(1)
    .map(line => line.split(','))
    .filter(row => row.length > 2 && row.slice(2).every(cell => cell === '' || Number.isFinite(Number(cell))))
}

for (const language of ['en', 'zh'] as Language[]) {
  test(`${language}: an invented table says so, on the page and in its files`, async ({ page }) => {
    await open(page, WHOSE, language)
    await expect(page.locator('.whose-ribbon')).toContainText(say(language, 'whose.synthetic'))
    const frame = page.locator('.frame').first()
    await frame.getByRole('button', { name: say(language, 'frame.download') }).click()
    const waiting = page.waitForEvent('download')
    await page.getByRole('button', { name: say(language, 'frame.svg') }).click()
    const svg = readFileSync(await (await waiting).path(), 'utf8')
    expect(svg).toContain(say(language, 'whose.synthetic').slice(0, 12))
    expect(svg).not.toContain('var(--')
  })
}

test('a place opens with both sides, and partners owe each other the same with the other sign', async ({ page }) => {
  await open(page, WHOSE)
  const net = async (name: string, partner: string) => {
    const row = page.locator('.whose-row').filter({ hasText: new RegExp(`^${name}`) })
    await row.focus()
    await page.keyboard.press('Enter')
    await expect(page.getByRole('heading', { level: 2, name })).toBeVisible()
    return page.locator('.whose-partners tbody tr').filter({ hasText: partner }).locator('td').last().textContent()
  }
  const there = await net('Chongqing', 'Chengdu')
  expect(there).toMatch(/[+−]\d/)
  await expect(page).toHaveURL(/at=Chongqing/)
  const back = await net('Chengdu', 'Chongqing')
  expect(back?.slice(0, 1)).toBe(there?.startsWith('+') ? '−' : '+')
})

test('what is emitted for others is what others use: the files of both pictures agree', async ({ page }) => {
  await open(page, WHOSE)
  const csv = async (at: number) => {
    await page.locator('.frame').nth(at).getByRole('button', { name: say('en', 'frame.download') }).click()
    const waiting = page.waitForEvent('download')
    await page.getByRole('button', { name: say('en', 'frame.csv') }).click()
    return cells(readFileSync(await (await waiting).path(), 'utf8'))
  }
  const flows = await csv(0)
  expect(flows).toHaveLength(16 * 15)
  const sides = (await csv(1)).filter(row => row.length >= 7)
  expect(sides).toHaveLength(16)
  const sum = (rows: string[][], column: number) => rows.reduce((all, row) => all + Number(row[column]), 0)
  const traded = sum(flows, 2)
  // production, consumption, imports, exports, direct, half, value added
  expect(sum(sides, 3) / traded).toBeCloseTo(1, 9)
  expect(sum(sides, 4) / traded).toBeCloseTo(1, 9)
  for (const column of [2, 6, 7]) expect(sum(sides, column) / sum(sides, 1)).toBeCloseTo(1, 6)
})

test('the circle shows the same flows as the map', async ({ page }) => {
  await open(page, WHOSE)
  await expect(page.locator('.whose-land').first()).toBeVisible()
  await page.getByText(say('en', 'whose.chord'), { exact: true }).click()
  await expect(page).toHaveURL(/show=chord/)
  // Sixteen places: fourteen by name and the others as one.
  await expect(page.locator('.whose-arc')).toHaveCount(15)
  await expect(page.locator('.whose-arc').first()).toBeVisible()
})

test('a region without a table says how one comes in', async ({ page }) => {
  await open(page, '/whose?region=uk')
  await expect(page.locator('.whose-empty')).toContainText('--into uk')
})

test('the hours of a grid: another hour, other colours; a bus opens with its day', async ({ page }) => {
  await open(page, '/grid?region=district')
  await expect(page.locator('.whose-ribbon')).toContainText(say('en', 'grid.synthetic'))
  await expect(page.locator('.grid-bus')).toHaveCount(14)
  const colours = () => page.locator('.grid-bus').evaluateAll(all => all.map(one => one.getAttribute('fill')).join())
  const night = await colours()
  const slider = page.getByRole('slider', { name: say('en', 'grid.hour') })
  await expect(async () => {
    await slider.fill('12')
    await expect(page).toHaveURL(/hour=12%3A00/, { timeout: 1000 })
  }).toPass()
  await settled(page)
  expect(await colours()).not.toBe(night)
  await page.locator('.whose-city').filter({ hasText: 'Ridge' }).focus()
  await page.keyboard.press('Enter')
  await expect(page.locator('.grid-day-bar')).toHaveCount(24)
  await expect(page.locator('.flow-panel')).toContainText('Ridge')
})

test('the hours of a grid go by keyboard', async ({ page }) => {
  await open(page, '/grid?region=district&hour=08:00')
  const slider = page.getByRole('slider', { name: say('en', 'grid.hour') })
  await expect(slider).toHaveAttribute('aria-valuetext', '08:00')
  const first = await page.locator('.grid-bus').evaluateAll(all => all.map(one => one.getAttribute('fill')).join())
  await slider.focus()
  for (const [key, hour] of [['ArrowRight', '09:00'], ['ArrowRight', '10:00'], ['ArrowLeft', '09:00'], ['End', '23:00'], ['Home', '00:00']] as const) {
    // oxlint-disable-next-line no-await-in-loop -- one key after the other
    await page.keyboard.press(key)
    // oxlint-disable-next-line no-await-in-loop
    await expect(slider).toHaveAttribute('aria-valuetext', hour)
  }
  await expect(page).toHaveURL(/hour=00%3A00/)
  await settled(page)
  await expect(slider).toBeFocused()
  expect(await page.locator('.grid-bus').evaluateAll(all => all.map(one => one.getAttribute('fill')).join())).not.toBe(first)
})

test('a city has one address on all pages, with its sides beside each other', async ({ page }) => {
  await open(page, WHOSE)
  await page.locator('.whose-row').filter({ hasText: /^Chongqing/ }).focus()
  await page.keyboard.press('Enter')
  const panel = page.locator('.flow-panel')
  await expect(panel.getByRole('heading', { name: 'Chongqing' })).toBeVisible()
  const lines = await panel.locator('.whose-lines > div').allTextContents()
  for (const key of ['production', 'consumption', 'half', 'valueAdded']) expect(lines.some(line => line.startsWith(say('en', `whose.${key}`)) && /\d/.test(line)), key).toBe(true)
  const places = (await (await page.request.get('/api/v1/regions/chengdu-chongqing/places?q=Chongqing')).json()) as { code: string; name: { en: string } }[]
  const code = places.find(place => place.name.en === 'Chongqing')?.code ?? ''
  expect(code).not.toBe('')
  await open(page, `${WHOSE}&place=${code}`)
  await expect(panel.getByRole('heading', { name: 'Chongqing' })).toBeVisible()
  expect(await panel.locator('.whose-lines > div').allTextContents()).toEqual(lines)
})

test.describe('a table by hand', () => {
  // A table without demand is refused; the browser logs that.
  test.use({ refusals: /422/ })

  test('an officer brings a table in by hand, and it is shown', async ({ page, baseURL, isMobile }) => {
    const session = await page.request.post('/api/v1/session', { data: USER, headers: { origin: baseURL ?? '' } })
    expect(session.ok()).toBe(true)
    await open(page, '/whose?region=washington')
    await page.getByRole('button', { name: say('en', 'whose.add') }).click()
    const form = page.getByRole('form', { name: say('en', 'whose.add') })
    const bring = form.getByRole('button', { name: say('en', 'whose.bring') })
    await expect(bring).toBeDisabled()
    const folder = join(import.meta.dirname, '../../data/examples/trade-cities')
    const files = ['Z.csv', 'Y.csv', 'F.csv', 'F_unit.txt'].map(name => join(folder, name))
    const name = `By hand ${isMobile ? 'phone' : 'desktop'}`
    // What is wrong with the files is said in the form, and nothing is kept.
    await form.getByLabel(say('en', 'whose.files')).setInputFiles(files.slice(0, 1))
    await form.getByLabel(say('en', 'whose.name')).fill(name)
    await form.getByLabel(say('en', 'whose.isSynthetic')).check()
    await bring.click()
    await expect(form.getByRole('alert')).toBeVisible()
    await form.getByLabel(say('en', 'whose.files')).setInputFiles(files)
    await form.getByLabel(say('en', 'whose.year')).fill('2020')
    await bring.click()
    await expect(form).toHaveCount(0)
    await settled(page)
    await expect(page).toHaveURL(/table=\d+/)
    await expect(page.locator('.whose-ribbon')).toContainText(say('en', 'whose.synthetic'))
    await expect(page.locator('.flow-note').filter({ hasText: `${name} (2020)` }).first()).toBeVisible()
    await expect(page.locator('.whose-row')).toHaveCount(16)
  })
})
