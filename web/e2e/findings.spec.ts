import { logIn, preview, withUnknownPlace } from './files'
import { accessible, expect, type Language, open, say, settled, test, type Theme } from './tools'

const NAME = { en: 'Unknown place', zh: '区域不明' }

/** A refused or taken file leaves findings; one is made if there is none yet. */
async function haveFindings(page: Parameters<typeof open>[0]) {
  const answer = await page.request.get('/api/v1/regions/uk/findings?code=unknown_place')
  if (((await answer.json()) as { total: number }).total > 0) return
  await open(page, '/data?region=uk')
  await logIn(page)
  await preview(page, withUnknownPlace())
  await page.getByRole('button', { name: say('en', 'data.importLenient', { n: '2' }) }).click()
  await expect(page.locator('.upload-done')).toBeVisible({ timeout: 30_000 })
}

test('findings are grouped by code, counted, filtered, and name file, row and column', async ({ page }) => {
  await haveFindings(page)
  await open(page, '/findings?region=uk&tab=imports')
  const button = page.getByRole('button', { name: NAME.en })
  const count = Number(((await button.textContent()) ?? '').replaceAll(/\D/g, ''))
  expect(count).toBeGreaterThan(0)
  await button.click()
  await expect(page).toHaveURL(/code=unknown_place/)
  await settled(page)
  await expect(page.getByRole('status').first()).toContainText(String(count))
  const first = page.locator('.finding-row').first()
  await expect(first).toContainText('.csv')
  await expect(first).toContainText(/row \d+/)
  await expect(first).toContainText(/column \d+/)
  await page.locator('.findings-severity').first().click()
  await expect(page).toHaveURL(/severity=error/)
})

for (const [language, theme] of [['en', 'light'], ['zh', 'dark']] as [Language, Theme][]) {
  test(`reads in ${language} and is accessible, ${theme}`, async ({ page }) => {
    await haveFindings(page)
    await page.evaluate(() => localStorage.clear()).catch(() => undefined)
    await open(page, '/findings?region=uk&code=unknown_place', language, theme)
    await expect(page.locator('.finding-row').first()).toBeVisible()
    await expect(page.getByRole('button', { name: NAME[language] })).toBeVisible()
    await accessible(page, `${language}, ${theme}`)
  })
}
