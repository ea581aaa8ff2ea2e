import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import { expect, type Page, test as base } from '@playwright/test'

export type Language = 'en' | 'zh'
export type Theme = 'light' | 'dark'

const read = (language: Language) => JSON.parse(readFileSync(join(import.meta.dirname, `../src/i18n/${language}.json`), 'utf8')) as Record<string, string>
const texts = { en: read('en'), zh: read('zh') }

/** A text of the interface, with its holes filled. A test that asks for a text that is not there fails. */
export function say(language: Language, key: string, holes: Record<string, string> = {}): string {
  const text = texts[language][key]
  if (text === undefined) throw new Error(`no text ${key} in ${language}`)
  return text.replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) => holes[name] ?? '')
}

/** Every look of a page. */
export const LOOKS: [Language, Theme][] = [
  ['en', 'light'],
  ['en', 'dark'],
  ['zh', 'light'],
  ['zh', 'dark'],
]

/** Opens a page as a reader of that language and theme. */
export async function open(page: Page, path: string, language: Language = 'en', theme: Theme = 'light') {
  await page.addInitScript(
    (prefs) => {
      if (!localStorage.getItem('carbonshed.prefs')) localStorage.setItem('carbonshed.prefs', JSON.stringify(prefs))
    },
    { language, theme: 'system' },
  )
  await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' })
  await page.goto(path)
  await settled(page)
}

/** Another language and another ground, without a load: the button in the head, and the system's choice. */
export async function switchTo(page: Page, language: Language, theme: Theme) {
  await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' })
  if ((await page.locator('html').getAttribute('lang')) !== (language === 'zh' ? 'zh-CN' : 'en')) await page.locator('button.language').click()
  await settled(page)
}

/** Waits until nothing on the page is on its way. */
export async function settled(page: Page) {
  await expect(page.locator('main')).toBeVisible()
  await expect(page.locator('[aria-busy="true"]')).toHaveCount(0)
  await expect(page.locator('.bone')).toHaveCount(0)
}

/** No violation of WCAG 2.2 A and AA, nor of the best practices that axe knows. */
export async function accessible(page: Page, look = '') {
  const { violations } = await new AxeBuilder({ page }).analyze()
  expect(violations.map((one) => ({ id: one.id, help: one.help, nodes: one.nodes.map((node) => node.html.slice(0, 160)) })), look).toEqual([])
}

/** A test that fails on any error of the page itself. */
export const test = base.extend<{ refusals: RegExp; clean: undefined }>({
  /** Refused requests that a test provokes; the browser logs each as an error. */
  refusals: [/^$/, { option: true }],
  clean: [
    async ({ page, refusals }, use) => {
      const errors: string[] = []
      page.on('pageerror', (error) => errors.push(error.message))
      page.on('console', (message) => {
        if (message.type() === 'error' && !refusals.test(message.text())) errors.push(message.text())
      })
      await use(undefined)
      expect(errors).toEqual([])
    },
    { auto: true },
  ],
})

export { expect }
