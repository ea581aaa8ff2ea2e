import { expect, test } from 'vitest'
import { figureOf, flowsOf, frameOf, moneyIn, nameIn, rowsOf, sides, tableOf, wordsIn } from '@/pages/exchange/result'

const columns = ['offer', 'need', 'from', 'to', 'material', 'month', 'km', 'sent', 'lost', 'unit', 'replaced', 'replaced_unit', 'gain_yuan', 'saved_yuan', 'saved_co2_kg', 'transport_co2_kg']
const table = {
  file: 'exchanges.csv',
  columns,
  rows: [
    ['s1', 'n1', 'farm', 'plant', 'straw', '6', '12.5', '100', '0', 't', '70', 't', '1000', '1000', '500', '5'],
    ['s1', 'n1', 'farm', 'plant', 'straw', '10', '12.5', '40', '0', 't', '30', 't', '400', '400', '200', '2'],
    ['h', 'm', 'island', 'works', 'hydrogen', '', '2', '5', '', 't', '5', 't', '2000', '2000', '', '1'],
  ],
}

test('months of one exchange are one flow, the largest gain first', () => {
  const flows = flowsOf(rowsOf(table))
  expect(flows.map(flow => [flow.offer, flow.sent, flow.gain])).toEqual([
    ['h', 5, 2000],
    ['s1', 140, 1400],
  ])
  expect(flows[1]?.savedCo2).toBe(700)
})

test('a blank cell is not known and never zero', () => {
  const [first] = rowsOf(table)
  expect(figureOf(first ?? {}, 'month')).toBe(6)
  expect(figureOf(rowsOf(table)[2] ?? {}, 'month')).toBeNull()
  const frame = frameOf(table, name => name)
  expect(frame?.rows[2]?.[8]).toBeNull()
  expect(frame?.rows[2]?.[7]).toBe(5)
  expect(frame?.columns[7]).toEqual({ title: 'sent', numeric: true, decimals: 0 })
  // A month is a name, not an amount.
  expect(frame?.columns[5]?.numeric).toBe(false)
})

test('bands fill both sides: each side is as high as all gains together', () => {
  const flows = flowsOf(rowsOf(table))
  const { left, right, bands } = sides(flows, 200, 10)
  const sum = (list: { height: number }[]) => list.reduce((all, one) => all + one.height, 0)
  expect(sum(left)).toBeCloseTo(190, 6)
  expect(sum(right)).toBeCloseTo(190, 6)
  expect(bands.reduce((all, one) => all + one.thickness, 0)).toBeCloseTo(190, 6)
  // 2000 of 3400.
  expect(left[0]?.height).toBeCloseTo((190 * 2000) / 3400, 6)
})

test('names stand in the reader’s language where they hold both', () => {
  expect(nameIn('Gas island 工业气体岛', 'en')).toBe('Gas island')
  expect(nameIn('Gas island 工业气体岛', 'zh')).toBe('工业气体岛')
  expect(['zh', 'en'].map(language => nameIn('高温高压阀门 High-pressure valves for steam', language as 'zh' | 'en'))).toEqual(['高温高压阀门', 'High-pressure valves for steam'])
  expect(['zh', 'en'].map(language => nameIn('余热发电 ORC', language as 'zh' | 'en'))).toEqual(['余热发电 ORC', '余热发电 ORC'])
  expect(nameIn('Coking plant', 'zh')).toBe('Coking plant')
  expect(nameIn('焦化厂', 'en')).toBe('焦化厂')
  // Mixed throughout: nothing is cut off.
  expect(nameIn('Steam 35 bar 蒸汽 (dry quenching)', 'zh')).toBe('Steam 35 bar 蒸汽 (dry quenching)')
  const word = wordsIn([{ code: 'fly_ash', en: 'Fly ash', zh: '粉煤灰' }], 'zh')
  expect([word('fly_ash'), word('red_mud')]).toEqual(['粉煤灰', 'red mud'])
})

test('an answer without the table has none', () => {
  expect(tableOf({ tables: [table], sums: [], findings: [] }, 'rest.csv')).toBeNull()
  expect(frameOf(null, name => name)).toBeNull()
  expect(rowsOf(null)).toEqual([])
})

test('yuan are said in millions, or in 万 and 亿', () => {
  const short = (value: number) => String(Number(value.toPrecision(3)))
  expect(moneyIn(368_815_089, 'en', short)).toBe('369 million yuan')
  expect(moneyIn(368_815_089, 'zh', short)).toBe('3.69 亿元')
  expect(moneyIn(-23_100, 'zh', short)).toBe('-2.31 万元')
  expect(moneyIn(999, 'en', short)).toBe('999 yuan')
})

test('masses of carbon are read in tonnes, and their head says so', () => {
  const frame = frameOf({ file: 'savings.csv', columns: ['partner', 'saved_co2_kg'], rows: [['a', '149970000'], ['b', '-45000'], ['c', '']] }, name => name)
  expect(frame?.columns.map(one => one.title)).toEqual(['partner', 'saved_co2_t'])
  expect(frame?.rows).toEqual([['a', 149_970], ['b', -45], ['c', null]])
})
