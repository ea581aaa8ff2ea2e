/** Only what a desktop is measured for. */
import { expect, test } from './tools'

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
