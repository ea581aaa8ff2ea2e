import { describe, expect, test } from 'vitest'
import { carrierFamily, colourToken, colourVar, FIELDS, mix } from '@/format/colours'
import { toCsv } from '@/format/csv'
import { axisText, change, columnDecimals, decimalsFor, exact, full, inColumn, percent, periodText, short } from '@/format/number'
import { chemical, pictureScale, type Reader, tableScale, unitLabel } from '@/format/units'

const en: Reader = { language: 'en', mass: 'metric', energy: 'tce' }
const zh: Reader = { language: 'zh', mass: 'wan', energy: 'tce' }
const joule: Reader = { language: 'en', mass: 'metric', energy: 'joule' }

describe('numbers', () => {
  test.each([
    [25.4327, '25.4'],
    [1234.5, '1,235'],
    [0.00712959, '0.00713'],
    [-3.21987, '−3.22'],
    [0, '0'],
    [null, '–'],
    [undefined, '–'],
    [Number.NaN, '–'],
    [Number.POSITIVE_INFINITY, '–'],
  ])('a picture shows %s as %s', (value, text) => expect(short(value)).toBe(text))

  test('a table shows all digits, points below each other', () => {
    expect(full(25432.742453397812, 3)).toBe('25,432.742')
    expect(full(5, 3)).toBe('5.000')
    expect(full(null, 3)).toBe('–')
  })

  test('explain shows what is known', () => expect(exact(25432.742453397812)).toBe('25,432.742453'))

  test.each([
    [-10.32, '−10.3%'],
    [2, '+2.0%'],
    [0, '0.0%'],
    [null, '–'],
  ])('a change of %s says its sign: %s', (value, text) => expect(change(value)).toBe(text))

  test.each([
    [100, '100%'],
    [99.97, '99.9%'],
    [99.2, '99.2%'],
    [0.2, '<1%'],
    [0, '0%'],
    [93.24, '93%'],
    [null, '–'],
  ])('completeness of %s is %s: never all unless it is all', (value, text) => expect(percent(value)).toBe(text))

  test('a column shares its decimals, and says when something is too small to show', () => {
    const decimals = columnDecimals([9.99, 1.06, 0.0276, null])
    expect(decimals).toBe(2)
    expect([9.99, 1.06, 0.0276, 0.0001, -0.0001, 0, null].map((value) => inColumn(value, decimals))).toEqual(['9.99', '1.06', '0.03', '<0.01', '>−0.01', '0.00', '–'])
    expect(columnDecimals([254.3, 12])).toBe(0)
    expect(columnDecimals([null])).toBe(0)
  })

  test('decimals of a table keep the least asked for', () => {
    expect(decimalsFor([25432.7], 3)).toBe(3)
    expect(decimalsFor([0.5], 3)).toBe(5)
    expect(decimalsFor([270_000], 0)).toBe(0)
  })

  test('ticks have no spare digits', () => expect([0, 20, 2500, 0.5].map((value) => axisText(value))).toEqual(['0', '20', '2,500', '0.5']))

  test.each([
    ['2020', 'en', '2020'],
    ['2020', 'zh', '2020年'],
    ['2020-05', 'en', 'May 2020'],
    ['2020-05', 'zh', '2020年5月'],
    ['2005..2020', 'en', '2005–2020'],
  ] as const)('%s reads in %s as %s', (period, language, text) => expect(periodText(period, language)).toBe(text))
})

