import { readFileSync } from 'node:fs'
import { logIn, preview, UK_FILE, withUnknownPlace } from './files'
import { accessible, expect, type Language, open, say, settled, test } from './tools'

for (const language of ['en', 'zh'] as Language[]) {
  test(`${language}: who is not logged in sees what came in, and how to log in`, async ({ page }) => {
    await open(page, '/data?region=uk', language)
    await expect(page.getByText(say(language, 'data.login'))).toBeVisible()
    await expect(page.locator('input[type="file"]')).toHaveCount(0)
    const row = page.getByRole('row').filter({ hasText: 'uk_local_authority_emissions_2005_2020.csv' }).last()
    await expect(row).toContainText('6,304')
    await expect(row).toContainText(say(language, 'data.state.committed'))
  })
}

test('a faulty file: seen before it is taken, the good rows imported, the others handed back', async ({ page }) => {
  const file = withUnknownPlace(String(Date.now()))
  await open(page, '/data?region=uk')
  await logIn(page)
  await preview(page, file)
  const shown = page.locator('.preview')
  await expect(shown).toContainText(say('en', 'data.role.place'))
  await expect(shown).toContainText(say('en', 'data.role.check'))
  await expect(page.getByRole('button', { name: /^Import \d+ rows$/ })).toHaveCount(0)
  await shown.getByRole('button', { name: /Unknown place/ }).click()
  await expect(shown.locator('.finding-row').first()).toContainText('NOWHERE')
  await expect(shown.locator('.finding-row').first()).toContainText(say('en', 'findings.row', { row: '4' }))
  await accessible(page)
  await shown.getByRole('button', { name: say('en', 'data.importLenient', { n: '2' }) }).click()
  await expect(page.locator('.upload-done')).toContainText(say('en', 'data.state.committed'), { timeout: 30_000 })
  const waiting = page.waitForEvent('download')
  await page.getByRole('link', { name: say('en', 'data.rejects', { n: '1' }) }).click()
  expect(readFileSync(await (await waiting).path(), 'utf8')).toContain('NOWHERE')
  // The same file once more: said plainly, and nothing to press.
  await page.getByRole('button', { name: say('en', 'data.next') }).click()
  await preview(page, file)
  await expect(page.locator('.preview-verdict')).toContainText(say('en', 'data.alreadyWhat'))
  await expect(page.locator('.preview-verdict').getByRole('button')).toHaveCount(0)
  await settled(page)
})

test('the region’s own file is known already', async ({ page }) => {
  await open(page, '/data?region=uk')
  await logIn(page)
  await preview(page, UK_FILE)
  await expect(page.locator('.preview-verdict')).toContainText(/Already imported as number \d+/)
  await expect(page.locator('.preview-facts')).toContainText('6,304')
})
