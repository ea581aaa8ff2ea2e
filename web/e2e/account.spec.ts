import { expect, open, say, test } from './tools'
import { USER } from './setup'

test.describe('accounts', () => {
  test.use({ refusals: /401/ })

  test('a wrong password is refused in words; the right one opens the account; log out', async ({ page }) => {
    const label = `nightly export ${Date.now()}`
    await open(page, '/overview?region=uk')
    await page.getByRole('button', { name: say('en', 'account.login') }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel(say('en', 'account.name')).fill(USER.name)
    await dialog.getByLabel(say('en', 'account.password')).fill('not-the-password')
    await dialog.getByRole('button', { name: say('en', 'account.login') }).click()
    await expect(dialog.getByRole('alert')).toContainText(say('en', 'error.wrong_credentials'))
    await dialog.getByLabel(say('en', 'account.password')).fill(USER.password)
    await dialog.getByRole('button', { name: say('en', 'account.login') }).click()
    await expect(dialog).toBeHidden()
    await page.getByRole('button', { name: say('en', 'account.menu', { name: USER.name }) }).click()
    await page.getByRole('button', { name: say('en', 'account.tokens') }).click()
    await page.getByRole('textbox', { name: say('en', 'tokens.name') }).fill(label)
    await page.getByRole('button', { name: say('en', 'tokens.make') }).click()
    await expect(page.getByText(say('en', 'tokens.once'))).toBeVisible()
    const line = page.getByRole('listitem').filter({ hasText: label })
    await expect(line).toBeVisible()
    await line.getByRole('button', { name: say('en', 'tokens.revoke') }).click()
    await expect(line).toBeHidden()
    await page.getByRole('button', { name: say('en', 'app.close') }).click()
    await page.getByRole('button', { name: say('en', 'account.menu', { name: USER.name }) }).click()
    await page.getByRole('button', { name: say('en', 'account.logout') }).click()
    await expect(page.getByRole('button', { name: say('en', 'account.login') })).toBeVisible()
  })
})
