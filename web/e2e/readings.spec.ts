/** From a meter to its day, from a finding to its decision, from figures to a publication; on the synthetic district, whose meters have planted faults. */
import type { Page } from '@playwright/test'
import { USER } from './setup'
import { accessible, expect, type Language, open, say, settled, switchTo, test, type Theme } from './tools'

const API = '/api/v1/regions/district'
const PERIOD = '2021'

/** An answer of the server; a test fails where there is none. */
async function ask<T>(page: Page, path: string): Promise<T> {
  const answer = await page.request.get(`${API}${path}`)
  expect(answer.status(), path).toBe(200)
  return (await answer.json()) as T
}

/** The session of an officer, for the page as well. */
async function beOfficer(page: Page, baseURL: string) {
  const answer = await page.request.post('/api/v1/session', { data: USER, headers: { origin: baseURL } })
  expect(answer.ok()).toBe(true)
}

interface Meter { code: string; name: { en: string; zh: string }; unit: string; register: string; interval_minutes: number; amount: number | null; formula: string | null }
interface Day { slots: { at: string; value: number | null }[]; history: unknown[]; amount: number | null }
interface Case { id: number; kind: string; from: string; status: string; subject: { meter: string | null }; history: { action: string; text: string | null }[] }
interface Cases { total: number; rows: Case[]; by_status: { status: string; count: number }[] }
interface Publication { id: number; figures: { indicator: string; value: number | null; place: { code: string } }[]; hash: string }

const meters = async (page: Page, query = '') => {
  const answer = await ask<{ total: number; rows: Meter[] }>(page, `/meters?period=${PERIOD}&limit=50${query}`)
  expect(answer.total, 'the district has meters').toBeGreaterThan(0)
  return answer
}
/** A meter with an amount in the period. */
const busyMeter = async (page: Page) => {
  const found = (await meters(page)).rows.find((one) => one.amount !== null && one.amount > 0)
  if (!found) throw new Error('no meter measured anything')
  return found
}

test('a meter is found, its year walked by keyboard, its day drawn and listed', async ({ page }, info) => {
  const meter = await busyMeter(page)
  await open(page, `/meters?region=district&period=${PERIOD}`)
  await page.getByRole('textbox', { name: say('en', 'meters.search') }).fill(meter.code)
  await expect(page).toHaveURL(new RegExp(`q=${encodeURIComponent(meter.code)}`))
  await page.locator('.meter-name').filter({ hasText: new RegExp(`${meter.code}$`) }).first().click()
  await expect(page).toHaveURL(new RegExp(`/meters/${encodeURIComponent(meter.code)}`))
  await settled(page)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(meter.name.en)
  // A cell for each day; the day that is shown is the chosen one.
  await expect(page.getByRole('listbox').getByRole('option')).toHaveCount(365)
  await page.goto(`/meters/${encodeURIComponent(meter.code)}?region=district&period=${PERIOD}&day=${PERIOD}-03-31`)
  await settled(page)
  await page.getByRole('listbox').focus()
  await page.keyboard.press('PageUp')
  await expect(page).toHaveURL(new RegExp(`day=${PERIOD}-02-28`))
  // A key counts at every moment: before the address has changed, while it changes, and after. From 28 January: 27 days on, and
  // 3 back again.
  await page.keyboard.press('PageUp')
  for (const pause of [0, 150, 155, 160, 165, 170, 180, 200, 0]) {
    // oxlint-disable-next-line no-await-in-loop -- one key after the other is what is tested
    await page.waitForTimeout(pause)
    // oxlint-disable-next-line no-await-in-loop
    for (let n = 0; n < 3; n += 1) await page.keyboard.press(info.project.name === 'phone' ? 'ArrowRight' : 'ArrowDown')
  }
  for (let n = 0; n < 3; n += 1) {
    // oxlint-disable-next-line no-await-in-loop
    await page.keyboard.press(info.project.name === 'phone' ? 'ArrowLeft' : 'ArrowUp')
  }
  await expect(page).toHaveURL(new RegExp(`day=${PERIOD}-02-21`))
  await settled(page)
  await page.keyboard.press('Home')
  await expect(page).toHaveURL(new RegExp(`day=${PERIOD}-01-01`))
  await settled(page)
  await expect(page.locator('canvas')).toBeVisible()
  // The list behind the curve holds what the server says.
  const day = await ask<Day>(page, `/meters/${encodeURIComponent(meter.code)}/day?date=${PERIOD}-01-01`)
  expect(day.slots.length).toBe((24 * 60) / meter.interval_minutes)
  await page.getByRole('button', { name: say('en', 'frame.showTable') }).last().click()
  await expect(page.locator('.meter-section .plain-table tbody tr')).toHaveCount(day.slots.length)
  await expect(page.locator('.day-history').first()).toContainText(say('en', 'meters.holds'))
})

