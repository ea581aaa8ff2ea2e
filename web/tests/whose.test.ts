import { describe, expect, it } from 'vitest'
import { bow, chord, flowsOf, foldMatrix, partnersOf, projection, ribbonPath, shownFlows } from '@/pages/whose/flows'
import { bounds, classOf, hourOf, meanIntensity, placed } from '@/pages/grid/grid'

/** A matrix of seeded figures. */
function sample(n: number): number[] {
  let s = 7
  const random = () => ((s = (s * 1664525 + 1013904223) % 4294967296) / 4294967296) ** 2 * 100
  return Array.from({ length: n * n }, random)
}
const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0)

describe('flows between places', () => {
  const n = 9
  const matrix = sample(n)
  it('are all cells but the diagonal, largest first', () => {
    const flows = flowsOf(matrix, n)
    expect(flows).toHaveLength(n * n - n)
    const own = sum(Array.from({ length: n }, (_, i) => matrix[i * n + i] as number))
    expect(sum(flows.map(flow => flow.value))).toBeCloseTo(sum(matrix) - own, 9)
    for (const [i, flow] of flows.entries()) if (i > 0) expect(flow.value).toBeLessThanOrEqual(flows[i - 1]?.value as number)
  })
  it('what is not shown is said with its sum', () => {
    const flows = flowsOf(matrix, n)
    const { shown, rest } = shownFlows(flows, 10, null)
    expect(rest.count).toBe(flows.length - 10)
    expect(sum(shown.map(flow => flow.value)) + rest.value).toBeCloseTo(sum(flows.map(flow => flow.value)), 9)
    const of = shownFlows(flows, 100, 4)
    expect(of.shown).toHaveLength(2 * (n - 1))
  })
  it('partners owe each other the same with the other sign', () => {
    for (let a = 0; a < n; a++)
      for (const partner of partnersOf(matrix, n, a)) {
        const back = partnersOf(matrix, n, partner.at).find(one => one.at === a)
        expect(back?.net).toBeCloseTo(-partner.net, 12)
      }
  })
  it('a folded matrix keeps every sum of what is kept', () => {
    const kept = [1, 4, 6]
    const small = foldMatrix(matrix, n, kept)
    expect(small).toHaveLength(16)
    expect(sum(small)).toBeCloseTo(sum(matrix), 9)
    for (const [at, region] of kept.entries()) expect(sum(small.slice(at * 4, at * 4 + 4))).toBeCloseTo(sum(matrix.slice(region * n, region * n + n)), 9)
  })
})

describe('circle', () => {
  it('is full: arcs and gaps go round once, and each arc is filled by its ribbons', () => {
    const n = 7
    const matrix = sample(n)
    const { arcs, ribbons } = chord(matrix, n, 0.03)
    expect(sum(arcs.map(arc => arc.end - arc.start)) + 0.03 * n).toBeCloseTo(2 * Math.PI, 9)
    for (const arc of arcs) {
      const ends = ribbons.flatMap(ribbon => [...(ribbon.from === arc.at ? [[ribbon.a0, ribbon.a1]] : []), ...(ribbon.to === arc.at ? [[ribbon.b0, ribbon.b1]] : [])]) as [number, number][]
      expect(sum(ends.map(([a, b]) => b - a))).toBeCloseTo(arc.end - arc.start, 9)
      const sorted = ends.toSorted((a, b) => a[0] - b[0])
      for (const [i, [a]] of sorted.entries()) expect(a).toBeCloseTo(i === 0 ? arc.start : (sorted[i - 1]?.[1] as number), 9)
    }
    for (const ribbon of ribbons) expect(ribbonPath(ribbon, 100)).not.toContain('NaN')
  })
  it('nothing traded is no circle', () => {
    expect(chord([5, 0, 0, 7], 2, 0.03)).toEqual({ arcs: [], ribbons: [] })
  })
})

describe('map', () => {
  it('keeps shapes: a degree of latitude is longer than one of longitude', () => {
    const at = projection([104, 29, 106, 31], 400, 400, 0)
    const [x0, y0] = at(104, 29)
    const [x1, y1] = at(106, 31)
    expect((x1 - x0) / (y0 - y1)).toBeCloseTo(Math.cos((30 * Math.PI) / 180), 9)
    expect(y0).toBeGreaterThan(y1)
  })
  it('both directions between two places bend to different sides', () => {
    const bend = (d: string) => Number(/Q\S+ (\S+) /.exec(d)?.[1])
    expect(bend(bow([0, 0], [100, 0], 4))).toBeLessThan(0)
    expect(bend(bow([100, 0], [0, 0], 4))).toBeGreaterThan(0)
  })
})

describe('grid', () => {
  it('classes are equal steps; nothing is no class', () => {
    const of = bounds([0.2, 0.7])
    expect(of.map(one => Math.round(one * 10) / 10)).toEqual([0.3, 0.4, 0.5, 0.6])
    expect([0.2, 0.35, 0.7, null].map(value => classOf(value, of))).toEqual([0, 1, 4, null])
  })
  it('the mean of an hour is carbon over power, idle buses apart', () => {
    expect(meanIntensity({ at: '', intensity: [0.8, 0.2, null], through_mw: [100, 300, 0], flow_mw: [] })).toBeCloseTo(0.35, 12)
    expect(meanIntensity({ at: '', intensity: [null], through_mw: [0], flow_mw: [] })).toBeNull()
  })
  it('places buses inside the picture', () => {
    const bus = (x: number, y: number, lon: number | null = null, lat: number | null = null) => ({ name: '', zone: '', lon, lat, x, y })
    for (const buses of [[bus(0, 0.2), bus(1, 0.8), bus(0.5, 0.5)], [bus(0, 0, 104, 29), bus(0, 0, 107, 31)]])
      for (const [x, y] of placed(buses, 600, 400, 40)) {
        expect(x).toBeGreaterThanOrEqual(40 - 1e-9)
        expect(x).toBeLessThanOrEqual(560 + 1e-9)
        expect(y).toBeGreaterThanOrEqual(40 - 1e-9)
        expect(y).toBeLessThanOrEqual(360 + 1e-9)
      }
    expect(hourOf('2021-03-01T07:00+08:00')).toBe('07:00')
  })
})
