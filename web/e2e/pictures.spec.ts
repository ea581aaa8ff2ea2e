import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { examplePair } from './pair'
import { USER } from './setup'
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
  ['meters', '/meters?region=district&period=2021', 'en', 'light'],
  ['meter', '/meters/METER?region=district&period=2021', 'en', 'light'],
  ['meter-day', '/meters/METER?region=district&period=2021', 'zh', 'light'],
  ['explain-reading', '/overview?region=district&period=2021&explain=READINGS', 'en', 'light'],
  ['cases', '/findings?region=district&status=all', 'en', 'light'],
  ['quality', '/quality?region=district&period=2021', 'en', 'light'],
  ['exchange', '/exchange?region=chengdu-chongqing', 'en', 'light'],
  ['exchange-map', '/exchange?region=chengdu-chongqing&tab=matches', 'en', 'light'],
  ['exchange-network', '/exchange?region=chengdu-chongqing&tab=network', 'zh', 'light'],
  ['siting', '/siting?region=chengdu-chongqing', 'en', 'light'],
  ['cluster', '/cluster?region=chengdu-chongqing', 'en', 'light'],
  ['cluster-map', '/cluster?region=uk&tab=map&show=spot', 'en', 'light'],
  ['city', '/city?region=uk&city=GMCA', 'en', 'light'],
  ['publication', '/publications/PUBLICATION?region=district&period=2021', 'en', 'light'],
  ['partnerships', '/partnerships?region=uk&pair=sonderborg-haiyan', 'en', 'light'],
  ['pair', '/partnerships/PAIR?region=uk&year=2020', 'en', 'light'],
  ['pair-plan', '/partnerships/PAIR?region=uk&tab=plan&view=gantt', 'en', 'light'],
  ['pair-plan-zh', '/partnerships/PAIR?region=district&tab=plan', 'zh', 'light'],
  ['pair-agreement', '/partnerships/PAIR?region=uk&tab=agreement', 'en', 'light'],
  ['pair-public', '/pair/PAIR', 'zh', 'light'],
]

/** What a phone shows differently. */
const ON_PHONE = new Set(['overview', 'map-zh', 'flow', 'explain', 'meter', 'cases', 'pair-plan-zh', 'pair-public'])

interface Node { kind: string; value: number | null; link: string | null; children: Node[] }
const below = (node: Node): Node | null => (node.kind === 'readings' && node.value !== null ? node : (node.children.map(below).find((one) => one !== null) ?? null))

/** A path with what only the server knows: a meter, what lies behind its enterprise's entry, a publication. */
async function named(page: Page, path: string, baseURL: string): Promise<string> {
  const api = '/api/v1/regions/district'
  const ask = async <T,>(at: string) => (await (await page.request.get(`${api}${at}`)).json()) as T
  if (path.includes('PAIR')) return path.replace('PAIR', await examplePair(page, baseURL))
  if (path.includes('PUBLICATION')) {
    await page.request.post('/api/v1/session', { data: USER, headers: { origin: baseURL } })
    const made = await page.request.post(`${api}/publications`, { data: { title: 'Annual report 2021', period: '2021' }, headers: { origin: baseURL } })
    return path.replace('PUBLICATION', String(((await made.json()) as { id: number }).id))
  }
  const { rows } = await ask<{ rows: { code: string; formula: string | null; enterprise: { code: string } | null; place: { code: string }; amount: number | null }[] }>('/meters?period=2021&limit=50')
  const meters = rows.filter((one) => one.formula === null && one.amount !== null)
  if (path.includes('READINGS'))
    for (const { enterprise, place } of meters) {
      const whose = enterprise ? `enterprise=${encodeURIComponent(enterprise.code)}` : `place=${encodeURIComponent(place.code)}&place_only=true`
      // oxlint-disable-next-line no-await-in-loop -- the first that is metered and not filed
      const behind = below(await ask<Node>(`/explain?indicator=carbon_total&${whose}&period=2021-05&depth=12`))
      if (behind?.link) return path.replace('READINGS', encodeURIComponent(behind.link))
    }
  return path.replace('METER', encodeURIComponent(meters[0]?.code ?? ''))
}

for (const [name, path, language, theme] of PICTURES) {
  test(name, { tag: ON_PHONE.has(name) ? '@phone' : [] }, async ({ page, baseURL }, info) => {
    mkdirSync(OUT, { recursive: true })
    await open(page, await named(page, path, baseURL ?? ''), language, theme)
    if (name === 'explain') {
      const drawer = page.getByRole('dialog')
      await expect(drawer).toContainText('25,432.742')
      for (let depth = 0; depth < 8 && (await drawer.locator('.source').count()) === 0; depth += 1) {
        await settled(page)
        await drawer.locator('button[aria-expanded="false"]').first().click()
      }
    }
    if (name === 'explain-reading') {
      const drawer = page.getByRole('dialog')
      await drawer.locator('button[aria-expanded="false"]').first().click()
      await settled(page)
    }
    if (name === 'meter' && info.project.name === 'phone') await page.locator('.calendar').scrollIntoViewIfNeeded()
    if (name === 'meter-day') await page.locator('.day').scrollIntoViewIfNeeded()
    if (name === 'cases') await page.locator('.case-line, .case-row, main a').first().waitFor()
    await settled(page)
    // Tiles of the map and the last frame of a chart.
    await page.waitForTimeout(1500)
    await page.screenshot({ path: join(OUT, `${name}-${info.project.name}.png`) })
  })
}
