import { describe, expect, it } from 'vitest'
import {
  ancestry,
  atLeast,
  boxOf,
  circleRadius,
  outlines,
  owners,
  union,
  type BoundaryFeature,
} from '@/pages/map/geometry'

const square = (code: string, x: number, y: number): BoundaryFeature => ({
  type: 'Feature',
  properties: { code },
  geometry: {
    type: 'Polygon',
    coordinates: [
      [
        [x, y],
        [x + 1, y],
        [x + 1, y + 1],
        [x, y + 1],
        [x, y],
      ],
    ],
  },
})

describe('boxes', () => {
  it('spans all rings of a multipolygon', () => {
    expect(
      boxOf({
        type: 'MultiPolygon',
        coordinates: [
          [
            [
              [0, 0],
              [2, 1],
              [0, 0],
            ],
          ],
          [
            [
              [-3, 5],
              [1, 6],
              [-3, 5],
            ],
          ],
        ],
      }),
    ).toEqual([-3, 0, 2, 6])
    expect(boxOf({ type: 'Point', coordinates: [3, 4] })).toEqual([3, 4, 3, 4])
  })
  it('has no box where there is no point', () => {
    expect(boxOf(null)).toBeNull()
    expect(boxOf({ type: 'Polygon', coordinates: [] })).toBeNull()
    expect(union([null, null])).toBeNull()
  })
  it('joins boxes and passes nulls over', () => {
    expect(union([[0, 0, 1, 1], null, [-1, 0.5, 0.5, 3]])).toEqual([-1, 0, 1, 3])
  })
  it('widens a point so that it can be looked at', () => {
    expect(atLeast([5, 5, 5, 5], 0.2)).toEqual([4.9, 4.9, 5.1, 5.1])
    expect(atLeast([0, 0, 2, 2], 0.2)).toEqual([0, 0, 2, 2])
  })
})

describe('owners', () => {
  const parent_of = new Map<string, string | null>([
    ['a', 'x'],
    ['b', 'x'],
    ['c', 'root'],
    ['x', 'root'],
    ['root', null],
  ])
  it('gives a boundary to itself, or to the first ancestor that is a row', () => {
    expect([...owners(['a', 'b', 'c'], new Set(['x', 'c']), parent_of)]).toEqual([
      ['a', 'x'],
      ['b', 'x'],
      ['c', 'c'],
    ])
    expect([...owners(['a'], new Set(['a', 'x']), parent_of)]).toEqual([['a', 'a']])
  })
  it('leaves out what no row covers, and ends on a broken tree', () => {
    expect(owners(['c'], new Set(['x']), parent_of).size).toBe(0)
    expect(
      owners(
        ['p'],
        new Set(['x']),
        new Map([
          ['p', 'q'],
          ['q', 'p'],
        ]),
      ).size,
    ).toBe(0)
  })
})

describe('ancestry', () => {
  it('runs from the root down', () => {
    const places = new Map([
      ['r', { code: 'r', parent: null }],
      ['u', { code: 'u', parent: 'r' }],
      ['l', { code: 'l', parent: 'u' }],
    ])
    expect(ancestry('l', places).map(p => p.code)).toEqual(['r', 'u', 'l'])
    expect(ancestry('nowhere', places)).toEqual([])
  })
})

describe('outlines', () => {
  it('drops the border that two members share, and keeps the one between owners', () => {
    const features = [square('a', 0, 0), square('b', 1, 0), square('c', 2, 0)]
    const out = outlines(
      features,
      new Map([
        ['a', 'x'],
        ['b', 'x'],
        ['c', 'c'],
      ]),
    )
    const length = (code: string) =>
      (out.features.find(f => f.properties.code === code)?.geometry.coordinates ?? []).reduce(
        (sum, line) =>
          sum +
          line
            .slice(1)
            .reduce(
              (s, p, i) =>
                s +
                Math.hypot((p[0] as number) - (line[i]?.[0] as number), (p[1] as number) - (line[i]?.[1] as number)),
              0,
            ),
        0,
      )
    expect(length('x')).toBe(6)
    expect(length('c')).toBe(4)
  })
})

describe('circleRadius', () => {
  it('grows with the root of the value, and never vanishes', () => {
    expect(circleRadius(100, 100, 20)).toBe(20)
    expect(circleRadius(25, 100, 20)).toBe(10)
    expect(circleRadius(0, 100)).toBe(2.5)
    expect(circleRadius(-4, 100)).toBe(2.5)
    expect(circleRadius(3, 0)).toBe(2.5)
  })
})
