import { describe, expect, it } from 'vitest'
import type { ChangeRow, PublishedFigure, Reconciliation } from '@/api/readings'
import en from '@/i18n/en.json'
import zh from '@/i18n/zh.json'
import { advance, begin, canCancel, LAYOUTS, MODES, type ReadingsEvent, stageOf, STAGES, STAMPS } from '@/pages/data/readingsUpload'
import { differing, tableOf } from '@/pages/publications/publication'
import { byUrgency, estimatedShare, RECONCILIATIONS, SORTS, toneOf } from '@/pages/quality/quality'

const place = (code: string) => ({ code, name: { en: code, zh: code } })

describe('data quality', () => {
  it('has no share of nothing', () => {
    expect(estimatedShare(0, 0)).toBeNull()
    expect(estimatedShare(5, 100)).toBe(5)
  })
  it('puts first what needs a look', () => {
    const row = (status: Reconciliation['status'], gap_percent: number | null, carrier = 'electricity'): Reconciliation => ({ carrier, unit: 'kWh', metered: 1, filed: 1, statistics: null, scope: 'metered', gap: 0, gap_percent, gap_of: null, gap_basis: null, status })
    const sorted = [row('agrees', 0), row('differs', 5), row('only_filed', null), row('differs', -30)].toSorted(byUrgency)
    expect(sorted.map(({ status, gap_percent }) => [status, gap_percent])).toEqual([['differs', -30], ['differs', 5], ['only_filed', null], ['agrees', 0]])
    expect([toneOf('differs'), toneOf('incomplete'), toneOf('within_tolerance')]).toEqual(['bad', 'part', 'good'])
  })
  it('has words for every status and order', () => {
    for (const texts of [en, zh] as Record<string, string>[]) {
      for (const status of RECONCILIATIONS) expect(texts[`quality.status.${status}`], status).toBeTruthy()
      for (const sort of [...SORTS, 'usual']) expect(texts[`quality.sort.${sort}`], sort).toBeTruthy()
    }
  })
})

describe('a publication', () => {
  const figure = (code: string, indicator: string, value: number | null): PublishedFigure => ({ place: place(code), indicator, unit: 't', value, completeness_percent: 100 })
  it('becomes a table with holes where nothing was published', () => {
    const table = tableOf([figure('A', 'carbon_total', 1), figure('A', 'energy_total', 2), figure('B', 'energy_total', 3)])
    expect(table.columns.map(({ indicator }) => indicator)).toEqual(['carbon_total', 'energy_total'])
    expect(table.rows.map((row) => [row.place.code, ...row.cells.map((cell) => cell?.value ?? null)])).toEqual([['A', 1, 2], ['B', null, 3]])
  })
  it('names only what differs, what came or went first', () => {
    // The word of the contract; nothing here is awaited.
    // oxlint-disable-next-line unicorn/no-thenable
    const row = (code: string, then: number | null, now: number | null): ChangeRow => ({ place: place(code), indicator: 'carbon_total', unit: 't', then, now, change: then === null || now === null ? null : now - then, change_percent: then && now !== null ? ((now - then) / then) * 100 : null })
    expect(differing([row('same', 5, 5), row('little', 100, 101), row('gone', 5, null), row('much', 100, 50), row('never', null, null)]).map((one) => one.place.code)).toEqual(['gone', 'much', 'little'])
  })
})

describe('the way of a file of readings', () => {
  const file = new File(['meter,at,value'], 'readings.csv')
  const after = (...events: ReadingsEvent[]) => events.reduce(advance, begin())
  it('goes from the desk to the result', () => {
    const state = after({ type: 'file', file }, { type: 'set', patch: { layout: 'wide', stamp: 'end' } }, { type: 'send' }, { type: 'progress', sent: 7, total: 14 })
    expect(state).toMatchObject({ step: 'sending', sent: 7, total: 14, layout: 'wide', stamp: 'end' })
    const running = advance(state, { type: 'accepted', import: 9 })
    expect(running).toMatchObject({ step: 'running', import: 9 })
    expect(advance(running, { type: 'state', import: 9, state: 'reading' }).step).toBe('running')
    expect(advance(running, { type: 'state', import: 8, state: 'committed' }).step).toBe('running')
    const accounting = advance(running, { type: 'state', import: 9, state: 'committed' })
    expect(accounting).toMatchObject({ step: 'accounting', outcome: 'committed' })
    expect(advance(accounting, { type: 'accounted', import: 8, run: null }).step).toBe('accounting')
    const run = { months: 2, energy_kwh: 96, emissions_kg: 12 }
    const done = advance(accounting, { type: 'accounted', import: 9, run })
    expect(done).toMatchObject({ step: 'done', outcome: 'committed', run })
    // What was refused has nothing to account for.
    expect(advance(running, { type: 'state', import: 9, state: 'refused' }).step).toBe('done')
    // The next file is laid out as the last was.
    expect(advance(done, { type: 'reset' })).toMatchObject({ step: 'choose', file: null, layout: 'wide', stamp: 'end' })
  })
  it('sends nothing without a file, and changes nothing on the way', () => {
    expect(after({ type: 'send' }).step).toBe('choose')
    const sending = after({ type: 'file', file }, { type: 'send' })
    expect(advance(sending, { type: 'set', patch: { layout: 'long' } }).layout).toBe('auto')
    expect(advance(sending, { type: 'file', file: null }).file).toBe(file)
    expect(advance(sending, { type: 'send' })).toBe(sending)
  })
  it('never turns the bar back, and can be tried again', () => {
    const sending = after({ type: 'file', file }, { type: 'send' }, { type: 'progress', sent: 10, total: 14 })
    expect(advance(sending, { type: 'progress', sent: 4, total: 14 }).sent).toBe(10)
    const failed = advance(sending, { type: 'failed', failure: { code: 'busy', message: '', params: {} } })
    expect(failed).toMatchObject({ step: 'choose', failure: { code: 'busy' } })
    expect(advance(failed, { type: 'send' })).toMatchObject({ step: 'sending', failure: null, sent: 0 })
  })
  it('says the stage, and whether it can be stopped', () => {
    const sending = after({ type: 'file', file }, { type: 'send' })
    const running = advance(sending, { type: 'accepted', import: 9 })
    const stages = [stageOf(begin(), undefined), stageOf(sending, undefined), ...(['queued', 'reading', 'checking', 'prepared'] as const).map((state) => stageOf(running, state)), stageOf(advance(running, { type: 'state', import: 9, state: 'committed' }), 'committed')]
    expect(stages).toEqual([null, 'sending', 'reading', 'reading', 'checking', 'writing', 'accounting'])
    expect(stages.map(canCancel)).toEqual([false, true, true, true, true, false, false])
    // The file stays at hand.
    expect(advance(sending, { type: 'cancelled' })).toMatchObject({ step: 'choose', file })
    expect(advance(running, { type: 'cancelled' }).step).toBe('running')
  })
  it('has words for every layout and stamp', () => {
    for (const texts of [en, zh] as Record<string, string>[]) {
      for (const layout of LAYOUTS) expect(texts[`readings.layout.${layout}`], layout).toBeTruthy()
      for (const stamp of STAMPS) expect(texts[`readings.stamp.${stamp}`], stamp).toBeTruthy()
      for (const stage of STAGES) expect(texts[`readings.stage.${stage}`], stage).toBeTruthy()
      for (const mode of MODES) expect(texts[`readings.mode.${mode}`], mode).toBeTruthy()
    }
  })
})
