import { readFileSync } from 'node:fs'
import { join as path } from 'node:path'
import { expect, test } from 'vitest'
import { digitsOf, majorOf, minorOf } from '@/pages/siting/SharePanel'
import { cut, join, settingsOf, used, withCell, withSetting } from '@/pages/siting/sheet'

const example = (name: string) => readFileSync(path(import.meta.dirname, '../../../data/examples', name), 'utf8')

test('a file that is cut and joined again says the same', () => {
  for (const name of ['hydrogen-stations/site.csv', 'chongqing-duisburg/route.csv', 'moved-plant/rules.csv']) {
    const grid = cut(example(name))
    expect(grid.remarks.length).toBeGreaterThan(0)
    expect(cut(join(grid))).toEqual(grid)
    expect(grid.rows.every(row => row.length === grid.head.length)).toBe(true)
  }
})

test('quotes, commas and new lines stay within their cell', () => {
  const grid = cut('a,b\n"x, y","say ""yes"""\n"two\nlines",\n')
  expect(grid.rows).toEqual([
    ['x, y', 'say "yes"'],
    ['two\nlines', ''],
  ])
  expect(cut(join(grid))).toEqual(grid)
})

test('a cell is changed and nothing else; columns that no row of a kind fills are left out', () => {
  const grid = cut('kind,id,value,lon\nsetting,aim,cost,\nsite,s1,,104\n')
  const next = withCell(grid, 0, 2, 'median')
  expect(next.rows).toEqual([
    ['setting', 'aim', 'median', ''],
    ['site', 's1', '', '104'],
  ])
  expect(used(grid, [0], [])).toEqual([0, 1, 2])
  expect(used(grid, [1], [])).toEqual([0, 1, 3])
})

test('fen are whole numbers', () => {
  expect(minorOf('1010250000.35', 2)).toBe(101025000035n)
  expect(minorOf('-0.05', 2)).toBe(-5n)
  expect(minorOf('7', 2)).toBe(700n)
  // 0.1 + 0.2 is 0.30 here.
  expect(minorOf('0.10', 2) + minorOf('0.20', 2)).toBe(minorOf('0.30', 2))
  // Yen have no minor unit, dinars have three.
  expect([minorOf('1500', 0), minorOf('-1.001', 3)]).toEqual([1500n, -1001n])
  expect([majorOf(101025000035n, 2), majorOf(-5n, 2), majorOf(1500n, 0), majorOf(7n, 3)]).toEqual(['1010250000.35', '-0.05', '1500', '0.007'])
  expect([digitsOf('7'), digitsOf('7.10')]).toEqual([0, 2])
})

test('a setting has its value where its file keeps it, and those that are not set can be added', () => {
  const route = cut('kind,from,to,value\nsetting,start,Chengdu,\nsetting,tonnes,,20\n')
  expect(settingsOf(route, [0, 1])).toEqual({ set: [{ name: 'start', row: 0, column: 2 }, { name: 'tonnes', row: 1, column: 3 }], unset: ['end'] })
  const added = withSetting(route, 'end')
  expect(settingsOf(added, [0, 1, 2])).toMatchObject({ set: [{}, {}, { name: 'end', row: 2, column: 2 }], unset: [] })
  expect(join(added)).toContain('setting,end,,\n')
  const site = cut('kind,id,value,lon\nclient,Chengdu,,104\nsetting,aim,cost,\n')
  expect(settingsOf(site, [1]).set).toEqual([{ name: 'aim', row: 1, column: 2 }])
})
