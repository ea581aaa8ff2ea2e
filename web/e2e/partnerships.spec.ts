/** The plan of one pair, run through by the users of two cities, each in his own language: propose, accept, plan, tick off, give notice; and what everybody sees of it. */
import type { Browser, Locator, Page } from '@playwright/test'
import { USER } from './setup'
import { accessible, expect, type Language, open, say, settled, test } from './tools'

const PASSWORD = 'a-long-enough-password'
const YEAR = 2020

interface Cast {
  id: string
  anna: string
  li: string
}

/** What a test asks the server by itself is asked as the page would. */
async function send<T>(page: Page, baseURL: string, method: 'get' | 'post', path: string, data?: object): Promise<T> {
  const answer = await page.request[method](`/api/v1${path}`, { data, headers: { origin: baseURL } })
  expect(answer.ok(), `${method} ${path}: ${answer.status()} ${await answer.text()}`).toBe(true)
  const text = await answer.text()
  return (text ? JSON.parse(text) : null) as T
}

/** Two organisations with a user each, and a partnership of their cities; of London and the synthetic district, whose ledgers are here. */
async function cast(page: Page, baseURL: string, name: string): Promise<Cast> {
  const mark = `${name}-${Date.now().toString(36)}`
  await send(page, baseURL, 'post', '/session', USER)
  const [anna, li] = [`anna.${mark}`, `li.${mark}`]
  const [a, b] = [`london-${mark}`, `yunchuan-${mark}`]
  for (const user of [anna, li]) {
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    await send(page, baseURL, 'post', '/users', { name: user, password: PASSWORD, roles: ['officer'] })
  }
  await send(page, baseURL, 'post', '/organisations', { id: a, name: { en: `Climate Office ${mark}`, zh: `气候办 ${mark}` }, kind: 'government', city: { en: 'London', zh: '伦敦' }, region: 'uk', place: 'GLA' })
  await send(page, baseURL, 'post', '/organisations', { id: b, name: { en: `Development Commission ${mark}`, zh: `发改委 ${mark}` }, kind: 'government', city: { en: 'Yunchuan', zh: '云川' }, region: 'district' })
  await send(page, baseURL, 'post', `/organisations/${a}/members`, { user: anna })
  await send(page, baseURL, 'post', `/organisations/${b}/members`, { user: li })
  await send(page, baseURL, 'post', '/partnerships', { id: `pair-${mark}`, a: { lead: a, city: { en: 'London', zh: '伦敦' } }, b: { lead: b, city: { en: 'Yunchuan', zh: '云川' } } })
  await page.request.delete('/api/v1/session', { headers: { origin: baseURL } })
  return { id: `pair-${mark}`, anna, li }
}

/** A window of his own for a user. */
async function windowOf(browser: Browser, like: Page, user: string | null, baseURL: string): Promise<Page> {
  const context = await browser.newContext({ baseURL, viewport: like.viewportSize(), reducedMotion: 'reduce' })
  const page = await context.newPage()
  if (user) await send(page, baseURL, 'post', '/session', { name: user, password: PASSWORD })
  return page
}

/** Chooses in a list that drops down. That of a choice of several is closed by a click elsewhere: Tab would choose once more. */
async function pick(page: Page, field: Locator, option: string) {
  await field.click()
  await page.locator('.ant-select-dropdown:not(.ant-select-dropdown-hidden) .ant-select-item-option').filter({ hasText: option }).first().click()
  await page.locator('.ant-modal-title, h1').last().click()
  await expect(page.locator('.ant-select-dropdown:not(.ant-select-dropdown-hidden)')).toHaveCount(0)
}

const tab = async (page: Page, language: Language, pair: string, name: string) => {
  await open(page, `/partnerships/${pair}?region=uk&tab=${name}`, language)
  await expect(page.getByRole('navigation', { name: say(language, 'pair.tabs') }).getByRole('link', { name: say(language, `pair.tab.${name}`) })).toHaveAttribute('aria-current', 'page')
}

const card = (page: Page, title: string) => page.getByRole('button', { name: title })
const share = (page: Page, language: Language, what: string, city: string) => page.getByRole('combobox', { name: say(language, 'pair.shareOf', { what: say(language, `pair.what.${what}`), city }) })

