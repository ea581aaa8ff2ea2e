import { readFileSync } from 'node:fs'
import { USER } from './setup'
import { accessible, expect, type Language, LOOKS, open, say, settled, switchTo, test } from './tools'

const CC = 'region=chengdu-chongqing'
const UK = 'region=uk'

for (const language of ['en', 'zh'] as Language[]) {
  test(`${language}: the printed matrix, its tree and what its text gets wrong`, async ({ page }) => {
    await open(page, `/cluster?${CC}`, language)
    await expect(page.locator('.cluster-answer strong')).toHaveText('86.7 %')
    await expect(page.locator('.cluster-name')).toHaveCount(16)
    await expect(page.locator('.cluster-cell')).toHaveCount(16 * 15)
    await expect(page.locator('.cluster-tree path')).toHaveCount(15)
    await expect(page.locator('.frame-summary').first()).toContainText('0.93975')
    await expect(page.locator('.cluster-findings')).toContainText(language === 'en' ? 'stated: a share of 0.76' : '文中称高于 0.9 的占 0.76')
    // The file of the picture has all pairs.
    await page.locator('.frame').first().getByRole('button', { name: say(language, 'frame.download') }).click()
    const waiting = page.waitForEvent('download')
    await page.getByRole('button', { name: say(language, 'frame.csv') }).click()
    const lines = readFileSync(await (await waiting).path(), 'utf8').trim().split('\r\n')
    const values = lines.slice(1, 121).map(line => Number(line.split(',')[2]))
    expect(values.reduce((sum, value) => sum + value, 0) / 120).toBeCloseTo(0.93975, 9)
    expect(Math.min(...values)).toBe(0.81)
  })

  test(`${language}: city regions of the United Kingdom, from likeness to a city and back`, async ({ page }) => {
    await open(page, `/cluster?${UK}`, language)
    await expect(page.locator('.cluster-name')).toHaveCount(12)
    await page.locator('.cluster-name').first().focus()
    await page.keyboard.press('Enter')
    await expect(page).toHaveURL(/\/city\?.*city=/)
    await settled(page)
    await expect(page.locator('.frame')).toHaveCount(2)
    await expect(page.locator('.cluster-facts')).toContainText(say(language, 'city.specialisation'))
    await page.getByRole('link', { name: say(language, 'city.compareThese') }).click()
    await expect(page).toHaveURL(/\/compare\?.*cities=\w+%2C\w+%2C\w+%2C\w+/)
    await settled(page)
    await expect(page.getByRole('heading', { name: say(language, 'compare.pairs') })).toBeVisible()
    await expect(page.locator('table').last().locator('tbody tr')).toHaveCount(6)
  })
}

test('places on the map are opened by keyboard, coloured by figure and by what is near', async ({ page }) => {
  await open(page, `/cluster?${UK}&tab=map`)
  await expect(page.locator('.cluster-shape')).toHaveCount(12)
  await page.getByText(say('en', 'cluster.colour.spot'), { exact: true }).click()
  await expect(page).toHaveURL(/show=spot/)
  await expect(page.locator('.cluster-classes')).toContainText(say('en', 'cluster.spot.high_high'))
  await page.locator('.cluster-shape').first().focus()
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/\/city\?/)
})

test('inequality has its sixteen years, and a table says what the picture shows', async ({ page }) => {
  await open(page, `/cluster?${UK}&tab=unequal&level=authority`)
  await page.locator('.frame').first().getByRole('button', { name: say('en', 'frame.showTable') }).click()
  await expect(page.locator('.plain-table tbody tr')).toHaveCount(16)
  // Gini of 2020 as PySAL's definition has it: 0.143468254...
  await expect(page.locator('.plain-table tbody tr').last()).toContainText('0.143468')
})

test('a city after whose path another walks', async ({ page }) => {
  await open(page, `/city?${UK}&city=TVCA`)
  await expect(page.locator('.city-lags').first()).toContainText('Greater Manchester')
  await expect(page.locator('.city-lags').first()).toContainText(say('en', 'city.aheadBy_other', { count: '6' }))
})

test('flows, integration, pairs and chains that are invented say so', async ({ page }) => {
  await open(page, `/cluster?${CC}&tab=ties`)
  await expect(page.locator('.whose-ribbon')).toHaveCount(5)
  await expect(page.getByRole('heading', { name: say('en', 'cluster.integrationTitle') })).toBeVisible()
  await page.getByText(say('en', 'cluster.tab.chain'), { exact: true }).click()
  await settled(page)
  await expect(page.locator('.plain-table tbody tr').first()).toContainText('cathode')
  await open(page, `/cluster?${CC}&tab=chain&break=salt`)
  await expect(page.locator('.frame-summary').first()).toContainText('3.28 billion yuan')
})

