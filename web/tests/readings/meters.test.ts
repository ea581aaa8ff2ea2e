import { describe, expect, it } from 'vitest'
import en from '@/i18n/en.json'
import type { CalendarDay, Slot } from '@/api/readings'
import { blocks, classOf, daysOf, type Hand, isEstimated, limits, measureOf, moveHand, pendingOf, sendHand, SHARE_LIMITS, stepDay, stepMonth, strip, tally } from '@/pages/meters/calendar'
import { againstTypical, CODES, codeOf, countCodes, gapsOf, gapTexts, labelsOf } from '@/pages/meters/day'

const day = (date: string, patch: Partial<CalendarDay> = {}): CalendarDay => ({ date, amount: 1, co2_kg: null, completeness_percent: 100, estimated_percent: 0, worst: 'measured', versions: 1, ...patch })
const slot = (at: string, value: number | null, code: string | null = 'measured'): Slot => ({ at, value, code, factor_kg_per_unit: null, co2_kg: null, typical: null })

describe('the year', () => {
  it('has all its days, leap day included', () => {
    expect(daysOf(2020)).toHaveLength(366)
    expect(daysOf(2021)).toHaveLength(365)
    expect(daysOf(2020)).toContain('2020-02-29')
  })
  it('stands a week a column, Monday on top', () => {
    // 1 January 2021 was a Friday, 31 December 2021 too.
    const { cells, columns, months } = strip(2021)
    expect(cells[0]).toEqual({ date: '2021-01-01', column: 1, row: 6 })
    expect(cells[3]).toEqual({ date: '2021-01-04', column: 2, row: 2 })
    expect(cells.at(-1)).toEqual({ date: '2021-12-31', column: 53, row: 6 })
    expect(columns).toBe(53)
    expect(months.map(({ month }) => month)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])
    // 2012 began on a Sunday and was a leap year: 54 columns.
    expect(strip(2012).columns).toBe(54)
  })
  it('stands in blocks of months without two days in one place', () => {
    const { cells, columns } = blocks(2021, 2)
    expect(cells).toHaveLength(365)
    expect(new Set(cells.map(({ column, row }) => `${column} ${row}`)).size).toBe(365)
    expect(columns).toBe(15)
    expect(cells.find(({ date }) => date === '2021-01-01')).toEqual({ date: '2021-01-01', column: 5, row: 2 })
    expect(cells.find(({ date }) => date === '2021-02-01')).toEqual({ date: '2021-02-01', column: 9, row: 2 })
    expect(cells.find(({ date }) => date === '2021-03-01')?.row).toBe(9)
  })
  it('is walked by keys and not left by them', () => {
    expect(stepDay('2021-01-31', 1)).toBe('2021-02-01')
    expect(stepDay('2020-02-28', 1)).toBe('2020-02-29')
    expect(stepDay('2021-12-30', 7)).toBe('2021-12-31')
    expect(stepDay('2021-01-03', -7)).toBe('2021-01-01')
    expect(stepMonth('2021-03-31', -1)).toBe('2021-02-28')
    expect(stepMonth('2021-12-05', 1)).toBe('2021-12-05')
  })
  it('never takes a missing day for 0', () => {
    expect(measureOf(undefined, 'amount')).toBeNull()
    expect(measureOf(day('2021-01-01', { amount: null }), 'amount')).toBeNull()
    expect(measureOf(day('2021-01-01', { amount: 0 }), 'amount')).toBe(0)
    expect(measureOf(day('2021-01-01', { co2_kg: 3 }), 'co2')).toBe(3)
  })
  it('has five classes of as many days', () => {
    const values = Array.from({ length: 100 }, (_, index) => index + 1)
    expect(limits(values)).toEqual([20, 40, 60, 80])
    expect([1, 20, 21, 80, 81, 100].map((value) => classOf(value, limits(values)))).toEqual([0, 0, 1, 3, 4, 4])
    expect(limits([5, 5, 5])).toEqual([])
    expect(limits([null, null])).toEqual([])
    // Closed at weekends: many zeros make one class, not four.
    expect(limits([0, 0, 0, 0, 0, 0, 0, 9, 10, 11])).toEqual([0, 9])
  })
  it('gives what is whole a class of its own', () => {
    expect([0, 60, 90, 99, 100].map((value) => classOf(value, SHARE_LIMITS))).toEqual([0, 1, 2, 3, 4])
  })
  it('counts days by how whole they are; days that are not named have no data', () => {
    const days = [day('2021-01-01'), day('2021-01-02', { completeness_percent: 50 }), day('2021-01-03', { amount: null, completeness_percent: 0, worst: null }), day('2021-01-04', { estimated_percent: 10 })]
    expect(tally(2021, days)).toEqual({ whole: 2, part: 1, none: 362, estimated: 1 })
  })
  it('hatches what is not measured', () => {
    expect(isEstimated(day('2021-01-01', { worst: 'interpolated' }))).toBe(true)
    expect(isEstimated(day('2021-01-01', { worst: 'manual' }))).toBe(false)
    expect(isEstimated(undefined)).toBe(false)
  })
})