test.describe('a partnership', () => {
  test.use({ refusals: /40[134]/, actionTimeout: 20_000 })
  test.setTimeout(360_000)

  test('two cities agree, plan, work and part, each in its own language', async ({ page: operator, browser, baseURL: base }, info) => {
    const baseURL = base ?? ''
    const { id, anna: annaName, li: liName } = await cast(operator, baseURL, info.project.name.slice(0, 4))
    const anna = await windowOf(browser, operator, annaName, baseURL)
    const li = await windowOf(browser, operator, liName, baseURL)
    const guest = await windowOf(browser, operator, null, baseURL)
    const project = `Waste heat ${id}`

    // Anna writes the plan of her side.
    await tab(anna, 'en', id, 'plan')
    await expect(anna.getByText(say('en', 'pair.noProjectsMay'))).toBeVisible()
    await anna.getByRole('button', { name: say('en', 'pair.add'), exact: true }).click()
    await anna.getByRole('button', { name: say('en', 'pair.kind.project'), exact: true }).click()
    const form = anna.getByRole('dialog', { name: say('en', 'pair.newKind', { kind: say('en', 'pair.kind.project') }) })
    await form.getByRole('button', { name: say('en', 'pair.save') }).click()
    await expect(form.getByRole('alert')).toHaveText(say('en', 'pair.needed'))
    await form.getByLabel(say('en', 'pair.field.title')).fill(project)
    await form.getByLabel(say('en', 'pair.field.start')).fill('2026-01-01')
    await form.getByLabel(say('en', 'pair.field.end')).fill('2099-12-31')
    await form.getByText(say('en', 'pair.showPublic')).click()
    await form.getByRole('button', { name: say('en', 'pair.save') }).click()
    await expect(form).toBeHidden()
    await expect(card(anna, project)).toBeVisible()

    // Without an agreement the other side sees nothing of it, nor does a guest.
    await tab(li, 'zh', id, 'plan')
    await expect(li.getByText(say('zh', 'pair.seesNothing', { city: '伦敦' }))).toBeVisible()
    await expect(card(li, project)).toHaveCount(0)
    await open(guest, `/pair/${id}`, 'zh')
    await expect(guest.getByRole('heading', { level: 1 })).toHaveText(say('zh', 'pair.publicGone'))

    // Anna proposes: emissions in total of both, projects of both, of Yunchuan's budget the sum alone.
    await tab(anna, 'en', id, 'agreement')
    await anna.getByRole('button', { name: say('en', 'pair.propose') }).click()
    const terms = anna.getByRole('dialog', { name: say('en', 'pair.propose') })
    for (const city of ['London', 'Yunchuan']) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await pick(anna, share(anna, 'en', 'emissions', city), say('en', 'pair.detail.total'))
      // oxlint-disable-next-line no-await-in-loop
      await pick(anna, share(anna, 'en', 'projects', city), say('en', 'pair.detail.full'))
    }
    await pick(anna, share(anna, 'en', 'budget', 'Yunchuan'), say('en', 'pair.detail.total'))
    await terms.getByRole('checkbox', { name: say('en', 'pair.alsoPublicOf', { name: say('en', 'pair.shareOf', { what: say('en', 'pair.what.emissions'), city: 'London' }) }) }).check()
    await terms.getByRole('checkbox', { name: say('en', 'pair.alsoPublicOf', { name: say('en', 'pair.shareOf', { what: say('en', 'pair.what.projects'), city: 'London' }) }) }).check()
    await terms.getByRole('button', { name: say('en', 'pair.addTask') }).click()
    await terms.getByLabel(say('en', 'pair.taskTitle')).fill('Send the list of heat sources')
    await terms.getByLabel(say('en', 'pair.field.until'), { exact: true }).fill('2099-06-30')
    await terms.getByLabel(say('en', 'pair.noticeInDays')).fill('30')
    await accessible(anna, 'terms')
    await terms.getByRole('button', { name: say('en', 'pair.sendProposal') }).click()
    await expect(terms).toBeHidden()
    await expect(anna.getByText(say('en', 'pair.waits', { city: 'Yunchuan' }))).toBeVisible()
    // Nobody accepts his own proposal.
    await expect(anna.getByRole('button', { name: say('en', 'pair.do.accept') })).toHaveCount(0)

    // Li reads the same in Chinese and accepts.
    await tab(li, 'zh', id, 'agreement')
    const shares = li.getByRole('region', { name: say('zh', 'pair.shares') })
    await expect(shares.getByRole('columnheader', { name: say('zh', 'pair.weSee', { city: '伦敦' }) })).toBeVisible()
    const budget = shares.getByRole('row').filter({ has: li.getByRole('rowheader', { name: say('zh', 'pair.what.budget') }) })
    await expect(budget.getByRole('cell').nth(0)).toHaveText(say('zh', 'pair.nothing'))
    await expect(budget.getByRole('cell').nth(1)).toHaveText(say('zh', 'pair.detail.total'))
    await li.getByRole('button', { name: say('zh', 'pair.do.accept') }).click()
    await expect(li.getByRole('article', { name: say('zh', 'pair.agreementIn', { state: say('zh', 'pair.state.in_force') }) })).toBeVisible()
    await accessible(li, 'agreement in force')

    // Now he sees the project, and adds a milestone and money of his side to it.
    await tab(li, 'zh', id, 'plan')
    await card(li, project).click()
    const drawer = li.getByRole('dialog', { name: project })
    await drawer.getByRole('group', { name: say('zh', 'pair.add') }).getByRole('button', { name: say('zh', 'pair.kind.milestone') }).click()
    const milestone = li.getByRole('dialog', { name: say('zh', 'pair.newKind', { kind: say('zh', 'pair.kind.milestone') }) })
    await milestone.getByLabel(say('zh', 'pair.field.title')).fill('完成热源清单')
    await milestone.getByLabel(say('zh', 'pair.field.due')).fill('2099-03-31')
    await milestone.getByRole('button', { name: say('zh', 'pair.save') }).click()
    await expect(milestone).toBeHidden()
    await drawer.getByRole('group', { name: say('zh', 'pair.add') }).getByRole('button', { name: say('zh', 'pair.kind.budget') }).click()
    const money = li.getByRole('dialog', { name: say('zh', 'pair.newKind', { kind: say('zh', 'pair.kind.budget') }) })
    await money.getByLabel(say('zh', 'pair.field.title')).fill('热源调查')
    await money.getByLabel(say('zh', 'pair.field.planned')).fill('1,200,000.50')
    await money.getByLabel(say('zh', 'pair.field.funder')).fill('云川区财政')
    await money.getByRole('button', { name: say('zh', 'pair.save') }).click()
    await expect(money).toBeHidden()
    await expect(drawer.getByText('1,200,000.50 元').first()).toBeVisible()
    await accessible(li, 'drawer')

    // Anna sees the milestone under her project, the sum of the money, and not its line.
    await tab(anna, 'en', id, 'plan')
    await card(anna, project).click()
    await expect(anna.getByRole('dialog', { name: project })).toContainText('完成热源清单')
    await expect(anna.getByRole('dialog', { name: project })).not.toContainText('热源调查')
    // Her Gantt chart has it too, with a table that says the same.
    await open(anna, `/partnerships/${id}?region=uk&tab=plan&view=gantt`, 'en')
    await expect(anna.getByRole('group', { name: say('en', 'pair.ganttTitle') }).getByRole('button')).toHaveCount(2)
    await anna.getByRole('button', { name: say('en', 'frame.showTable') }).click()
    await expect(anna.getByRole('region', { name: say('en', 'pair.ganttTitle') }).getByRole('row')).toHaveCount(3)
    await open(anna, `/partnerships/${id}?region=uk&year=${YEAR}`, 'en')
    await expect(anna.getByRole('region', { name: `Yunchuan · ${say('en', 'pair.budgetIn', { currency: 'CNY' })}` })).toContainText('CNY 1,200,000.50')
    await expect(anna.getByText('热源调查')).toHaveCount(0)

    // The same figure on both screens; what is not shared is said to be so.
    const compared = (page: Page, language: Language, indicator: string) => page.getByRole('region', { name: say(language, 'pair.compared') }).getByRole('row').filter({ has: page.getByRole('rowheader', { name: say(language, `indicator.${indicator}`) }) }).getByRole('cell')
    await open(li, `/partnerships/${id}?region=district&year=${YEAR}`, 'zh')
    const theirs = await send<{ total: { value: number } }>(li, baseURL, 'get', `/partnerships/${id}/figures?side=b&indicator=carbon_total&year=${YEAR}`)
    const ours = await send<{ total: { value: number } }>(anna, baseURL, 'get', `/partnerships/${id}/figures?side=b&indicator=carbon_total&year=${YEAR}`)
    expect(ours.total.value).toBe(theirs.total.value)
    expect(theirs.total.value).toBeGreaterThan(0)
    const digits = async (cell: Locator) => Number((await cell.textContent())?.replaceAll(',', '').match(/[\d.]+/)?.[0])
    await expect(compared(anna, 'en', 'carbon_total').nth(1)).not.toContainText(say('en', 'pair.notShared'))
    expect(await digits(compared(anna, 'en', 'carbon_total').nth(1))).toBeGreaterThan(0)
    await expect(compared(anna, 'en', 'energy_total').nth(1)).toHaveText(say('en', 'pair.notShared'))
    await expect(compared(li, 'zh', 'energy_total').nth(0)).toHaveText(say('zh', 'pair.notShared'))
    await expect(compared(li, 'zh', 'energy_total').nth(1)).not.toContainText(say('zh', 'pair.notShared'))
    await accessible(anna, 'overview')

    // Her task of the agreement is done, and both read it.
    await tab(anna, 'en', id, 'agreement')
    await anna.getByRole('button', { name: say('en', 'pair.tickOne', { name: 'Send the list of heat sources' }) }).click()
    await expect(anna.getByText(say('en', 'pair.act.task_done'))).toBeVisible()
    await tab(li, 'zh', id, 'agreement')
    await expect(li.getByRole('article').getByText(say('zh', 'pair.status.done'))).toBeVisible()

    // A guest sees what both made public: the project and London's figure, not the money and not Yunchuan's figure.
    await open(guest, `/pair/${id}`, 'zh')
    await expect(guest.getByText(project)).toBeVisible()
    const figures = guest.getByRole('region', { name: say('zh', 'pair.figures') })
    await expect(figures).toContainText('伦敦')
    await expect(figures).not.toContainText('云川')
    await expect(guest.getByText('热源调查')).toHaveCount(0)
    await expect(guest.getByText('完成热源清单')).toHaveCount(0)

    // Notice: it says when all ends, to both and to everybody; until then all stays as it was.
    await tab(anna, 'en', id, 'agreement')
    await anna.getByRole('button', { name: say('en', 'pair.do.give_notice') }).click()
    await anna.getByRole('dialog').getByRole('button', { name: say('en', 'pair.do.give_notice') }).click()
    await expect(anna.getByRole('article', { name: say('en', 'pair.agreementIn', { state: say('en', 'pair.state.notice') }) })).toBeVisible()
    await tab(li, 'zh', id, 'agreement')
    await expect(li.getByRole('article', { name: say('zh', 'pair.agreementIn', { state: say('zh', 'pair.state.notice') }) })).toBeVisible()
    await tab(li, 'zh', id, 'plan')
    await expect(card(li, project)).toBeVisible()
    await open(guest, `/pair/${id}`, 'zh')
    await expect(guest.getByRole('status')).toBeVisible()
    await accessible(guest, 'public page')
    await guest.getByRole('button', { name: 'English' }).click()
    await settled(guest)
    await expect(guest.getByRole('status')).toContainText('Notice was given')
    const spare = await guest.evaluate(() => document.documentElement.scrollWidth - innerWidth)
    expect(spare, 'nothing sticks out sideways').toBeLessThanOrEqual(0)
    await Promise.all([anna, li, guest].map(async (page) => page.context().close()))
  })
})

