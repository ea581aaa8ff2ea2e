import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { expect, type Page } from '@playwright/test'
import { USER } from './setup'
import { type Language, say } from './tools'

/** The region's own file, as it was imported. */
export const UK_FILE = join(import.meta.dirname, '../../data/regions/uk/uk_local_authority_emissions_2005_2020.csv.gz')

/** Its head with three rows, the last of a place that does not exist. What the good rows say is what they say in the file. Another `tag` is another file. */
export function withUnknownPlace(tag = ''): { name: string; mimeType: string; buffer: Buffer } {
  const [head, ...rows] = gunzipSync(readFileSync(UK_FILE)).toString('utf8').split(/\r?\n/)
  const good = rows.filter(row => row.startsWith('2020,') && !row.includes('"')).slice(0, 3)
  expect(good).toHaveLength(3)
  const bad = (good[2] as string).replace(/^2020,[^,]+,/, `2020,NOWHERE${tag},`)
  return { name: 'three-rows.csv', mimeType: 'text/csv', buffer: Buffer.from([head, good[0], good[1], bad, ''].join('\n')) }
}

/** Logs in from the prompt on the page. */
export async function logIn(page: Page, language: Language = 'en') {
  await page.locator('.data-login').getByRole('button', { name: say(language, 'account.login') }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel(say(language, 'account.name')).fill(USER.name)
  await dialog.getByLabel(say(language, 'account.password'), { exact: true }).fill(USER.password)
  await dialog.locator('button[type="submit"]').click()
  await expect(dialog).toHaveCount(0)
}

/** Chooses a file and waits for what the preview says. */
export async function preview(page: Page, file: Parameters<Page['setInputFiles']>[1]) {
  await page.setInputFiles('input[type="file"]', file)
  await expect(page.locator('.preview-verdict')).toBeVisible({ timeout: 30_000 })
}
