/** Only what a phone is for. */
import { expect, open, test } from './tools'

test('targets on the phone are large enough', async ({ page }) => {
  for (const name of ['overview', 'trend', 'table', 'sources', 'meters', 'quality', 'findings', 'publications']) {
    await open(page, `/${name}?region=${['meters', 'quality', 'findings', 'publications'].includes(name) ? 'district' : 'uk'}`)
    const small = await page.evaluate(() =>
      [...document.querySelectorAll('button, a, [role="combobox"]')].flatMap((element) => {
        // The field of a select is a part of the box that is touched.
        const box = (element.closest('.ant-select, .ant-pagination-item, .ant-input-affix-wrapper') ?? element).getBoundingClientRect()
        // Links within running text are excepted (WCAG 2.5.8), and what is not drawn.
        if (box.width === 0 || element.closest('p, .visually-hidden, .skip') || getComputedStyle(element).position === 'fixed') return []
        return box.height < 43.5 || box.width < 24 ? [`${element.className} ${element.textContent} ${Math.round(box.width)}x${Math.round(box.height)}`] : []
      }),
    )
    expect(small, name).toEqual([])
  }
})