for (const [language, theme] of [['en', 'light'], ['zh', 'dark']] as [Language, Theme][]) {
  test(`a meter and a finding are accessible and fit, ${language}, ${theme}`, async ({ page }) => {
    const meter = await busyMeter(page)
    const cases = await ask<Cases>(page, '/cases?limit=1')
    for (const path of [`/meters/${encodeURIComponent(meter.code)}?region=district&period=${PERIOD}`, `/findings?region=district&case=${cases.rows[0]?.id}`]) {
      await open(page, path, language, theme)
      await switchTo(page, language, theme)
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), path).toBeLessThanOrEqual(0)
      await accessible(page, `${path}, ${language}, ${theme}`)
    }
  })
}

test('a gap that was planted is seen on its day', async ({ page }) => {
  const gaps = await ask<Cases>(page, '/cases?kind=gap&limit=5')
  const gap = gaps.rows.find((one) => one.subject.meter !== null)
  if (!gap?.subject.meter) throw new Error('no gap was found in the district')
  await open(page, `/findings?region=district&tab=readings&status=all&kind=gap&case=${gap.id}`)
  await page.getByRole('link', { name: say('en', 'case.toMeter') }).click()
  await expect(page).toHaveURL(new RegExp(`day=${gap.from.slice(0, 10)}`))
  await settled(page)
  const day = await ask<Day>(page, `/meters/${encodeURIComponent(gap.subject.meter)}/day?date=${gap.from.slice(0, 10)}`)
  const missing = day.slots.filter((slot) => slot.value === null).length
  expect(missing).toBeGreaterThan(0)
  await expect(page.locator('.day .calendar-legend')).toContainText(`${say('en', 'meters.missing')} ${missing}`)
})

test('a finding is assigned, dismissed with a reason, and opened again', async ({ page, baseURL }) => {
  await beOfficer(page, baseURL ?? '')
  const before = await ask<Cases>(page, '/cases?status=open&limit=1')
  const one = before.rows[0]
  if (!one) throw new Error('the district has no open finding')
  await open(page, `/findings?region=district&case=${one.id}`)
  const detail = page.locator('.case-detail')
  await expect(detail.getByRole('heading', { level: 2 }).first()).toHaveText(say('en', `case.kind.${one.kind}`))
  await detail.getByRole('button', { name: say('en', 'case.action.assign'), exact: true }).click()
  await expect(detail).toContainText(say('en', 'case.effect.assign'))
  await detail.locator('.case-form').getByRole('button', { name: say('en', 'case.send.assign'), exact: true }).click()
  await expect(detail.locator('.case-title')).toContainText(say('en', 'case.status.assigned'))
  await expect(detail.locator('.case-facts')).toContainText(USER.name)
  // Without a reason nothing is dismissed.
  await detail.getByRole('button', { name: say('en', 'case.action.dismiss'), exact: true }).click()
  await expect(detail.getByRole('button', { name: say('en', 'case.send.dismiss'), exact: true })).toBeDisabled()
  await detail.getByRole('textbox', { name: say('en', 'case.text') }).fill('Planned stop, told by telephone.')
  await detail.getByRole('button', { name: say('en', 'case.send.dismiss'), exact: true }).click()
  await expect(detail.locator('.case-title')).toContainText(say('en', 'case.status.dismissed'))
  await expect(detail.locator('.case-history')).toContainText('Planned stop, told by telephone.')
  const kept = await ask<Case>(page, `/cases/${one.id}`)
  expect([kept.status, kept.history.at(-1)?.action, kept.history.at(-1)?.text]).toEqual(['dismissed', 'dismiss', 'Planned stop, told by telephone.'])
  await detail.getByRole('button', { name: say('en', 'case.action.reopen'), exact: true }).click()
  await detail.getByRole('button', { name: say('en', 'case.send.reopen'), exact: true }).click()
  await expect(detail.locator('.case-title')).toContainText(say('en', 'case.status.open'))
  const after = await ask<Cases>(page, '/cases?status=open&limit=1')
  expect(after.total).toBe(before.total)
})

