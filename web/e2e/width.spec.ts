/** No page is wider than the phone, in either language: tables and pictures scroll by themselves. */
import { PAGES } from '../src/app/pages'
import { expect, open, say, switchTo, test } from './tools'

/** The region that has most to show on a page; the others show the synthetic district. */
const REGION: Record<string, string> = { overview: 'uk', map: 'uk', table: 'uk', sources: 'uk', partnerships: 'uk', whose: 'chengdu-chongqing', cluster: 'chengdu-chongqing', city: 'uk', compare: 'uk', exchange: 'chengdu-chongqing', siting: 'chengdu-chongqing' }
/** What hides behind a tab or a choice of a page. */
const MORE: Record<string, string[]> = {
  cluster: ['tab=map', 'tab=unequal', 'tab=ties', 'tab=chain'],
  exchange: ['tab=matches', 'tab=network', 'tab=supply', 'tab=introductions'],
  siting: ['tab=route', 'tab=share'],
  partnerships: ['show=support', 'pair=sonderborg-haiyan'],
  data: ['bring=readings', 'bring=contracts'],
  quality: ['tab=estimates'],
}

test('no page is wider than the phone', async ({ page }) => {
  const paths = PAGES.flatMap(({ id }) => ['', ...(MORE[id] ?? [])].map(state => `/${id}?region=${REGION[id] ?? 'district'}${state ? `&${state}` : ''}`))
  for (const path of paths) {
    /* oxlint-disable no-await-in-loop -- one page after the other, each from the language of the one before */
    await open(page, path)
    // The editor of the files of siting, with all of its tables.
    if (path.startsWith('/siting')) await page.getByRole('button', { name: say(await spoken(page), 'siting.edit'), exact: true }).click()
    const first = await spoken(page)
    for (const language of [first, first === 'en' ? 'zh' : 'en'] as const) {
      await switchTo(page, language, 'light')
      // A phone that finds a page wider zooms out, and its inner width grows along: only the screen's own width tells.
      expect.soft(await page.evaluate(() => document.documentElement.scrollWidth), `${path}, ${language}`).toBeLessThanOrEqual(page.viewportSize()?.width ?? 0)
    }
    /* oxlint-enable no-await-in-loop */
  }
})

const spoken = async (page: Parameters<typeof open>[0]) => ((await page.locator('html').getAttribute('lang')) === 'zh-CN' ? 'zh' : 'en')