for (const language of ['en', 'zh'] as Language[])
  test(`${language}: gravity and radiation of invented flows, as the command fits them, pair by pair`, async ({ page }) => {
    await open(page, `/cluster?${CC}&tab=ties`, language)
    const models = page.locator('.cluster-models')
    await expect(models.locator('.whose-ribbon')).toContainText(say(language, 'synthetic.short'))
    const fits = models.getByRole('region', { name: say(language, 'cluster.fitTitle') }).locator('tbody tr')
    await expect(fits).toHaveCount(2)
    await expect(fits.first()).toContainText('240')
    const terms = models.getByRole('region', { name: say(language, 'cluster.termTitle') }).locator('tbody tr')
    await expect(terms).toHaveCount(4)
    // The flows were made with an exponent of -1.3 of the distance, and noise.
    const km = Number(((await terms.last().locator('td').first().textContent()) ?? '').replace('−', '-'))
    expect(Math.abs(km + 1.3)).toBeLessThan(0.15)
    await models.getByRole('button', { name: say(language, 'frame.showTable') }).click()
    await expect(models.locator('.plain-table tbody tr')).toHaveCount(240)
    await accessible(page, `models ${language}`)
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0)
  })

test('hot spots that are more than chance are named below the map, with their p in the table', async ({ page }) => {
  await open(page, `/cluster?${UK}&tab=map&level=authority&show=spot`)
  const named = page.locator('.cluster-spots > div')
  await expect(named.first()).toBeVisible()
  await expect(page.locator('.whose-key').first()).toContainText('9,999')
  await page.locator('.frame').first().getByRole('button', { name: say('en', 'frame.showTable') }).click()
  const rows = await page.locator('.plain-table tbody tr').allInnerTexts()
  const sure = rows.filter(row => row.split('\t').includes(say('en', 'cluster.yes'))).map(row => row.split('\t')[0] ?? '')
  expect(sure.length).toBeGreaterThan(0)
  expect(sure.length).toBeLessThan(rows.length / 2)
  await page.locator('.frame').first().getByRole('button', { name: say('en', 'frame.showChart') }).click()
  const text = await page.locator('.cluster-spots').innerText()
  for (const city of sure) expect(text).toContain(city)
  await accessible(page, 'hot spots')
})

test('who may not bring tables in does not see how', async ({ page }) => {
  await open(page, `/cluster?${CC}`)
  await expect(page.getByRole('button', { name: say('en', 'cluster.add') })).toHaveCount(0)
})

test.describe('a table by hand', () => {
  test.use({ refusals: /400|422/ })
  test('a faulty one is refused with its row, a good one is shown with what is odd about it', async ({ page, baseURL, isMobile }) => {
    await page.request.post('/api/v1/session', { data: USER, headers: { origin: baseURL ?? '' } })
    await open(page, '/cluster?region=washington')
    await page.getByRole('button', { name: say('en', 'cluster.add') }).click()
    const form = page.getByRole('form', { name: say('en', 'cluster.add') })
    const bring = form.getByRole('button', { name: say('en', 'whose.bring') })
    await expect(bring).toBeDisabled()
    const file = (text: string) => ({ name: 'jobs.csv', mimeType: 'text/csv', buffer: Buffer.from(text) })
    const name = `Jobs ${isMobile ? 'phone' : 'desktop'}`
    await form.getByLabel(say('en', 'cluster.columns.structure')).setInputFiles(file('city,industry,value\nKing,a,much\n'))
    await form.getByLabel(say('en', 'whose.name')).fill(name)
    await form.getByLabel(say('en', 'whose.isSynthetic')).check()
    await bring.click()
    await expect(form.getByRole('alert')).toBeVisible()
    await form.getByLabel(say('en', 'cluster.columns.structure')).setInputFiles(file('city,industry,value\nKing,a,3\nKing,b,1\nPierce,a,1\nPierce,b,4\nNowhere,a,2\n'))
    await bring.click()
    await expect(page.locator('.cluster-kept')).toContainText(name)
    await expect(page.locator('.cluster-kept')).toContainText('Nowhere: 1 of 2 industries')
    await page.getByRole('button', { name: say('en', 'app.close') }).click()
    await page.getByRole('combobox', { name: say('en', 'cluster.from') }).click()
    await page.getByTitle(new RegExp(name)).click()
    await settled(page)
    await expect(page.locator('.cluster-name')).toHaveCount(3)
    await expect(page.locator('.whose-ribbon')).toContainText(name)
  })
})

