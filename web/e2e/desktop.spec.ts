/** Only what a desktop shows or is measured for; a phone lists what a remainder holds. */
import { expect, open, say, settled, test } from './tools'

test('the first view is complete within 1.5 s', async ({ browser }, info) => {
  const times: number[] = []
  for (let run = 0; run < 3; run += 1) {
    const context = await browser.newContext()
    const page = await context.newPage()
    await page.goto('/overview?region=uk')
    await page.locator('.figure-hero .figure-value').waitFor()
    times.push(await page.evaluate(() => performance.now()))
    await context.close()
  }
  info.annotations.push({ type: 'first view, ms', description: times.map((time) => time.toFixed(0)).join(', ') })
  expect(Math.min(...times)).toBeLessThan(1500)
})

test('a remainder opens: more of it stands by name, and the whole stays the same', async ({ page }) => {
  await open(page, '/flow?region=washington&period=2020&stages=field,place')
  const rest = page.locator('.flow-node').filter({ hasText: /\d+ others/ })
  const count = async () => Number(/(\d+) others/.exec((await rest.textContent()) ?? '')?.[1])
  const before = await count()
  const nodes = await page.locator('.flow-node').count()
  await rest.focus()
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: say('en', 'flow.more', { n: '20' }) }).click()
  await settled(page)
  await expect(page).toHaveURL(/open=1%3A20/)
  await expect.poll(() => page.locator('.flow-node').count()).toBe(nodes + (before > 21 ? 20 : before - 1))
})