test('who is not logged in reads a finding and decides nothing', async ({ page }) => {
  const cases = await ask<Cases>(page, '/cases?limit=1')
  expect(cases.total).toBeGreaterThan(0)
  await open(page, `/findings?region=district&status=all&case=${cases.rows[0]?.id}`)
  await expect(page.getByText(say('en', 'case.login'))).toBeVisible()
  await expect(page.locator('.case-actions')).toHaveCount(0)
})

test('data quality says by enterprise, place and source what is there', async ({ page }) => {
  for (const by of ['enterprise', 'place', 'source'] as const) {
    const answer = await ask<{ total: number; totals: { expected: number; present: number } }>(page, `/data-quality?period=${PERIOD}&by=${by}&limit=50`)
    expect(answer.total, by).toBeGreaterThan(0)
    await open(page, `/quality?region=district&period=${PERIOD}${by === 'enterprise' ? '' : `&by=${by}`}`)
    const count = (value: number) => new Intl.NumberFormat('en-GB').format(value)
    await expect(page.locator('.quality-whole')).toContainText(say('en', 'quality.presentOf', { present: count(answer.totals.present), expected: count(answer.totals.expected) }))
    await expect(page.getByRole('columnheader', { name: say('en', `quality.by.${by}`), exact: true })).toBeVisible()
  }
})

test('figures are published, open as they were, and are unchanged', async ({ page, baseURL }, info) => {
  await beOfficer(page, baseURL ?? '')
  const title = `Report ${info.project.name} ${Date.now()}`
  await open(page, `/publications?region=district&period=${PERIOD}`)
  await page.getByRole('button', { name: say('en', 'publication.publish') }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog.locator('.publish-effect')).toContainText(PERIOD)
  await dialog.getByRole('textbox', { name: say('en', 'publication.title') }).fill(title)
  await dialog.locator('button[type="submit"]').click()
  await expect(page).toHaveURL(/\/publications\/\d+/)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(title)
  await settled(page)
  await expect(page.getByText(say('en', 'publication.unchanged'))).toBeVisible()
  const id = /publications\/(\d+)/.exec(page.url())?.[1] ?? ''
  const kept = await ask<Publication>(page, `/publications/${id}`)
  expect(kept.figures.some((one) => one.value !== null)).toBe(true)
  await expect(page.locator('.publication-versions')).toContainText(kept.hash)
  await accessible(page)
  await page.getByRole('link', { name: say('en', 'nav.publications') }).first().click()
  await expect(page.getByRole('link', { name: title })).toBeVisible()
})

interface Node { kind: string; value: number | null; link: string | null; children: Node[]; readings: { amount: number | null; co2_kg: number | null; first_date: string; meter: { code: string } | null } | null }

/** Readings that count somewhere below: those that a filing is held against have no value here. */
const below = (node: Node): Node | null => (node.kind === 'readings' && node.value !== null ? node : (node.children.map(below).find((one) => one !== null) ?? null))

test('a figure leads through entry, meters and days to the reading', async ({ page }) => {
  const month = `${PERIOD}-05`
  // A month that comes from meters; where an enterprise has filed it, the meters stand beside the filing and do not count.
  let question = ''
  for (const meter of (await meters(page)).rows as (Meter & { enterprise: { code: string } | null; place: { code: string } })[]) {
    const asked = `indicator=carbon_total&${meter.enterprise ? `enterprise=${encodeURIComponent(meter.enterprise.code)}` : `place=${encodeURIComponent(meter.place.code)}&place_only=true`}&period=${month}`
    // oxlint-disable-next-line no-await-in-loop -- the first that fits
    if (below(await ask<Node>(page, `/explain?${asked}&depth=12`))) {
      question = asked
      break
    }
  }
  expect(question, 'a month of meters').not.toBe('')
  const behind = below(await ask<Node>(page, `/explain?${question}&depth=12`))
  const whole = await ask<Node>(page, `/explain?${behind?.link}&depth=2`)
  // What is shown adds up: days to meters, meters to what the entry rests on.
  const sum = (nodes: Node[], of: (node: Node) => number | null) => nodes.reduce((total, node) => total + (of(node) ?? 0), 0)
  expect(sum(whole.children, (node) => node.value)).toBeCloseTo(behind?.value ?? Number.NaN, 6)
  for (const meter of whole.children) {
    expect(sum(meter.children, (node) => node.value)).toBeCloseTo(meter.value ?? 0, 6)
    expect(sum(meter.children, (node) => node.readings?.co2_kg ?? null)).toBeCloseTo(meter.readings?.co2_kg ?? 0, 6)
  }
  await open(page, `/overview?region=district&period=${PERIOD}&explain=${encodeURIComponent(question)}`)
  const drawer = page.getByRole('dialog')
  for (let depth = 0; depth < 12 && (await drawer.locator('.kind-day').count()) === 0; depth += 1) {
    // oxlint-disable-next-line no-await-in-loop -- level by level
    await settled(page)
    // oxlint-disable-next-line no-await-in-loop
    await drawer.locator('button[aria-expanded="false"]').last().click()
    // oxlint-disable-next-line no-await-in-loop
    await settled(page)
  }
  await expect(drawer.locator('.explain-readings').first()).toBeVisible()
  await accessible(page)
  const link = drawer.locator('.explain-node a').first()
  const date = (await link.textContent()) ?? ''
  await link.click()
  await expect(page).toHaveURL(new RegExp(`/meters/.*day=${date}`))
  await settled(page)
  const code = decodeURIComponent(/meters\/([^?]+)/.exec(page.url())?.[1] ?? '')
  const explained = whole.children.find((node) => node.readings?.meter?.code === code)?.children.find((node) => node.readings?.first_date === date)
  const day = await ask<Omit<Day, 'slots'> & { co2_kg: number | null; slots: { co2_kg: number | null }[] }>(page, `/meters/${encodeURIComponent(code)}/day?date=${date}`)
  expect([day.amount, day.co2_kg]).toEqual([explained?.readings?.amount ?? null, explained?.readings?.co2_kg ?? null])
  if (day.co2_kg !== null) expect(day.slots.reduce((total, slot) => total + (slot.co2_kg ?? 0), 0)).toBeCloseTo(day.co2_kg, 6)
})

