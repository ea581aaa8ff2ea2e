import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, type Language, open, settled, test, type Theme } from './tools'

/** The pictures of the documentation, made by `npm run pictures` and by nothing else. */
const OUT = join(import.meta.dirname, '../../docs/pictures')
const PICTURES: [string, string, Language, Theme][] = [
  ['overview', '/overview?region=uk&place=GLA&period=2020', 'en', 'light'],
  ['overview-zh', '/overview?region=district', 'zh', 'dark'],
  ['map', '/map?region=uk&period=2020', 'en', 'light'],
  ['map-zh', '/map?region=district', 'zh', 'dark'],
  ['flow', '/flow?region=district', 'en', 'light'],
  ['trend', '/trend?region=uk&place=GLA', 'en', 'light'],
  ['table', '/table?region=uk&place=GLA&period=2020', 'en', 'light'],
  ['explain', '/table?region=uk&place=GLA&period=2020&explain=indicator%3Dcarbon_total%26period%3D2020%26place%3DGLA', 'en', 'light'],
  ['data', '/data?region=uk', 'en', 'light'],
  ['findings', '/findings?region=uk', 'zh', 'light'],
]

/** What a phone shows differently. */
const ON_PHONE = new Set(['overview', 'map-zh', 'flow', 'explain'])

for (const [name, path, language, theme] of PICTURES) {
  test(name, { tag: ON_PHONE.has(name) ? '@phone' : [] }, async ({ page }, info) => {
    mkdirSync(OUT, { recursive: true })
    await open(page, path, language, theme)
    if (name === 'explain') {
      const drawer = page.getByRole('dialog')
      await expect(drawer).toContainText('25,432.742')
      for (let depth = 0; depth < 8 && (await drawer.locator('.source').count()) === 0; depth += 1) {
        await settled(page)
        await drawer.locator('button[aria-expanded="false"]').first().click()
      }
    }
    await settled(page)
    // Tiles of the map and the last frame of a chart.
    await page.waitForTimeout(1500)
    await page.screenshot({ path: join(OUT, `${name}-${info.project.name}.png`) })
  })
}
