import { describe, expect, it } from 'vitest'
import type { PlanItem, ProjectStatus } from '@/api/partners'
import { along, board, dateOf, dayOf, FIELDS, fieldsOf, ganttRows, ganttScale, gravest, hundredths, itemsOf, money, spentPercent } from '@/pages/partnerships/plan'

const item = (patch: Partial<PlanItem>): PlanItem => ({ id: 'a1', kind: 'project', side: 'a', status: null, project: null, title: null, start: null, end: null, due: null, done_on: null, level: null, public: false, ...patch }) as PlanItem
const status = (project: string, patch: Partial<ProjectStatus>): ProjectStatus => ({ project, status: 'planned', milestones: { total: 0, done: 0, late: 0 }, progress_percent: null, start: null, end: null, budget: [], ...patch })

describe('days', () => {
  it('go there and back, over a leap day', () => {
    expect(dayOf('1970-01-02')).toBe(1)
    expect(dateOf((dayOf('2028-02-28') as number) + 1)).toBe('2028-02-29')
  })
  it('that are none have no number', () => {
    for (const text of ['2026-02-30', '2026-13-01', '26-1-1', '', null, undefined]) expect(dayOf(text)).toBeNull()
  })
})

describe('the board', () => {
  const items = [item({ id: 'a1', title: 'Late end' }), item({ id: 'b2', side: 'b', title: 'Early end' }), item({ id: 'a3', title: 'No end' }), item({ id: 'a4', title: 'Done' }), item({ id: 'a9', kind: 'risk', title: 'No project' })]
  const columns = board(items, [status('a1', { status: 'under_way', end: '2027-12-01' }), status('b2', { status: 'under_way', end: '2027-01-01' }), status('a3', { status: 'under_way' }), status('a4', { status: 'done' })])
  it('has every status in the order of the work, also without projects', () => {
    expect(columns.map(column => column.status)).toEqual(['planned', 'under_way', 'late', 'done'])
    expect(columns.map(column => column.cards.length)).toEqual([0, 3, 0, 1])
  })
  it('puts what ends first above, and what has no end below', () => {
    expect(columns[1]?.cards.map(card => card.project.id)).toEqual(['b2', 'a1', 'a3'])
  })
  it('takes a project of which nothing is said as planned', () => {
    expect(board([item({ id: 'a7' })], [])[0]?.cards.map(card => card.project.id)).toEqual(['a7'])
  })
})

describe('the Gantt chart', () => {
  const items = [
    item({ id: 'a1', title: 'Second', start: '2027-03-01', end: '2027-09-30' }),
    item({ id: 'b1', side: 'b', title: 'First' }),
    item({ id: 'a2', kind: 'milestone', project: 'a1', title: 'M2', due: '2027-09-30' }),
    item({ id: 'b3', side: 'b', kind: 'milestone', project: 'a1', title: 'M1', start: '2027-03-01', due: '2027-04-15', done_on: '2027-04-10' }),
    item({ id: 'a8', title: 'Undated' }),
  ]
  const rows = ganttRows(items, [status('b1', { start: '2026-11-02', end: '2027-01-31' })])
  it('has projects by their beginning with their milestones below, of either side; undated ones last', () => {
    expect(rows.map(row => row.id)).toEqual(['b1', 'a1', 'b3', 'a2', 'a8'])
    expect(rows[2]).toMatchObject({ side: 'b', from: dayOf('2027-03-01'), to: dayOf('2027-04-15'), done: dayOf('2027-04-10') })
    expect(rows[4]).toMatchObject({ from: null, to: null })
  })
  it('spans whole months around bars and today', () => {
    const scale = ganttScale(rows, dayOf('2026-11-23') as number)
    expect(scale && [dateOf(scale.from), dateOf(scale.to), scale.step, scale.ticks.length]).toEqual(['2026-11-01', '2027-10-01', 'month', 11])
    expect(scale && along(scale, scale.from)).toBe(0)
    expect(scale && along(scale, (scale.from + scale.to) / 2)).toBe(0.5)
    expect(scale && along(scale, scale.to + 100)).toBe(1)
  })
  it('marks quarters, then years, where months would crowd', () => {
    const years = (to: string) => ganttScale(ganttRows([item({ start: '2026-01-01', end: to })], []), dayOf('2026-11-23') as number)
    expect(years('2028-06-30')).toMatchObject({ step: 'quarter' })
    expect(years('2028-06-30')?.ticks.map(dateOf).slice(0, 2)).toEqual(['2026-01-01', '2026-04-01'])
    expect(years('2035-06-30')).toMatchObject({ step: 'year' })
    expect(years('2035-06-30')?.ticks.map(dateOf).at(-1)).toBe('2035-01-01')
  })
  it('is not drawn without a date', () => {
    expect(ganttScale(ganttRows([item({})], []), 0)).toBeNull()
  })
})

describe('money', () => {
  it('names its currency and shows hundredths only where there are some', () => {
    expect(money(120_000_000, 'CNY', 'en')).toBe('CNY 1,200,000')
    expect(money(120_000_050, 'EUR', 'en')).toBe('EUR 1,200,000.50')
    expect(money(5, 'CNY', 'zh')).toBe('0.05 元')
    expect(money(null, 'CNY', 'en')).toBe('–')
  })
  it('is read in whole hundredths, or not at all', () => {
    expect(hundredths('1,200,000.5')).toBe(120_000_050)
    expect(hundredths('0.29')).toBe(29)
    expect(hundredths('7')).toBe(700)
    for (const text of ['', '1.234', '-5', '1e3', 'x', '.5']) expect(hundredths(text)).toBeNull()
  })
  it('says what is spent, and nothing where nothing is planned', () => {
    expect(spentPercent({ planned: 400, spent: 100 })).toBe(25)
    expect(spentPercent({ planned: 0, spent: 0 })).toBeNull()
  })
})

describe('items', () => {
  const items = [item({ id: 'a1', kind: 'risk', level: 4, project: 'a9' }), item({ id: 'a2', kind: 'risk', level: 20 }), item({ id: 'b3', kind: 'task' })]
  it('are picked by kind and project', () => {
    expect(itemsOf(items, 'risk').map(one => one.id)).toEqual(['a1', 'a2'])
    expect(itemsOf(items, 'risk', 'a9').map(one => one.id)).toEqual(['a1'])
    expect(itemsOf(items, 'risk', null).map(one => one.id)).toEqual(['a2'])
    expect(gravest(itemsOf(items, 'risk')).map(one => one.id)).toEqual(['a2', 'a1'])
  })
  it('are sent back whole, without what the server works out', () => {
    const sent = fieldsOf(item({ kind: 'milestone', title: 'M', due: '2027-01-01', status: 'late' }))
    expect(Object.keys(sent)).toEqual([...FIELDS.milestone.map(field => field.name), 'public'])
    expect(fieldsOf(item({ kind: 'indicator', place: 'GLA' }))).toMatchObject({ place: 'GLA' })
  })
})
