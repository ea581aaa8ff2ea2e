/** Every job without a mouse. */
import { expect, open, say, settled, test } from './tools'

test('the drawer takes the focus, keeps it, and gives it back to the figure', async ({ page }) => {
  await open(page, '/overview?region=uk&period=2020')
  const asked = page.locator('.hero').getByRole('button', { name: say('en', 'explain.openFor', { name: say('en', 'indicator.carbon_total') }) })
  await asked.focus()
  await page.keyboard.press('Enter')
  const drawer = page.getByRole('dialog')
  await expect(drawer).toContainText(say('en', 'explain.title'))
  await settled(page)
  const inside = () => page.evaluate(() => Boolean(document.activeElement?.closest('.ant-drawer')))
  await expect.poll(inside).toBe(true)
  const stops = new Set<string>()
  for (let turn = 0; turn < 24; turn += 1) {
    await page.keyboard.press('Tab')
    stops.add(await page.evaluate(() => document.activeElement?.textContent ?? ''))
    // The trap has stops of its own at both ends; the page behind is never reached.
    expect(await page.evaluate(() => document.querySelector('main')?.contains(document.activeElement))).toBe(false)
  }
  expect(stops.size).toBeGreaterThan(3)
  await page.keyboard.press('Escape')
  await expect(drawer).toHaveCount(0)
  await expect(asked).toBeFocused()
})

test('the first stop skips to the content', async ({ page }) => {
  await open(page, '/overview?region=uk')
  await page.keyboard.press('Tab')
  await expect(page.locator('.skip')).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page.locator('main')).toBeFocused()
})

test('the map from the region to a town to an enterprise', async ({ page }) => {
  await open(page, '/map?region=district')
  const list = page.getByRole('listbox')
  await list.focus()
  const town = (await list.getByRole('option').first().locator('.map-name').textContent()) ?? '?'
  await page.keyboard.press('Shift+Enter')
  await expect(page).toHaveURL(/place=/)
  await settled(page)
  await expect(page.locator('.crumb-here')).toContainText(town.trim())
  await list.focus()
  const enterprise = (await list.getByRole('option').first().locator('.map-name').getAttribute('title')) ?? '?'
  await page.keyboard.press('Enter')
  const panel = page.locator('.map-panel')
  await expect(panel.getByRole('heading', { level: 2 })).toHaveText(enterprise)
  await expect(panel).toContainText(say('en', 'map.facility'))
})

test('the table scrolls and sorts; all rows can be reached', async ({ page }) => {
  await open(page, '/table?region=uk&level=authority&period=2020')
  const grid = page.getByRole('region', { name: say('en', 'nav.table') })
  const rows = Number(await grid.getByRole('table').getAttribute('aria-rowcount')) - 2
  expect(rows).toBeGreaterThan(350)
  expect(await grid.locator('.data-line').count(), 'only what is seen is drawn').toBeLessThan(60)
  await grid.focus()
  await page.keyboard.press('End')
  await expect(grid.locator(`[aria-rowindex="${rows + 2}"]`)).toBeVisible()
  await grid.getByRole('button', { name: say('en', 'table.name') }).focus()
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/sort=name/)
  await expect(grid.getByRole('columnheader').first()).toHaveAttribute('aria-sort', 'ascending')
  await expect(grid.locator('.data-line').first()).toContainText('Aberdeen')
})
