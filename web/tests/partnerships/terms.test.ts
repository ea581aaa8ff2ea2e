import { describe, expect, it } from 'vitest'
import type { Share, Terms } from '@/api/partners'
import { changed, freshId, otherSide, SHARED, sharedIndicators, shareRows, withPublic, withShare } from '@/pages/partnerships/terms'

const share = (side: 'a' | 'b', what: string, detail: Share['detail'], open = false): Share => ({ side, what, detail, public: open })
const terms = (shares: Share[]): Terms => ({ shares, recognitions: [], tasks: [], notice_days: 30, from: '2026-11-23', until: null })

describe('who sees what', () => {
  const rows = shareRows([share('b', 'budget', 'total'), share('a', 'emissions', 'by_field'), share('a', 'emissions', 'total', true), share('b', 'indicator:carbon_intensity', 'total')])
  it('stands in one row for each thing, in the order of the form, details from coarse to fine', () => {
    expect(rows.map(row => row.what)).toEqual(['emissions', 'budget', 'indicator:carbon_intensity'])
    expect(rows[0]?.gives).toEqual({ a: [{ detail: 'total', public: true }, { detail: 'by_field', public: false }], b: [] })
    expect(rows[1]?.gives.a).toEqual([])
  })
  it('has each thing once, with at least one detail', () => {
    expect(new Set(SHARED.map(one => one.what)).size).toBe(SHARED.length)
    for (const one of SHARED) expect(one.details.length).toBeGreaterThan(0)
    expect(otherSide(otherSide('a'))).toBe('a')
  })
})

describe('a proposal', () => {
  it('changes one side of one thing and nothing else; public stays public', () => {
    const before = terms([share('a', 'energy', 'total', true), share('b', 'energy', 'total'), share('a', 'budget', 'full')])
    const after = withShare(before, 'energy', 'a', ['total', 'by_carrier'])
    expect(after.shares).toEqual([share('b', 'energy', 'total'), share('a', 'budget', 'full'), share('a', 'energy', 'total', true), share('a', 'energy', 'by_carrier', true)])
    expect(withShare(after, 'energy', 'a', []).shares).toEqual([share('b', 'energy', 'total'), share('a', 'budget', 'full')])
    expect(withPublic(before, 'energy', 'b', true).shares.filter(one => one.public)).toHaveLength(2)
  })
  it('says what comes and what goes', () => {
    const { added, gone } = changed(terms([share('a', 'energy', 'total'), share('b', 'budget', 'full')]), terms([share('a', 'energy', 'total'), share('a', 'budget', 'total')]))
    expect([added, gone]).toEqual([[share('a', 'budget', 'total')], [share('b', 'budget', 'full')]])
    const finer = changed(terms([share('a', 'energy', 'total')]), terms([share('a', 'energy', 'by_carrier')]))
    expect([finer.added.map(one => one.detail), finer.gone], 'a finer detail shows the total too').toEqual([['by_carrier'], []])
    expect(changed(null, terms([share('a', 'energy', 'total')])).added).toHaveLength(1)
  })
  it('names its lines so that none is named twice', () => {
    expect(freshId('r', [{ id: 'r1' }, { id: 'r3' }])).toBe('r2')
  })
})

describe('indicators that are shared one by one', () => {
  it('are named once, whoever shares them, and emissions are none of them', () => {
    expect(sharedIndicators([share('a', 'indicator:carbon_intensity', 'total'), share('b', 'indicator:carbon_intensity', 'by_field'), share('a', 'emissions', 'total'), share('b', 'indicator:gdp', 'total')])).toEqual(['carbon_intensity', 'gdp'])
  })
})
