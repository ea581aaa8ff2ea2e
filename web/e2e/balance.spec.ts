import { USER } from './setup'
import { expect, open, say, settled, test } from './tools'

/** A balance with a word for a figure in its third row, fourth column. */
const FAULTY = `kind,name,carrier,energy,factor_t,embodied_t
carrier,,coal,,2.7725,
supply,rail,coal,many,,0.1
final,industry,coal,1000,,
`

// A balance with a fault is refused; the browser logs that.
test.use({ refusals: /422/ })

test('an officer writes an energy balance, is told row and column of what is wrong, and sees it kept', async ({ page, baseURL, isMobile }) => {
  const session = await page.request.post('/api/v1/session', { data: USER, headers: { origin: baseURL ?? '' } })
  expect(session.ok()).toBe(true)
  // A town of its own, so that the district's balance stays the only one there.
  const town = isMobile ? 'town-02' : 'town-01'
  const name = `By hand ${isMobile ? 'phone' : 'desktop'} ${Date.now().toString(36)}`
  await open(page, `/flow?region=district&period=2021&place=${town}`)
  await page.getByRole('button', { name: say('en', 'balance.add') }).click()
  const form = page.getByRole('form', { name: say('en', 'balance.add') })
  const bring = form.getByRole('button', { name: say('en', 'whose.bring') })
  const text = form.getByLabel(say('en', 'balance.text'))
  // What is still needed is said beside the button that waits for it.
  await expect(bring).toBeDisabled()
  await expect(form).toContainText(say('en', 'bring.needed'))
  await expect(form.getByLabel(say('en', 'whose.year'))).toHaveValue('2021')
  await text.fill(FAULTY)
  await form.getByRole('textbox', { name: say('en', 'whose.name'), exact: true }).fill(name)
  await expect(bring).toBeDisabled()
  await form.getByLabel(say('en', 'whose.origin')).fill('Energy statistics of the town')
  await form.getByLabel(say('en', 'whose.licence')).fill('for this test')
  await expect(form).not.toContainText(say('en', 'bring.needed'))
  const kept = async () => ((await (await page.request.get('/api/v1/regions/district/balances')).json()) as { name: string; year: number; place: string | null; source: string; method: string }[]).find(one => one.name === name)
  await bring.click()
  const fault = form.getByRole('alert')
  await expect(fault).toContainText(say('en', 'fault.number', { found: 'many' }))
  await expect(fault).toContainText(`${say('en', 'source.row')} 3`)
  await expect(fault).toContainText(`${say('en', 'source.column')} 4`)
  expect(await kept()).toBeUndefined()
  // What was written is still there; one word is mended.
  await expect(text).toHaveValue(FAULTY)
  await text.fill(FAULTY.replace('many', '1000'))
  await bring.click()
  await expect(form).toHaveCount(0)
  await settled(page)
  expect(await kept()).toMatchObject({ year: 2021, place: town, source: 'Energy statistics of the town', method: 'energy' })
  // It is drawn at once, from supply on, and named below the picture.
  await expect(page).toHaveURL(/chain=1/)
  await expect(page.locator('.flow-stage').first()).toHaveText(say('en', 'flow.dim.supply'))
  await expect(page.locator('.flow-note').first()).toContainText(name)
})

test('a balance can be a file, and a file can be put away again for text', async ({ page, baseURL }) => {
  await page.request.post('/api/v1/session', { data: USER, headers: { origin: baseURL ?? '' } })
  await open(page, '/flow?region=district&period=2021&place=town-03', 'zh')
  await page.getByRole('button', { name: say('zh', 'balance.add') }).click()
  const form = page.getByRole('form', { name: say('zh', 'balance.add') })
  // The choice of a file speaks the reader's language, whatever the browser speaks.
  await expect(form).toContainText(say('zh', 'file.none'))
  await form.getByLabel(say('zh', 'balance.file')).setInputFiles({ name: 'balance.csv', mimeType: 'text/csv', buffer: Buffer.from(FAULTY) })
  await expect(form).toContainText('balance.csv')
  await expect(form.getByLabel(say('zh', 'balance.text'))).toHaveCount(0)
  await form.getByRole('textbox', { name: say('zh', 'whose.name'), exact: true }).fill('文件')
  await form.getByLabel(say('zh', 'whose.isSynthetic')).check()
  await form.getByRole('button', { name: say('zh', 'whose.bring') }).click()
  await expect(form.getByRole('alert')).toContainText('balance.csv')
  await form.getByRole('button', { name: say('zh', 'balance.asText') }).click()
  await expect(form.getByLabel(say('zh', 'balance.text'))).toBeVisible()
})
