import { expect, it } from 'vitest'
import type { ChainTable } from '@/api/cities'
import type { CityPairing } from '@/api/partners'
import { gapsOf, meanSteps, rowsOf, soleOf } from '@/pages/city/chain'
import { seenFrom } from '@/pages/city/Partners'

const table = (name: string, head: string[], ...rows: string[][]): ChainTable => ({ name, head, rows, left_out: 0 })
const mine = (city: string) => city === 'Here'

it('gaps are told from the city’s side, the largest first, each with who makes it', () => {
  const head = ['city', 'product', 'needed_yuan', 'made_yuan', 'gap_yuan', 'partner', 'partner_makes_yuan', 'comes_from_partner_yuan']
  const rows = rowsOf([table('gaps', head, ['Here', 'cells', '9', '4', '5', 'There', '8', '2'], ['Here', 'cells', '9', '4', '5', 'Far', '20', '0'], ['Here', 'salt', '7', '0', '7', '', '', ''], ['There', 'cars', '3', '0', '3', 'Here', '6', '1'])], 'gaps')
  const { lacks, serves } = gapsOf(rows, mine)
  expect(lacks.map(gap => [gap.product, gap.gap, gap.partners.map(one => one.city)])).toEqual([
    ['salt', 7, []],
    ['cells', 5, ['Far', 'There']],
  ])
  expect(lacks[1]?.partners[1]).toEqual({ city: 'There', makes: 8, comes: 2 })
  expect(serves).toEqual([{ city: 'There', product: 'cars' }])
  expect(rowsOf([], 'gaps')).toEqual([])
})

it('a need that one other firm meets alone is a single point; one of its own, or one that outside helps with, is none', () => {
  const need = (over: Record<string, string>) => ({ firm: 'f', essential: 'yes', suppliers: '1', need_yuan: '10', outside_yuan: '0', largest_supplier: 'g', ...over })
  expect([need({}), need({ outside_yuan: '1' }), need({ suppliers: '2' }), need({ essential: 'no' }), need({ largest_supplier: 'f' })].map(one => soleOf([one]).length)).toEqual([1, 0, 0, 0, 0])
})

it('steps are weighed by output, and unknown ones are left out', () => {
  expect(meanSteps([{ output_yuan: '30', upstreamness: '1' }, { output_yuan: '10', upstreamness: '3' }, { output_yuan: '99' }], 'upstreamness')).toBe(1.5)
  expect(meanSteps([{ output_yuan: '99' }], 'upstreamness')).toBeNull()
})

it('a pair is seen from either side', () => {
  const item = (id: string) => ({ id, label: { en: id, zh: id } })
  const pairing = { a: item('x'), b: item('y'), complement: { a_offers: [item('chips')], b_offers: [item('cars')] } } as unknown as CityPairing
  expect(seenFrom('x', pairing)).toEqual({ other: item('y'), offers: [item('chips')], gets: [item('cars')] })
  expect(seenFrom('y', pairing)).toEqual({ other: item('x'), offers: [item('cars')], gets: [item('chips')] })
})
