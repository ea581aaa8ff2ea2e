import { readFileSync } from 'node:fs'
import { expect, type Language, open, say, settled, test } from './tools'

const NAMES = { en: 'Greater London Authority', zh: '大伦敦' }

for (const language of ['en', 'zh'] as Language[]) {
  test.describe(language, () => {
    test('from the overview to the cell of a file', async ({ page }) => {
      await open(page, '/overview?region=uk', language)
      await page.getByRole('button', { name: say(language, 'cut.place', { name: say(language, 'cut.all') }) }).click()
      await page.getByRole('combobox').fill('Greater London')
      await page.getByRole('option').first().click()
      await expect(page).toHaveURL(/place=GLA/)
      const hero = page.locator('.hero')
      await expect(hero).toContainText(NAMES[language])
      await expect(hero.locator('.figure-value')).toHaveText(language === 'zh' ? '2,543' : '25.4')
      await expect(hero.locator('.figure-unit')).toHaveText(language === 'zh' ? '万吨 CO₂e' : 'Mt CO₂e')
      await hero.getByRole('button').first().click()
      const drawer = page.getByRole('dialog')
      await expect(drawer).toContainText('25,432.742')
      // Opens the first branch until a cell is reached.
      for (let depth = 0; depth < 8 && (await drawer.locator('.source').count()) === 0; depth += 1) {
        await settled(page)
        await drawer.locator('button[aria-expanded="false"]').first().click()
        await settled(page)
      }
      const source = drawer.locator('.source').filter({ hasText: 'uk_local_authority_emissions_2005_2020.csv' }).first()
      await expect(source).toBeVisible()
      await expect(source).toContainText(say(language, 'source.row'))
      await expect(source).toContainText(say(language, 'source.column'))
      await expect(source).toContainText(/kt CO2/)
      // The address opens the same reason again.
      await page.reload()
      await expect(page.getByRole('dialog')).toContainText('25,432.742')
    })

    test('the table holds the figure, sorts, searches and exports', async ({ page }) => {
      await open(page, '/table?region=uk&place=ENG&period=2020&level=city_region', language)
      const row = page.getByRole('row').filter({ hasText: NAMES[language] })
      await expect(row).toContainText(language === 'zh' ? '2,543.2742' : '25,432.742')
      await page.getByRole('textbox', { name: say(language, 'table.search') }).fill('London')
      await expect(page).toHaveURL(/q=London/)
      await expect(page.getByRole('row').filter({ hasText: NAMES[language] })).toBeVisible()
      await page.getByRole('columnheader', { name: say(language, 'table.name') }).first().click()
      await expect(page).toHaveURL(/sort=name/)
      await page.getByRole('button', { name: say(language, 'table.export') }).click()
      const waiting = page.waitForEvent('download')
      await page.getByRole('link', { name: 'CSV' }).click()
      const file = readFileSync(await (await waiting).path(), 'utf8')
      expect(file).toContain('25432.742')
      await row.getByRole('button').filter({ hasText: /\d/ }).first().click()
      await expect(page.getByRole('dialog')).toContainText('25,432.742')
    })

    test('the trend stacks, shares, and hands out its data', async ({ page }) => {
      await open(page, '/trend?region=uk&place=GLA&period=2020', language)
      await expect(page.locator('canvas')).toBeVisible()
      const legend = page.locator('.legend')
      await expect(legend).toContainText(say(language, 'field.transport'))
      await expect(legend.locator('.legend-total')).toContainText(language === 'zh' ? /2,54\d/ : /25\.4/)
      await page.getByText(say(language, 'trend.share'), { exact: true }).click()
      await expect(page).toHaveURL(/share=share/)
      await expect(legend.locator('.legend-head')).toContainText('%')
      await page.getByText(say(language, 'trend.absolute'), { exact: true }).click()
      await page.getByRole('button', { name: say(language, 'frame.showTable') }).click()
      const table = page.getByRole('table')
      await expect(table.getByRole('row')).toHaveCount(17)
      await page.getByRole('button', { name: say(language, 'frame.download') }).click()
      const waiting = page.waitForEvent('download')
      await page.getByRole('button', { name: say(language, 'frame.csv') }).click()
      const csv = readFileSync(await (await waiting).path(), 'utf8')
      expect(csv.split('\r\n').filter((line) => /^(20(0[5-9]|1\d|20)),/.test(line))).toHaveLength(16)
    })

    test('sources name the data and the factors', async ({ page }) => {
      await open(page, '/sources?region=uk', language)
      await expect(page.locator('.source-list')).toContainText('OGL')
      await page.getByRole('textbox', { name: say(language, 'sources.search') }).fill(language === 'zh' ? '原煤' : 'coal')
      await expect(page.getByRole('table').getByRole('row').nth(1)).toContainText(/\d/)
      await expect(page.getByRole('table')).toContainText(/GB\/T|IPCC|发改|NDRC|MEE/)
    })
  })
}

test('the language changes everything at once and is remembered', async ({ page }) => {
  await open(page, '/overview?region=uk')
  await page.getByRole('button', { name: '中文' }).click()
  await expect(page.locator('.hero')).toContainText('碳排放总量')
  await page.reload()
  await expect(page.locator('.hero')).toContainText('碳排放总量')
})

test('where and when stay from page to page, and Back goes back', async ({ page }, info) => {
  await open(page, '/overview?region=uk&place=GLA')
  await page.getByRole('button', { name: say('en', 'cut.earlier') }).click()
  await expect(page).toHaveURL(/period=2019/)
  const navigation = info.project.name === 'phone' ? page.locator('.shell-bottom') : page.locator('.shell-nav')
  await navigation.getByRole('link', { name: say('en', 'nav.trend'), exact: true }).click()
  await expect(page).toHaveURL(/\/trend\?.*place=GLA.*period=2019|\/trend\?.*period=2019.*place=GLA/)
  await page.goBack()
  await expect(page).toHaveURL(/\/overview/)
})

test('the palette goes anywhere by keyboard', async ({ page }) => {
  await open(page, '/overview?region=uk')
  await page.keyboard.press('Control+k')
  await expect(page.getByRole('combobox')).toBeFocused()
  await page.keyboard.type('greater manch')
  await expect(page.getByRole('option').first()).toContainText('Manchester')
  await page.keyboard.press('Enter')
  await expect(page.locator('.hero')).toContainText('Manchester')
  await page.keyboard.press('Control+k')
  await expect(page.getByRole('combobox')).toBeFocused()
  await page.keyboard.type('table')
  await expect(page.getByRole('option').first()).toContainText('Table')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/\/table\?.*place=GMCA/)
})

test.describe('refusals', () => {
  test.use({ refusals: /404/ })
  test('an unknown place says what now', async ({ page }) => {
    const answered = page.waitForResponse((response) => response.url().includes('/regions/uk/overview'))
    await page.goto('/overview?region=uk&place=NOWHERE')
    expect((await answered).status()).toBe(404)
    await expect(page.getByRole('alert')).toHaveText(new RegExp(say('en', 'error.unknown_place').slice(0, 20)))
  })
})
