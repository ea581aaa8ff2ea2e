import { describe, expect, it } from 'vitest'
import { change, classChanges, legend, ranked, yearIndex, type MapAnswer } from '@/pages/map/series'

const answer: MapAnswer = {
  unit: 'kt',
  breaks: [0, 10, 20, 30],
  years: ['2018', '2019', '2020'],
  rows: [
    { place: 'a', values: [5, 12, 12], classes: [0, 1, 1], completeness: [100, 100, 100] },
    { place: 'b', values: [25, 25, 12], classes: [2, 2, 1], completeness: [100, 50, 100] },
    { place: 'c', values: [null, null, 30], classes: [null, null, 2], completeness: [0, 0, 100] },
  ],
}

describe('yearIndex', () => {
  it("finds a year, a month's year, a range's end", () => {
    expect(yearIndex(answer.years, '2019')).toBe(1)
    expect(yearIndex(answer.years, '2018-05')).toBe(0)
    expect(yearIndex(answer.years, '2018..2020')).toBe(2)
  })
  it('takes the last before a year that is not there, the last when nothing is asked', () => {
    expect(yearIndex(answer.years, '2031')).toBe(2)
    expect(yearIndex(answer.years, '1999')).toBe(0)
    expect(yearIndex(answer.years, null)).toBe(2)
    expect(yearIndex([], '2019')).toBe(-1)
  })
})

describe('ranked', () => {
  it('runs from high to low; ties share a rank; what has no value has none and comes last', () => {
    expect(ranked(answer.rows, 2).map(r => [r.place, r.rank])).toEqual([
      ['c', 1],
      ['a', 2],
      ['b', 2],
    ])
    expect(ranked(answer.rows, 0).map(r => [r.place, r.rank, r.value])).toEqual([
      ['b', 1, 25],
      ['a', 2, 5],
      ['c', null, null],
    ])
  })
})

describe('legend', () => {
  it('counts every place once: in its class or as missing', () => {
    const l = legend(answer, 0)
    expect(l.classes.map(c => c.count)).toEqual([1, 0, 1])
    expect(l.missing).toBe(1)
    for (let y = 0; y < 3; y++) {
      const { classes, missing } = legend(answer, y)
      expect(classes.reduce((s, c) => s + c.count, missing)).toBe(3)
    }
  })
  it('leaves out classes that breaks which fall together make empty', () => {
    const one = {
      ...answer,
      breaks: [7, 7, 7, 9],
      rows: [{ place: 'a', values: [8], classes: [2], completeness: [100] }],
    }
    expect(legend(one, 0).classes).toEqual([{ class: 2, from: 7, to: 9, count: 1 }])
  })
})

describe('change', () => {
  it('is against the first year that is known', () => {
    expect(change([null, 10, 5], 2)).toEqual({ from: 1, percent: -50 })
    expect(change([-4, 2], 1)).toEqual({ from: 0, percent: 150 })
  })
  it('is not made up', () => {
    expect(change([null, 10], 1)).toBeNull()
    expect(change([10, null], 1)).toBeNull()
    expect(change([0, 3], 1)).toEqual({ from: 0, percent: null })
  })
})

describe('classChanges', () => {
  it('paints all at first, then only what differs', () => {
    expect(classChanges(answer.rows, null, 0)).toHaveLength(3)
    expect(classChanges(answer.rows, 0, 1)).toEqual([{ place: 'a', class: 1 }])
    expect(classChanges(answer.rows, 1, 2)).toEqual([
      { place: 'b', class: 1 },
      { place: 'c', class: 2 },
    ])
  })
})