test.describe('flows by hand', () => {
  test.use({ refusals: /400|422/ })
  test('flows between cities of a region are brought, refused with row and column, and fitted', async ({ page, baseURL, isMobile }) => {
    await page.request.post('/api/v1/session', { data: USER, headers: { origin: baseURL ?? '' } })
    await open(page, `/cluster?${UK}&tab=ties`)
    await page.getByRole('button', { name: say('en', 'cluster.bringFlows') }).click()
    const form = page.getByRole('form', { name: say('en', 'cluster.add') })
    const bring = form.getByRole('button', { name: say('en', 'whose.bring') })
    const cities = ['GMCA', 'WYCA', 'LCR', 'SCR', 'TVCA', 'NTCA']
    const rows = (change: (row: number, amount: number) => string) => cities.flatMap((from, a) => cities.flatMap((to, b) => (a === b ? [] : [[from, to, change(a * 10 + b, 3 + ((a * 7 + b * 11) % 13)), 'trips', 'thousand', '2018', 'made up'].join(',')])))
    const file = (lines: string[]) => ({ name: 'flows.csv', mimeType: 'text/csv', buffer: Buffer.from(['from,to,amount,kind,unit,period,source', ...lines, ''].join('\n')) })
    const name = `Trips ${isMobile ? 'phone' : 'desktop'}`
    const choose = form.getByLabel(say('en', 'cluster.columns.flows'))
    await choose.setInputFiles(file(rows((at, amount) => (at === 2 ? 'many' : String(amount)))))
    await form.getByLabel(say('en', 'whose.name')).fill(name)
    await form.getByLabel(say('en', 'whose.isSynthetic')).check()
    await bring.click()
    await expect(form.getByRole('alert')).toContainText('flows.csv · Row 3 · Column amount')
    await choose.setInputFiles(file([...rows((_, amount) => String(amount)), ...rows((_, amount) => String(amount * 2)).map(row => row.replace('trips,thousand', 'letters,million'))]))
    await bring.click()
    await expect(form).toHaveCount(0)
    await expect(page.locator('.cluster-models')).toContainText('trips · 2018')
    await expect(page.locator('.cluster-models')).toContainText('Mass: Population 2018.')
    await expect(page.locator('.cluster-fits tbody tr').first()).toContainText('30')
    await page.getByRole('combobox', { name: say('en', 'cluster.flowKind') }).click()
    await page.getByTitle(/letters/).click()
    await expect(page.locator('.cluster-models')).toContainText('letters · 2018')
    await expect(page).toHaveURL(/flowKind=letters/)
    await accessible(page, 'flows of a region')
  })
})

for (const language of ['en', 'zh'] as Language[])
  test(`${language}: what the value chain says of a city, and its partners as Suggestions has them`, async ({ page }) => {
    await open(page, `/city?${CC}&city=Chongqing`, language)
    const chain = page.locator('.city-chain')
    await expect(chain).toContainText('cathode_material')
    await expect(chain.locator('table').first()).toContainText(language === 'en' ? 'Chengdu: makes' : '成都：产出')
    await expect(chain.locator('.city-points li').first()).toBeVisible()
    await chain.getByRole('link', { name: say(language, 'city.toChain') }).click()
    await expect(page).toHaveURL(/tab=chain/)
    await settled(page)
    // A region without a chain says so.
    await open(page, `/city?${UK}&city=GMCA`, language)
    await expect(page.locator('.city-chain .empty')).toBeVisible()
    const best = await page.locator('.city-partners tbody tr').first().locator('td').first().innerText()
    await page.getByRole('link', { name: say(language, 'city.toSuggestions') }).click()
    await expect(page).toHaveURL(/\/partnerships\?.*of=GMCA/)
    await settled(page)
    await expect(page.locator('.pair-table tbody tr').first().locator('td').first()).toHaveText(best)
  })

for (const path of [`/cluster?${CC}`, `/cluster?${UK}&tab=map`, `/cluster?${CC}&tab=ties`, `/city?${UK}&city=GMCA`, `/compare?${UK}`])
  test(`accessible in every look: ${path}`, async ({ page }) => {
    await open(page, path)
    for (const [language, theme] of LOOKS) {
      await switchTo(page, language, theme)
      await accessible(page, `${language} ${theme}`)
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0)
    }
  })
