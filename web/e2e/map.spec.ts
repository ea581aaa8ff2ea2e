import { expect, type Language, open, say, settled, test } from './tools'

const GLA = { en: 'Greater London Authority', zh: '大伦敦' }

for (const language of ['en', 'zh'] as Language[]) {
  test(`${language}: the list is the map for the keyboard: move, select, come back, open`, async ({ page }) => {
    await open(page, '/map?region=uk&place=ENG&level=city_region&period=2020', language)
    const list = page.getByRole('listbox')
    await list.focus()
    await expect(list.getByRole('option').first()).toHaveAttribute('aria-setsize', '12')
    await expect(list.getByRole('option').first()).toContainText(GLA[language])
    await page.keyboard.press('Enter')
    const panel = page.locator('.map-panel')
    await expect(panel.getByRole('heading', { level: 2 })).toHaveText(GLA[language])
    await expect(panel.locator('.figure-value').first()).toHaveText(language === 'zh' ? '2,543' : '25.4')
    await expect(page).toHaveURL(/at=GLA/)
    await page.keyboard.press('Escape')
    await expect(panel).toHaveCount(0)
    await list.focus()
    await page.keyboard.press('Home')
    await page.keyboard.press('Shift+Enter')
    await expect(page).toHaveURL(/place=GLA/)
    await settled(page)
    await expect(page.getByRole('listbox').getByRole('option').first()).toHaveAttribute('aria-setsize', '33')
  })
}

test('the legend counts every place once, in every year and by every method', async ({ page }) => {
  await open(page, '/map?region=uk&period=2020')
  const size = Number(await page.getByRole('option').first().getAttribute('aria-setsize'))
  expect(size).toBeGreaterThan(300)
  const counted = async () => (await page.locator('.map-legend .map-count').allTextContents()).reduce((sum, text) => sum + Number(text.replaceAll(',', '')), 0)
  for (const method of ['jenks', 'quantile', 'equal']) {
    await page.locator('.map-method').click()
    await page.getByRole('button', { name: say('en', `map.methodHint.${method}`) }).click()
    await settled(page)
    expect(await counted()).toBe(size)
  }
  await page.getByRole('slider').focus()
  await page.keyboard.press('Home')
  await expect(page.locator('.timeline-now')).toHaveText('2005')
  expect(await counted()).toBe(size)
  await expect(page).toHaveURL(/period=2005/)
})

test('a year is painted within 100 ms, and playing ends at the last year', async ({ page }) => {
  await open(page, '/map?region=uk&period=2005')
  await expect(page.locator('.map-canvas[data-ready]')).toBeVisible()
  const slider = page.getByRole('slider')
  const times = await slider.evaluate(async (element: HTMLInputElement) => {
    const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set
    const out: number[] = []
    for (let year = 1; year <= 12; year += 1) {
      const start = performance.now()
      set?.call(element, String(year))
      element.dispatchEvent(new Event('input', { bubbles: true }))
      // The work of one change is what keeps the page from answering the next message.
      await new Promise<void>(resolve => {
        const channel = new MessageChannel()
        channel.port1.addEventListener('message', () => resolve())
        channel.port1.start()
        channel.port2.postMessage(null)
      })
      out.push(performance.now() - start)
      await new Promise(resolve => setTimeout(resolve, 60))
    }
    return out.toSorted((a, b) => a - b)
  })
  expect(times[Math.floor(times.length / 2)]).toBeLessThan(100)
  await page.getByRole('button', { name: say('en', 'map.play') }).click()
  await expect(page.getByRole('button', { name: say('en', 'map.pause') })).toBeVisible()
  await expect(page.locator('.timeline-now')).toHaveText('2020', { timeout: 15_000 })
  await expect(page.getByRole('button', { name: say('en', 'map.play') })).toBeVisible()
})

test('a click on the map selects what is under it; nobody else is asked for anything', async ({ page, baseURL }) => {
  const foreign: string[] = []
  page.on('request', request => {
    if (/^https?:/.test(request.url()) && !request.url().startsWith(baseURL ?? '')) foreign.push(request.url())
  })
  await open(page, '/map?region=washington&level=county&period=2020')
  await expect(page.locator('.map-canvas[data-ready]')).toBeVisible()
  const canvas = page.locator('.map-canvas canvas')
  const box = await canvas.boundingBox()
  if (!box) throw new Error('no canvas')
  // The middle of the state lies in the right half, beside the legend.
  await expect(async () => {
    await canvas.click({ position: { x: box.width * 0.62, y: box.height * 0.5 } })
    await expect(page).toHaveURL(/at=53/, { timeout: 1000 })
  }).toPass({ timeout: 20_000 })
  await expect(page.locator('.map-panel')).toBeVisible()
  expect(foreign).toEqual([])
})

test('facilities are circles; the list holds them too', async ({ page }) => {
  await open(page, '/map?region=washington&level=enterprise&period=2020')
  await expect(page.locator('.map-sizes')).toBeVisible()
  const list = page.getByRole('listbox')
  expect(Number(await list.getByRole('option').first().getAttribute('aria-setsize'))).toBeGreaterThan(100)
  await list.focus()
  await page.keyboard.press('Enter')
  await expect(page.locator('.map-panel')).toContainText(say('en', 'map.facility'))
  await expect(page.locator('.map-panel .figure-value').first()).toBeVisible()
})

test('without WebGL the list does the work, and the page says so', async ({ page }) => {
  await page.addInitScript(() => {
    const own = HTMLCanvasElement.prototype.getContext
    HTMLCanvasElement.prototype.getContext = function (this: HTMLCanvasElement, kind: string, ...rest: unknown[]) {
      return /webgl/.test(kind) ? null : (own as (...all: unknown[]) => unknown).call(this, kind, ...rest)
    } as typeof own
  })
  await open(page, '/map?region=uk&period=2020')
  await expect(page.getByText(say('en', 'map.noWebgl'))).toBeVisible()
  await page.getByRole('listbox').focus()
  await page.keyboard.press('Enter')
  await expect(page.locator('.map-panel')).toBeVisible()
})