describe('units', () => {
  const shown = (value: number, unit: string, reader: Reader, quantity?: string) => {
    const scale = pictureScale(unit, value, reader, quantity)
    return `${short(value * scale.factor, reader.language)} ${scale.label}`
  }
  test.each([
    [25432.742, 'kt', en, 'CO2e', '25.4 Mt CO₂e'],
    [25432.742, 'kt', zh, 'CO2e', '2,543 万吨 CO₂e'],
    [255302.5, 'kt', zh, 'CO2e', '2.55 亿吨 CO₂e'],
    [0.4, 'kt', en, 'CO2e', '400 t CO₂e'],
    [0, 'kt', en, 'CO2e', '0 t CO₂e'],
    [1_204_000, 'tce', en, 'energy', '1.20 Mtce'],
    [1_204_000, 'tce', zh, 'energy', '120 万吨标准煤'],
    [1000, 'tce', joule, 'energy', '29.3 TJ'],
    [29.3076, 'GJ', en, 'energy', '1.00 tce'],
    [67_081_234, 'person', en, 'person', '67.1 million people'],
    [67_081_234, 'person', zh, 'person', '6,708 万人'],
    [248_717_571_000, 'm2', en, 'area', '248,718 km²'],
    [2_500_300_000_000, 'CNY', zh, 'money', '25,003 亿元'],
    [2_500_300_000_000, 'CNY', en, 'money', '2,500 billion CNY'],
    [2.8257, 't/person', en, 'CO2e', '2.83 t/person'],
    [2.8257, 't/person', zh, 'CO2e', '2.83 吨/人'],
    [0.62, 't/万CNY', zh, 'CO2e', '0.620 吨/万元'],
    [0.62, 't/万CNY', en, 'CO2e', '0.620 t/10⁴ CNY'],
    [0.62, 'furlong', en, undefined, '0.620 furlong'],
  ])('%s %s', (value, unit, reader, quantity, text) => expect(shown(value, unit, reader, quantity)).toBe(text))

  test('a table keeps the unit in which it was filed, unless the reader counts otherwise', () => {
    expect(tableScale('kt', en, 'CO2e')).toEqual({ factor: 1, label: 'kt CO₂e' })
    expect(tableScale('kt', zh, 'CO2e')).toEqual({ factor: 0.1, label: '万吨 CO₂e' })
    expect(tableScale('tce', joule, 'energy').factor).toBeCloseTo(29.3076, 10)
    expect(tableScale('m2', en, 'area')).toEqual({ factor: 1e-6, label: 'km²' })
  })

  test('a price base is said elsewhere, an unknown unit stays as it is', () => {
    expect(unitLabel('CNY@2020', 'zh')).toBe('元')
    expect(unitLabel('bushel/person', 'zh')).toBe('bushel/人')
  })

  test('a mass of emissions is one of CO2e; what is no mass, and a mass of something else, is not', () => {
    expect(['kt', 't CO2e', 'tce', 't/person'].map(unit => unitLabel(unit, 'en', 'CO2e'))).toEqual(['kt CO₂e', 't CO₂e', 'tce', 't/person'])
    expect(unitLabel('kt', 'zh', 'CO2e')).toBe('千吨 CO₂e')
    expect(unitLabel('t', 'en')).toBe('t')
  })
})

describe('colours', () => {
  test('the six fields have six colours, the same everywhere', () => {
    expect(new Set(FIELDS.map((field, index) => colourToken('field', field, index))).size).toBe(6)
    expect(colourToken('field', 'industry', 0)).toBe(colourToken('field', 'industry', 5))
  })
  test.each([
    ['raw_coal', 'coal'],
    ['coke', 'coke'],
    ['coke_oven_gas', 'gas'],
    ['natural_gas', 'gas'],
    ['gasoline', 'oil'],
    ['diesel', 'oil'],
    ['biodiesel', 'biomass'],
    ['electricity', 'electricity'],
    ['hydrogen', 'hydrogen'],
    ['heat', 'heat'],
    ['other_coal_gas', 'gas'],
    ['petroleum_coke', 'oil'],
    ['charcoal', 'biomass'],
    ['wood_chips', 'biomass'],
    ['wind_power', 'renewable'],
    ['unheard_of', 'other'],
  ])('%s is drawn as %s', (carrier, family) => expect(carrierFamily(carrier)).toBe(family))
})

test('a family has one hue; its members lighten, so that they part in a stack', () => {
  expect(colourVar('carrier', 'natural_gas')).toBe('var(--carrier-gas)')
  expect(new Set(['natural_gas', 'lpg', 'lng', 'coke_oven_gas'].map((id) => colourVar('carrier', id))).size).toBe(4)
  expect(mix('#000000', '#ffffff', 0.5)).toBe('#808080')
})

test('a file of a picture is RFC 4180, with empty cells where nothing is known', () => {
  const table = { columns: [{ title: 'Place' }, { title: 'Carbon, kt', numeric: true }], rows: [['Bath "and" N', 1.5], ['York', null]] }
  expect(toCsv(table, ['Source: OGL'])).toBe('\uFEFFPlace,"Carbon, kt"\r\n"Bath ""and"" N",1.5\r\nYork,\r\nSource: OGL\r\n')
})

test('gases in a text are written as chemists write them; other words stay', () => {
  expect(chemical('CO2')).toBe('CO₂')
  expect(chemical('CH4, kt CO2e and N2O')).toBe('CH₄, kt CO₂e and N₂O')
  expect(chemical('XCO2Y co2 PM25')).toBe('XCO2Y co2 PM25')
})
