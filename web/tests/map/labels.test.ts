import { expect, test } from 'vitest'
import { placed } from '@/pages/map/labels'

const dot = (key: string, x: number, y: number, weight: number, name = 'Chongqing') => ({ key, xy: [x, y] as [number, number], radius: 0, name, weight })

test('names that would lie on each other: the heavier stays at its place, the other moves or goes', () => {
  const far = placed([dot('a', 50, 50, 1), dot('b', 250, 50, 2)], 12)
  expect([far.get('a'), far.get('b')]).toEqual([[50, 54], [250, 54]])
  const near = placed([dot('a', 50, 50, 1), dot('b', 52, 50, 2)], 12)
  expect(near.get('b')).toEqual([52, 54])
  // Above or below, and never on the other.
  expect(Math.abs((near.get('a')?.[1] ?? 54) - 54)).toBeGreaterThanOrEqual(10)
  const crowd = placed(Array.from({ length: 9 }, (_, at) => dot(String(at), 50 + at, 50, at)), 12)
  expect(crowd.size).toBeLessThan(9)
  expect(crowd.has('8')).toBe(true)
})

test('a dot with a radius has its name above it, or below', () => {
  const found = placed([{ ...dot('a', 50, 50, 2), radius: 6 }, { ...dot('b', 50, 50, 1), radius: 6 }], 12)
  expect([found.get('a'), found.get('b')]).toEqual([[50, 40], [50, 68]])
})

test('a name at the edge moves inwards', () => {
  const half = (9 * 12 * 0.54) / 2
  expect(placed([dot('a', 5, 50, 1)], 12, 200).get('a')?.[0]).toBeCloseTo(half + 2)
  expect(placed([dot('a', 195, 50, 1)], 12, 200).get('a')?.[0]).toBeCloseTo(198 - half)
})
