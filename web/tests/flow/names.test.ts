import { describe, expect, it } from 'vitest'
import { additiveOf, memberOf, readStages, standardStages } from '@/pages/flow/names'
import { fitText, textWidth } from '@/pages/flow/text'

describe('stages', () => {
  it('start with what comes in, end with where', () => {
    expect(standardStages(['carrier', 'field', 'industry', 'place'])).toEqual(['carrier', 'field', 'place'])
    expect(standardStages(['carrier', 'field', 'enterprise'])).toEqual(['carrier', 'field', 'enterprise'])
    expect(standardStages(['industry', 'scope', 'place'])).toEqual(['place', 'industry'])
  })
  it('come from the address as far as they are possible', () => {
    expect(readStages('place,field', ['carrier', 'field', 'place'])).toEqual(['place', 'field'])
    expect(readStages('place,place', ['carrier', 'field', 'place'])).toEqual(['carrier', 'field', 'place'])
    expect(readStages('enterprise,nonsense,field', ['carrier', 'field'])).toEqual(['carrier', 'field'])
    expect(readStages('', ['field'])).toHaveLength(1)
  })
  it('flow only what adds up', () => {
    expect(additiveOf(['carbon_total', 'carbon_intensity', 'energy_total', 'population'])).toEqual(['carbon_total', 'energy_total'])
  })
  it('finds the member in a node id', () => {
    expect([memberOf('0:carrier:natural_gas'), memberOf('1:industry'), memberOf('coal')]).toEqual(['natural_gas', 'industry', 'coal'])
  })
})

describe('fitText', () => {
  it('leaves what fits and cuts what does not, in both scripts', () => {
    expect(fitText('Wales', 100, 13)).toBe('Wales')
    for (const text of ['Armagh City, Banbridge and Craigavon Borough Council', '剑桥郡与彼得伯勒联合管理局地区']) {
      const cut = fitText(text, 90, 13)
      expect(cut.endsWith('…')).toBe(true)
      expect(textWidth(cut, 13)).toBeLessThanOrEqual(90)
    }
  })
})