test('the documents’ pairs are on a map, with what speaks for each and a filter by topic', async ({ page }) => {
  await open(page, '/partnerships?region=uk', 'en')
  await expect(page.getByRole('region', { name: say('en', 'pair.documents') }).getByRole('row')).toHaveCount(12)
  await page.getByRole('button', { name: 'Sonderborg – Haiyan' }).click()
  const reasons = page.getByRole('region', { name: say('en', 'pair.reasonsTitle', { a: 'Sonderborg', b: 'Haiyan' }) })
  await expect(reasons).toContainText('8,485 km')
  await expect(reasons).toContainText('50%')
  await expect(reasons).toContainText(say('en', 'pair.needsPaths'))
  await pick(page, page.getByRole('combobox', { name: say('en', 'pair.topic') }), 'Smart city')
  await expect(page.getByRole('region', { name: say('en', 'pair.documents') }).getByRole('row')).toHaveCount(3)
  await accessible(page)
})

test('the support of a project is explained, grant by grant', async ({ page }) => {
  await open(page, '/partnerships?region=uk&show=support', 'zh')
  await page.getByRole('textbox', { name: say('zh', 'pair.grant.project'), exact: true }).fill('Industrial park')
  await pick(page, page.getByRole('combobox', { name: say('zh', 'pair.grant.fact.applicant') }), say('zh', 'pair.grant.bound.industrial_park'))
  await pick(page, page.getByRole('combobox', { name: say('zh', 'pair.grant.kind') }), say('zh', 'pair.grant.eligible.software_and_hardware'))
  await page.getByLabel(say('zh', 'pair.grant.amount')).fill('200,000,000')
  await page.getByRole('button', { name: say('zh', 'pair.grant.calculate') }).click()
  const answer = page.getByRole('region', { name: say('zh', 'pair.grant.answer') })
  // 30 % of 200 million would be 60 million; the rule's most is 50 million.
  await expect(answer).toContainText('50,000,000 元')
  await expect(answer).toContainText('按上限计')
  await accessible(page)
})