describe('the day', () => {
  it('knows its gaps', () => {
    const slots = [null, 1, null, null, 2, null].map((value, index) => slot(`2021-01-01T0${index}:00:00+08:00`, value))
    expect(gapsOf(slots)).toEqual([[0, 0], [2, 3], [5, 5]])
    expect(gapsOf([])).toEqual([])
    expect(gapTexts(slots, 9)).toEqual(['00:00–01:00', '02:00–04:00', '05:00–24:00'])
    expect(gapTexts(slots, 1)).toEqual(['02:00–04:00'])
  })
  it('counts codes from the best to the weakest, missing ones in none', () => {
    const slots = [slot('a', 1, 'estimated'), slot('b', 1), slot('c', 1), slot('d', null, 'measured')]
    expect(countCodes(slots)).toEqual([{ code: 'measured', count: 2 }, { code: 'estimated', count: 1 }])
    expect(codeOf(null)).toBe('measured')
  })
  it('tells the two hours apart when the clocks go back', () => {
    const labels = labelsOf(['2021-10-31T02:00:00+02:00', '2021-10-31T02:30:00+02:00', '2021-10-31T02:00:00+01:00', '2021-10-31T02:30:00+01:00'].map((at) => slot(at, 1)))
    expect(labels).toEqual(['02:00', '02:30', '02:00′', '02:30′'])
  })
  it('compares with the typical day where there is one', () => {
    expect(againstTypical(110, 100)).toBeCloseTo(10, 10)
    expect(againstTypical(null, 100)).toBeNull()
    expect(againstTypical(110, null)).toBeNull()
    expect(againstTypical(110, 0)).toBeNull()
  })
  it('has a word for every code', () => {
    for (const code of CODES) expect((en as Record<string, string>)[`code.${code}`], code).toBeTruthy()
  })
})

describe('keys ahead of the address', () => {
  const [a, b, c] = ['2021-03-31', '2021-02-28', '2021-03-01']
  it('lose none that comes while the address changes', () => {
    let hand: Hand = moveHand(null, a, b)
    expect(pendingOf(hand, a)).toBe(b)
    // The address is told, and has not changed yet, when the next key comes.
    hand = moveHand(sendHand(hand), a, c)
    expect(pendingOf(hand, a)).toBe(c)
    // Now it changes to what it was told first: the second key still counts.
    expect(pendingOf(hand, b)).toBe(c)
    // A third key goes on from there, and the address arrives.
    hand = moveHand(sendHand(hand), b, a)
    expect(pendingOf(hand, c)).toBe(a)
    expect(pendingOf(hand, a)).toBeNull()
  })
  it('give way to another hand', () => {
    const hand = sendHand(moveHand(null, a, b))
    expect(pendingOf(hand, '2021-07-01')).toBeNull()
    // The next key begins from there.
    expect(moveHand(hand, '2021-07-01', '2021-07-02')).toEqual({ to: '2021-07-02', since: '2021-07-01', sent: [] })
  })
})
