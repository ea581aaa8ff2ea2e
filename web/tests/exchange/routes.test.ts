import { expect, it } from 'vitest'
import type { RouteAnswer } from '@/api/board'
import { boxOfPoints, legsOf, placeName, pointsOf } from '@/pages/siting/routes'

const leg = (from: string, to: string, mode: string) => ({ from, to, mode, km: 100, time_h: 1, yuan: 1, co2_kg: 1, reliability: null })
const route = (...legs: ReturnType<typeof leg>[]) => ({ time_h: 1, yuan: 1, co2_kg: 1, reliability: null, legs })
const answer = {
  result: { tables: [], sums: [], findings: [] },
  tonnes: 20,
  aims: ['time_h'],
  places: [{ id: 'Port', lon: 121.5, lat: 31.2 }],
  routes: [route(leg('A', 'Port', 'road')), route(leg('A', 'B', 'rail'), leg('B', 'Port', 'river')), route(leg('Port', 'A', 'rail'))],
} as unknown as RouteAnswer
const places = [
  { name: { en: 'A', zh: '甲' }, lon: 104, lat: 30 },
  { name: { en: 'Port', zh: '港' }, lon: 0, lat: 0 },
]

it('a place lies where the file says, else where the region has it; without either it is on no map', () => {
  const points = pointsOf(answer, places, id => `[${id}]`)
  expect(points).toEqual([
    { id: 'A', name: '[A]', lon: 104, lat: 30 },
    { id: 'Port', name: '[Port]', lon: 121.5, lat: 31.2 },
  ])
  const box = boxOfPoints(points)
  expect(box && box[0] < 104 && box[2] > 121.5 && box[1] < 30 && box[3] > 31.2).toBe(true)
  expect(boxOfPoints([])).toBeNull()
})

it('a place outside of the region has the name of the file, in Chinese only', () => {
  const stated = [
    { id: 'Port', name_zh: '港口' },
    { id: 'A', name_zh: '不用' },
    { id: 'B', name_zh: null },
  ]
  const ofRegion = (id: string) => (id === 'A' ? '甲' : id)
  expect(['Port', 'A', 'B', 'C'].map(placeName(stated, 'zh', ofRegion))).toEqual(['港口', '甲', 'B', 'C'])
  expect(placeName(stated, 'en', id => id)('Port')).toBe('Port')
})

it('links between the same two places have lanes of their own, in both directions; others are those that the route does not take', () => {
  const { legs, others } = legsOf(answer.routes, 0, id => id)
  expect(legs.map(one => [one.from, one.to, one.mode, one.lane])).toEqual([['A', 'Port', 'road', 0]])
  expect(others.map(one => [one.from, one.to, one.mode, one.lane])).toEqual([
    ['A', 'B', 'rail', 0],
    ['B', 'Port', 'river', 0],
    ['Port', 'A', 'rail', 1],
  ])
  expect(legsOf(answer.routes, 1, id => id).others.map(one => one.mode)).toEqual(['road', 'rail'])
})
