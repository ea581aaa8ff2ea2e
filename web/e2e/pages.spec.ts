import type { Page } from '@playwright/test'
import { accessible, expect, LOOKS, open, say, settled, switchTo, test } from './tools'

const PAGES = ['overview', 'map', 'flow', 'whose', 'grid', 'exchange', 'siting', 'trend', 'table', 'partnerships', 'data', 'meters', 'quality', 'findings', 'publications', 'sources']

for (const name of PAGES) {
  test(`${name}: is named, fits and is accessible, in both languages, light and dark`, async ({ page }, info) => {
    // One load; languages and grounds change in place, as they do for a reader. The phone differs in layout, not in words.
    const looks = info.project.name === 'phone' ? LOOKS.filter(([language, theme]) => (language === 'zh') === (theme === 'dark')) : LOOKS
    const [first, ...others] = looks
    if (!first) throw new Error('no look')
    await open(page, `/${name}?region=uk`, ...first)
    for (const [language, theme] of [first, ...others]) {
      await switchTo(page, language, theme)
      await expect(page).toHaveTitle(`${say(language, `nav.${name}`)} · Carbonshed`)
      await expect(page.locator('html')).toHaveAttribute('lang', language === 'zh' ? 'zh-CN' : 'en')
      await expect(page.getByRole('heading', { level: 1 })).toHaveText(say(language, `nav.${name}`))
      const spare = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
      expect(spare, 'nothing sticks out sideways').toBeLessThanOrEqual(0)
      await accessible(page, `${language}, ${theme}`)
    }
  })
}

/** What opens over a page, light and dark; its words are of the same hand in both languages. */
const OPENED: [name: string, path: string, openIt: (page: Page) => Promise<void>][] = [
  [
    'the explain drawer',
    '/overview?region=uk&place=GLA&period=2020&explain=indicator%3Dcarbon_total%26period%3D2020%26place%3DGLA',
    async (page) => {
      await expect(page.getByRole('dialog')).toContainText('25,432.742')
    },
  ],
  [
    'the palette',
    '/overview?region=uk',
    async (page) => {
      await page.keyboard.press('Control+k')
      await expect(page.getByRole('combobox')).toBeFocused()
    },
  ],
  [
    'a place of the map',
    '/map?region=uk&period=2020',
    async (page) => {
      await page.getByRole('listbox').focus()
      await page.keyboard.press('Enter')
      await expect(page.locator('.map-panel')).toBeVisible()
    },
  ],
  [
    'a node of the flow',
    '/flow?region=uk&period=2020',
    async (page) => {
      await page.locator('.flow-node[tabindex="0"]').focus()
      await page.keyboard.press('Enter')
      await expect(page.locator('.flow-panel')).toBeVisible()
    },
  ],
]
for (const [name, path, openIt] of OPENED) {
  test(`${name} is accessible`, async ({ page }) => {
    await open(page, path, 'en', 'light')
    await openIt(page)
    await settled(page)
    await accessible(page, 'en, light')
    await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' })
    await settled(page)
    await accessible(page, 'en, dark')
  })
}

test('synthetic data says so on every page', async ({ page }) => {
  for (const name of PAGES) {
    await open(page, `/${name}?region=district`)
    await expect(page.getByText(say('en', 'synthetic.short')).first()).toBeVisible()
  }
})
