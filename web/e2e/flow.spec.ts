import { readFileSync } from 'node:fs'
import { expect, type Language, open, say, settled, test } from './tools'

/** Figures as they are written on the page. */
const number = (text: string) => Number(text.replaceAll(/[,\s]/g, '').replace('−', '-'))

test('what enters leaves: the shares of every stage sum to the whole', async ({ page }) => {
  await open(page, '/flow?region=uk&place=GLA&period=2020&stages=carrier,field,place')
  await expect(page.locator('.map-answer .figure-value')).toHaveText('25.4')
  await page.getByRole('button', { name: say('en', 'frame.download') }).click()
  const waiting = page.waitForEvent('download')
  await page.getByRole('button', { name: say('en', 'frame.csv') }).click()
  const lines = readFileSync(await (await waiting).path(), 'utf8').replace('\uFEFF', '').split('\r\n').slice(1)
  const cells = lines.map(line => [...line.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)].map(match => match[1] ?? '')).filter(row => row[3] && Number.isFinite(Number(row[3])))
  expect(cells.length).toBeGreaterThan(20)
  const shares = cells.reduce((sum, row) => sum + Number(row[3]), 0)
  // Two gaps between three stages, each carrying all of it.
  expect(shares).toBeCloseTo(200, 6)
  expect(cells.reduce((sum, row) => sum + Number(row[2]), 0)).toBeCloseTo(2 * 25_432.742_453, 2)
})

for (const language of ['en', 'zh'] as Language[]) {
  test(`${language}: figures that are not divided in two ways draw no flow, and the page says where to go on`, async ({ page }) => {
    await open(page, '/flow?region=chengdu-chongqing', language)
    await settled(page)
    await expect(page.locator('.empty')).toContainText(say(language, 'nav.whose'))
    await expect(page.locator('.flow-bones, .map-answer, .flow-stages')).toHaveCount(0)
    await page.locator('.empty').getByRole('link', { name: say(language, 'nav.whose') }).click()
    await expect(page).toHaveURL(/\/whose\?.*region=chengdu-chongqing/)
  })
}

for (const language of ['en', 'zh'] as Language[]) {
  test(`${language}: keyboard: a node opens with its figure, its sources and its goals`, async ({ page }, info) => {
    await open(page, '/flow?region=uk&period=2020', language)
    const first = page.locator('.flow-node[tabindex="0"]')
    await first.focus()
    // On a phone the flow runs from top to bottom.
    await page.keyboard.press(info.project.name === 'phone' ? 'ArrowDown' : 'ArrowRight')
    const label = await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))
    await page.keyboard.press('Enter')
    const panel = page.locator('.flow-panel')
    await expect(panel).toBeVisible()
    await expect(panel).toContainText(say(language, 'flow.in'))
    await expect(panel).toContainText(say(language, 'flow.out'))
    expect(label).toContain((await panel.getByRole('heading', { level: 2 }).textContent()) ?? '?')
    await expect(page).toHaveURL(/at=/)
    await panel.getByRole('button', { name: say(language, 'flow.close') }).click()
    await expect(panel).toHaveCount(0)
  })
}

test('the order of nodes stays from year to year', async ({ page }, info) => {
  await open(page, '/flow?region=uk&place=GLA&period=2005')
  const order = async () => {
    const nodes = await page.locator('.flow-node').evaluateAll(all => all.map(node => ({ id: node.getAttribute('data-node') ?? '', x: Number(node.querySelector('.flow-bar')?.getAttribute('x')), y: Number(node.querySelector('.flow-bar')?.getAttribute('y')) })))
    const tall = info.project.name === 'phone'
    return nodes.toSorted((a, b) => (tall ? a.y - b.y || a.x - b.x : a.x - b.x || a.y - b.y)).map(node => node.id)
  }
  const before = await order()
  expect(before.length).toBeGreaterThan(10)
  await page.getByRole('slider').focus()
  await page.keyboard.press('End')
  await expect(page).toHaveURL(/period=2020/)
  await settled(page)
  const after = await order()
  const both = new Set(after.filter(id => before.includes(id)))
  expect(both.size).toBeGreaterThan(10)
  expect(after.filter(id => both.has(id))).toEqual(before.filter(id => both.has(id)))
})

test('small nodes are one remainder that says how many', async ({ page }) => {
  await open(page, '/flow?region=washington&period=2020&stages=field,place')
  const rest = page.locator('.flow-node').filter({ hasText: /\d+ others/ })
  await expect(rest).toHaveCount(1)
  const held = number(/(\d+) others/.exec((await rest.textContent()) ?? '')?.[1] ?? '')
  expect(held).toBeGreaterThan(5)
  await rest.focus()
  await page.keyboard.press('Enter')
  await expect(page.locator('.flow-panel')).toContainText(say('en', 'flow.holds', { n: String(held) }))
})

test('the picture goes out as SVG with its sources', async ({ page }) => {
  await open(page, '/flow?region=uk&period=2020')
  await page.getByRole('button', { name: say('en', 'frame.download') }).click()
  const waiting = page.waitForEvent('download')
  await page.getByRole('button', { name: say('en', 'frame.svg') }).click()
  const svg = readFileSync(await (await waiting).path(), 'utf8')
  expect(svg).toContain('<svg')
  expect(svg).toContain('CC-BY-4.0')
  expect(svg).not.toContain('var(--')
})

test('stages can be chosen; choosing one that stands elsewhere swaps the two', async ({ page }) => {
  await open(page, '/flow?region=uk&period=2020&stages=carrier,field,place')
  await page.locator('.flow-stages .ant-select').first().click()
  await page.locator('.ant-select-item-option').filter({ hasText: say('en', 'flow.dim.place') }).click()
  await expect(page).toHaveURL(/stages=place%2Cfield%2Ccarrier/)
})

