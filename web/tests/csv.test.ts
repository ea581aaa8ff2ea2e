import { expect, it } from 'vitest'
import { toCsv } from '@/format/csv'

it('gives a text that begins like a formula an apostrophe, and leaves numbers alone', () => {
  const rows = [
    ['=1+1', -1.5],
    ['-2+3', null],
    ['@SUM(A1)', 0],
    ['-2.5', 1],
    ['+5 %', 2],
    ['Works, = 1', 3],
  ]
  const csv = toCsv({ columns: [{ title: 'name' }, { title: 'value', numeric: true }], rows })
  expect(csv).toBe("\uFEFFname,value\r\n'=1+1,-1.5\r\n'-2+3,\r\n'@SUM(A1),0\r\n-2.5,1\r\n+5 %,2\r\n\"Works, = 1\",3\r\n")
})
