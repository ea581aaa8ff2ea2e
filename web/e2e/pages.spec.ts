import { accessible, expect, type Language, open, say, settled, test, type Theme } from './tools'

const LOOKS: [Language, Theme][] = [
  ['en', 'light'],
  ['zh', 'dark'],
]
const PAGES = ['overview', 'map', 'flow', 'trend', 'table', 'data', 'findings', 'sources']

for (const [language, theme] of LOOKS) {
  test.describe(`${language}, ${theme}`, () => {
    for (const name of PAGES) {
      test(`${name}: opens, is named, fits, is accessible`, async ({ page }) => {
        await open(page, `/${name}?region=uk`, language, theme)
        await expect(page).toHaveTitle(`${say(language, `nav.${name}`)} · Carbonshed`)
        await expect(page.locator('html')).toHaveAttribute('lang', language === 'zh' ? 'zh-CN' : 'en')
        await expect(page.getByRole('heading', { level: 1 })).toHaveText(say(language, `nav.${name}`))
        const spare = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
        expect(spare, 'nothing sticks out sideways').toBeLessThanOrEqual(0)
        await accessible(page)
      })
    }

    test('the explain drawer is accessible', async ({ page }) => {
      await open(page, '/overview?region=uk&place=GLA&period=2020&explain=indicator%3Dcarbon_total%26period%3D2020%26place%3DGLA', language, theme)
      await expect(page.getByRole('dialog')).toContainText('25,432.742')
      await settled(page)
      await accessible(page)
    })

    test('the palette is accessible', async ({ page }) => {
      await open(page, '/overview?region=uk', language, theme)
      await page.keyboard.press('Control+k')
      await expect(page.getByRole('combobox')).toBeFocused()
      await accessible(page)
    })
  })
}

test('synthetic data says so on every page', async ({ page }) => {
  for (const name of PAGES) {
    await open(page, `/${name}?region=district`)
    await expect(page.getByText(say('en', 'synthetic.short')).first()).toBeVisible()
  }
})

test('targets on the phone are large enough', async ({ page }, info) => {
  test.skip(info.project.name !== 'phone')
  for (const name of ['overview', 'trend', 'table', 'sources']) {
    await open(page, `/${name}?region=uk`)
    const small = await page.evaluate(() =>
      [...document.querySelectorAll('button, a, [role="combobox"]')].flatMap((element) => {
        // The field of a select is a part of the box that is touched.
        const box = (element.closest('.ant-select, .ant-pagination-item, .ant-input-affix-wrapper') ?? element).getBoundingClientRect()
        // Links within running text are excepted (WCAG 2.5.8), and what is not drawn.
        if (box.width === 0 || element.closest('p, .visually-hidden, .skip') || getComputedStyle(element).position === 'fixed') return []
        return box.height < 43.5 || box.width < 24 ? [`${element.className} ${element.textContent} ${Math.round(box.width)}x${Math.round(box.height)}`] : []
      }),
    )
    expect(small, name).toEqual([])
  }
})

test('the first view is complete within 1.5 s', async ({ browser }, info) => {
  test.skip(info.project.name !== 'desktop')
  const times: number[] = []
  for (let run = 0; run < 3; run += 1) {
    const context = await browser.newContext()
    const page = await context.newPage()
    await page.goto('/overview?region=uk')
    await page.locator('.figure-hero .figure-value').waitFor()
    times.push(await page.evaluate(() => performance.now()))
    await context.close()
  }
  info.annotations.push({ type: 'first view, ms', description: times.map((time) => time.toFixed(0)).join(', ') })
  expect(Math.min(...times)).toBeLessThan(1500)
})
