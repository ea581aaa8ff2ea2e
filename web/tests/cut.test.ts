import { describe, expect, test } from 'vitest'
import { queryString } from '@/api/client'
import type { Cube, Region } from '@/api/types'
import { firstRegion, isPeriod, readCut, stepPeriod, writeCut } from '@/cut/cut'
import { stack } from '@/pages/trend/stack'

const region = {
  id: 'uk',
  root_place: 'UK',
  periods: { first_year: 2005, last_year: 2020, finest: 'year' },
  indicators: ['carbon_total', 'carbon_per_person'],
  default_indicator: 'carbon_total',
  default_view: 'consumption',
  views: ['consumption'],
} as unknown as Region
const monthly = { ...region, periods: { first_year: 2012, last_year: 2021, finest: 'month' } } as Region
const read = (text: string, where = region) => readCut(new URLSearchParams(text), where)

describe('the address', () => {
  test('an empty one is the region, its last year, its first indicator', () => {
    expect(read('')).toMatchObject({ region: 'uk', place: 'UK', period: '2020', indicator: 'carbon_total', view: 'consumption', field: null })
  })
  test('what is impossible takes the default', () => {
    expect(read('period=1999').period).toBe('2020')
    expect(read('period=2020-05').period).toBe('2020')
    expect(read('period=2020-13', monthly).period).toBe('2021')
    expect(read('indicator=gdp').indicator).toBe('carbon_total')
    expect(read('view=production').view).toBe('consumption')
  })
  test('what is possible stays', () => {
    expect(read('period=2005..2020').period).toBe('2005..2020')
    expect(read('period=2020-05', monthly).period).toBe('2020-05')
    expect(read('place=GLA&indicator=carbon_per_person')).toMatchObject({ place: 'GLA', indicator: 'carbon_per_person' })
  })
  test.each(['2020', '2020-05', '2005..2020', '2020-01..2020-06'])('%s is a period', (text) => expect(isPeriod(text)).toBe(true))
  test.each(['20', '2020-00', '2020-13', '2020..', '2020-05-01', ''])('%s is none', (text) => expect(isPeriod(text)).toBe(false))
  test('another region leaves the old one behind, but not the period', () => {
    expect(writeCut(new URLSearchParams('region=uk&place=GLA&period=2019&field=industry&explain=x'), { region: 'district' }).toString()).toBe('region=district&period=2019')
  })
  test('null takes a key away', () => expect(writeCut(new URLSearchParams('place=GLA&by=field'), { place: null }).toString()).toBe('by=field'))
  test('equal questions have equal addresses', () => expect(queryString({ b: 2, a: '1', c: null, d: undefined, e: '' })).toBe('?a=1&b=2'))
})

describe('steps in time', () => {
  test.each([
    ['2019', 1, '2020'],
    ['2020', 1, null],
    ['2005', -1, null],
    ['2005..2020', 1, null],
  ] as const)('%s by %s is %s', (period, step, next) => expect(stepPeriod(period, step, region)).toBe(next))
  test.each([
    ['2020-12', 1, '2021-01'],
    ['2020-01', -1, '2019-12'],
    ['2021-12', 1, null],
    ['2012-01', -1, null],
  ] as const)('%s by %s is %s', (period, step, next) => expect(stepPeriod(period, step, monthly)).toBe(next))
})

describe('layers of a trend', () => {
  const row = (period: string, place: string, value: number | null) => ({ keys: { period: { id: period, label: { en: period, zh: period } }, place: { id: place, label: { en: place, zh: place } } }, value, estimated: false })
  const cube = { rows: [row('2019', 'a', 1), row('2020', 'a', 2), row('2019', 'b', 5), row('2020', 'b', null), row('2019', 'c', 3), row('2020', 'c', 4)] } as unknown as Cube
  test('largest first; a gap stays a gap', () => {
    expect(stack(cube, 'place', 5).layers.map((layer) => [layer.id, layer.values])).toEqual([
      ['c', [3, 4]],
      ['b', [5, null]],
      ['a', [1, 2]],
    ])
  })
  test('folding keeps the whole', () => {
    const { layers } = stack(cube, 'place', 2)
    expect(layers.map((layer) => [layer.id, layer.values])).toEqual([
      ['c', [3, 4]],
      ['rest', [6, 2]],
    ])
  })
})

describe('the first region', () => {
  const one = (id: string, places: number, more: object = {}) => ({ id, synthetic: false, indicators: ['carbon_total'], counts: { places, entries: 1, enterprises: 0, findings: 0 }, ...more }) as unknown as Region
  const poor = one('a-cluster', 900, { indicators: ['energy_total'] })
  const made = one('district', 800, { synthetic: true })
  const empty = one('empty', 700, { counts: { places: 700, entries: 0, enterprises: 0, findings: 0 } })
  const small = one('washington', 41)
  const large = one('uk', 399)
  test('is the one last visited', () => expect(firstRegion([poor, made, small], 'district').id).toBe('district'))
  test('else the richest that is real and has a carbon total', () => expect(firstRegion([poor, made, empty, small, large], 'gone').id).toBe('uk'))
  test('else what there is', () => {
    expect(firstRegion([poor, made], null).id).toBe('district')
    expect(firstRegion([empty, poor], null).id).toBe('a-cluster')
    expect(firstRegion([empty], null).id).toBe('empty')
  })
})

test('what is stated of no month is no month, and is not lost', () => {
  const row = (period: string, field: string, value: number) => ({ keys: { period: { id: period, label: { en: '', zh: '' } }, field: { id: field, label: { en: '', zh: '' } } }, value, estimated: false })
  const cube = { rows: [row('2021-01', 'industry', 5), row('2021-02', 'industry', 6), row('unstated', 'industry', 1), row('unstated', 'transport', 2)] } as unknown as Parameters<typeof stack>[0]
  const { periods, layers } = stack(cube, 'field', 5)
  expect(periods).toEqual(['2021-01', '2021-02'])
  expect(layers.map((layer) => [layer.id, layer.values, layer.undated])).toEqual([
    ['industry', [5, 6], 1],
    ['transport', [null, null], 2],
  ])
})