/** A figure as the picture shows it, and half a unit of its last digit: three significant ones. */
function shown(text: string): { value: number; half: number } {
  const digits = /[\d,]+(?:\.(\d+))?/.exec(text)
  const value = number(digits?.[0] ?? '')
  const whole = String(Math.trunc(value)).length
  return { value, half: 0.5 * 10 ** (digits?.[1] ? -digits[1].length : Math.max(0, whole - 3)) }
}

for (const path of ['/flow?region=uk&place=GLA&period=2020', '/flow?region=district&period=2021&stages=carrier,field,place,enterprise']) {
  test(`numbers add up on the screen, remainders included: ${path}`, async ({ page }) => {
    await open(page, path)
    const nodes = await page.locator('.flow-node').evaluateAll(all => all.map(node => ({ id: node.getAttribute('data-node') ?? '', value: Number(node.getAttribute('data-value')), text: node.querySelector('.flow-value')?.textContent ?? '' })))
    const ribbons = await page.locator('.flow-link').evaluateAll(all => all.map(link => ({ from: link.getAttribute('data-from'), to: link.getAttribute('data-to'), value: Number(link.getAttribute('data-value')) })))
    expect(nodes.some(node => node.id.startsWith('rest:'))).toBe(true)
    const total = nodes.filter(node => ribbons.every(link => link.to !== node.id)).reduce((sum, node) => sum + node.value, 0)
    // One unit for the whole picture: a power of ten away from the server's.
    const largest = nodes.filter(node => node.text).toSorted((a, b) => b.value - a.value)[0]
    const factor = 10 ** Math.round(Math.log10(shown(largest?.text ?? '').value / (largest?.value ?? 0)))
    for (const node of nodes) {
      for (const side of ['from', 'to'] as const) {
        const of = ribbons.filter(link => link[side] === node.id)
        // The first stage has nothing in, the last nothing out.
        if (of.length > 0) expect(Math.abs(of.reduce((sum, link) => sum + link.value, 0) - node.value), `${node.id} ${side}`).toBeLessThanOrEqual(total * 1e-9)
      }
      if (!node.text) continue
      const { value, half } = shown(node.text)
      expect(Math.abs(value - node.value * factor), `${node.id} shows ${node.text}`).toBeLessThanOrEqual(half * 1.000_001)
    }
  })
}

test('the whole chain has a stage for every axis', async ({ page }) => {
  await open(page, '/flow?region=district&period=2021')
  await page.getByRole('button', { name: say('en', 'flow.whole') }).click()
  await settled(page)
  await expect(page.locator('.flow-stage')).toHaveCount(5)
})

test('from primary supply over conversion to the places: every stage adds up, and what does not meet has its node', async ({ page }) => {
  await open(page, '/flow?region=district&period=2021')
  await page.getByRole('button', { name: say('en', 'flow.chain') }).click()
  await settled(page)
  await expect(page).toHaveURL(/chain=1/)
  const heads = await page.locator('.flow-stage').allTextContents()
  expect(heads.slice(0, 3)).toEqual(['supply', 'conversion', 'field'].map(dim => say('en', `flow.dim.${dim}`)))
  const nodes = await page.locator('.flow-node').evaluateAll(all => all.map(node => ({ id: node.getAttribute('data-node') ?? '', value: Number(node.getAttribute('data-value')), name: node.getAttribute('aria-label') ?? '' })))
  const ribbons = await page.locator('.flow-link').evaluateAll(all => all.map(link => ({ from: link.getAttribute('data-from'), to: link.getAttribute('data-to'), value: Number(link.getAttribute('data-value')) })))
  const total = nodes.filter(node => node.id.startsWith('0:')).reduce((sum, node) => sum + node.value, 0)
  expect(total).toBeGreaterThan(0)
  for (const node of nodes) {
    const into = ribbons.filter(link => link.to === node.id).reduce((sum, link) => sum + link.value, 0)
    const out = ribbons.filter(link => link.from === node.id).reduce((sum, link) => sum + link.value, 0)
    for (const side of [into, out]) if (side > 0) expect(Math.abs(side - node.value), node.id).toBeLessThanOrEqual(total * 1e-9)
  }
  for (const name of ['Heat and power plant', 'Coking', 'Own use and losses', 'Used as supplied']) expect(nodes.some(node => node.id.startsWith('1:') && node.name.includes(name)), name).toBe(true)
  const api = (await (await page.request.get('/api/v1/regions/district/chain?period=2021&stages=field,place')).json()) as { only_ledger: number; only_balance: number; ledger: number; balance: number }
  const flow = (await (await page.request.get('/api/v1/regions/district/flow?period=2021&stages=field,place')).json()) as { nodes: { stage: number; value: number }[] }
  // The ledger in the chain is the ledger of the flow.
  const booked = flow.nodes.filter(node => node.stage === 0).reduce((sum, node) => sum + node.value, 0)
  expect(Math.abs(api.ledger - booked)).toBeLessThanOrEqual(booked * 1e-9)
  for (const [id, value] of [['0:gap:ledger', api.only_ledger], ['3:gap:balance', api.only_balance]] as const) {
    const drawn = nodes.find(node => node.id === id)?.value ?? 0
    expect(Math.abs(drawn - value), id).toBeLessThanOrEqual(total * 1e-9)
  }
  expect(api.only_ledger + api.only_balance).toBeGreaterThan(0)
  // A year without a balance is drawn from the ledger, and says so.
  await open(page, '/flow?region=district&period=2020&chain=1&stages=field,place')
  await expect(page.locator('.flow-stage')).toHaveCount(2)
  await expect(page.locator('.flow-note')).toContainText(say('en', 'flow.chainYears', { years: '2021' }))
})