test('a filing is held against what the meters read, and says so', async ({ page }) => {
  const month = `${PERIOD}-05`
  const rows = (await ask<{ rows: (Meter & { enterprise: { code: string } | null; parent: string | null })[] }>(page, `/meters?period=${month}&limit=50`)).rows
  const meter = rows.find((one) => one.enterprise !== null && one.parent === null)
  if (!meter?.enterprise) throw new Error('no enterprise with a meter')
  const { code } = meter.enterprise
  const find = (node: Node & { method?: string | null }): Node | null => (node.method === 'held_against' ? node : (node.children.map(find).find((one) => one !== null) ?? null))
  const held = find(await ask<Node>(page, `/explain?indicator=carbon_total&enterprise=${encodeURIComponent(code)}&carrier=electricity&period=${month}&depth=12`))
  expect(held?.value).toBeNull()
  const opened = await ask<Node>(page, `/explain?${held?.link}`)
  const amount = rows.filter((one) => one.enterprise?.code === code && one.parent === null).reduce((sum, one) => sum + (one.amount ?? 0), 0)
  expect(amount).toBeGreaterThan(0)
  expect(opened.value).toBeCloseTo(amount, 6)
})

test('a file of readings corrects a day, and the older record stays', async ({ page, baseURL }, info) => {
  await beOfficer(page, baseURL ?? '')
  // Not a virtual one, and one whose readings are amounts.
  const meter = (await meters(page)).rows.find((one) => one.register === 'interval' && one.formula === null && one.interval_minutes <= 60)
  if (!meter) throw new Error('no meter with amounts per interval')
  const date = info.project.name === 'phone' ? `${PERIOD}-11-11` : `${PERIOD}-11-10`
  // Another value each time: the same file would be known.
  const value = 1 + (Date.now() % 1000) / 100
  const count = (24 * 60) / meter.interval_minutes
  const rows = Array.from({ length: count }, (_, slot) => {
    const minutes = slot * meter.interval_minutes
    return `${meter.code},${date}T${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}:00,${value.toFixed(2)}`
  })
  await open(page, '/data?region=district&bring=readings')
  await page.setInputFiles('input[type="file"]', { name: `readings-${Date.now()}.csv`, mimeType: 'text/csv', buffer: Buffer.from(['meter,at,value', ...rows, ''].join('\n')) })
  await page.getByRole('button', { name: say('en', 'readings.send') }).click()
  await expect(page.locator('.upload-stages').or(page.locator('.upload-done')).first()).toBeVisible()
  await expect(page.locator('.upload-done')).toContainText(say('en', 'data.state.committed'), { timeout: 60_000 })
  const day = await ask<Day>(page, `/meters/${encodeURIComponent(meter.code)}/day?date=${date}`)
  expect(day.amount).toBeCloseTo(value * count, 6)
  expect(day.history.length).toBeGreaterThan(1)
  await accessible(page)
})
