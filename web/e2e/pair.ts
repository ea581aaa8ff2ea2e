/** A partnership with a plan and an agreement, made by asking the server: for pictures. One of its cities is synthetic, and says so. */
import { request as requests, type Page } from '@playwright/test'
import { USER } from './setup'

let made: Promise<string> | null = null

/** Its id; made once a run. Whoever is logged in as the tester belongs to London. */
export function examplePair(page: Page, baseURL: string): Promise<string> {
  made ??= make(baseURL)
  return made.then(async id => {
    await page.request.post('/api/v1/session', { data: USER, headers: { origin: baseURL } })
    return id
  })
}

async function make(baseURL: string): Promise<string> {
  const mark = Date.now().toString(36)
  const [a, b, id, li] = [`london-${mark}`, `yunchuan-${mark}`, `london-yunchuan-${mark}`, `li.${mark}`]
  const as = async (data: object) => {
    const context = await requests.newContext({ baseURL, extraHTTPHeaders: { origin: baseURL } })
    await context.post('/api/v1/session', { data })
    return async <T>(path: string, body: object): Promise<T> => {
      const answer = await context.post(`/api/v1${path}`, { data: body })
      if (!answer.ok()) throw new Error(`${path}: ${answer.status()} ${await answer.text()}`)
      return (await answer.json()) as T
    }
  }
  const london = await as(USER)
  await london('/users', { name: li, password: USER.password, roles: ['officer'] })
  await london('/organisations', { id: a, name: { en: 'Greater London Authority', zh: '大伦敦政府' }, kind: 'government', city: { en: 'London', zh: '伦敦' }, region: 'uk', place: 'GLA' })
  await london('/organisations', { id: b, name: { en: 'Yunchuan Development Commission', zh: '云川区发展和改革局' }, kind: 'government', city: { en: 'Yunchuan (synthetic)', zh: '云川（合成数据）' }, region: 'district' })
  await london(`/organisations/${a}/members`, { user: USER.name })
  await london(`/organisations/${b}/members`, { user: li })
  await london('/partnerships', { id, a: { lead: a }, b: { lead: b } })
  const yunchuan = await as({ name: li, password: USER.password })
  const put = (kind: string, fields: object) => ({ op: 'put', kind, public: true, ...fields })
  const first = await london<{ version: number; items: { id: string; kind: string }[] }>(`/partnerships/${id}/plan/edits`, {
    seen: 0,
    edits: [
      put('vision', { text: 'Two cities that learn from each other how homes are heated without coal and gas.' }),
      put('topic', { topic: 'sdg_07' }),
      put('topic', { topic: 'ua_circular_economy' }),
      put('project', { ref: 'heat', title: 'Waste heat of works for homes', text: 'Two works feed the heat network of a quarter.', topics: ['sdg_07'], start: '2026-03-01', end: '2028-06-30' }),
      put('milestone', { title: 'Study delivered', project: 'heat', due: '2026-09-30', done_on: '2026-09-24' }),
      put('milestone', { title: 'Contract with the network’s owner', project: 'heat', start: '2026-09-01', due: '2027-02-28' }),
      put('budget', { title: 'Study', project: 'heat', currency: 'GBP', planned: 24_000_000, spent: 18_050_000, funder: 'Greater London Authority' }),
      put('risk', { title: 'A works closes before the network is built', probability: 2, effect: 5, answer: 'A second source stays in the plan', project: 'heat' }),
      put('indicator', { indicator: 'carbon_total', base_year: 2010, target_year: 2030, target: 18_000 }),
      put('project', { title: 'Apprentices go to the partner’s works', topics: ['sdg_04'], start: '2027-01-01', end: '2027-12-31' }),
    ],
  })
  await london(`/partnerships/${id}/agreement/acts`, {
    act: 'propose',
    terms: {
      shares: [
        ...(['a', 'b'] as const).flatMap(side => [
          { what: 'emissions', detail: 'by_field', side, public: true },
          { what: 'projects', detail: 'full', side, public: true },
          { what: 'meetings', detail: 'full', side, public: false },
        ]),
        { what: 'budget', detail: 'full', side: 'a', public: false },
        { what: 'budget', detail: 'total', side: 'b', public: false },
        { what: 'energy', detail: 'by_carrier', side: 'a', public: false },
      ],
      recognitions: [{ id: 'r1', kind: 'certificate', scheme: 'Energy audits of works (ISO 50002)', issued_in: 'both', from: '2026-01-01', until: null }],
      tasks: [{ id: 't1', title: 'Exchange the lists of heat sources', side: 'a', until: '2027-03-31' }],
      notice_days: 90,
      from: '2026-01-01',
      until: null,
    },
  })
  const acts = (await (await (await contextOf(baseURL, li)).get(`/api/v1/partnerships/${id}/agreement`)).json()) as { proposals: { id: string }[] }
  await yunchuan(`/partnerships/${id}/agreement/acts`, { act: 'accept', agreement: acts.proposals[0]?.id })
  const heat = first.items.find(item => item.kind === 'project')?.id
  await yunchuan(`/partnerships/${id}/plan/edits`, {
    seen: first.version,
    edits: [
      put('vision', { text: '以清洁供热为抓手，推动园区与居民区协同降碳。' }),
      put('milestone', { title: '完成热源清单', project: heat, start: '2026-10-01', due: '2027-01-31' }),
      put('budget', { title: '热源调查', project: heat, currency: 'CNY', planned: 120_000_000, spent: 30_000_000, funder: '云川区财政' }),
      put('project', { ref: 'platform', title: '园区能源管理平台', topics: ['sdg_09'], start: '2026-06-01', end: '2027-10-31' }),
      put('milestone', { title: '平台上线试运行', project: 'platform', due: '2027-06-30' }),
      put('indicator', { indicator: 'carbon_total', base_year: 2019, target_year: 2030, target: 7_000 }),
      put('meeting', { ref: 'autumn', title: '秋季协调会', on: '2026-10-12', where: '线上', who: '李明、Anna', text: '一、优先实施老城区项目。\n二、年底前交换热源清单。' }),
      put('task', { title: '核对热源清单', who: '李明', until: '2026-12-15', meeting: 'autumn' }),
    ],
  })
  return id
}

async function contextOf(baseURL: string, name: string) {
  const context = await requests.newContext({ baseURL, extraHTTPHeaders: { origin: baseURL } })
  await context.post('/api/v1/session', { data: { name, password: USER.password } })
  return context
}
