import { describe, expect, it } from 'vitest'
import {
  inkOn,
  linearRgb,
  luminance,
  missingColours,
  ramp,
  rampKind,
  type Ground,
  type RampKind,
} from '@/pages/map/ramp'

type V3 = [number, number, number]
/** Machado, Oliveira and Fernandes 2009, severity 1.0, on linear RGB. */
const CVD: Record<string, [V3, V3, V3]> = {
  normal: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protan: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deutan: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritan: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
}
const mul = (m: [V3, V3, V3], v: V3): V3 =>
  m.map(row => Math.min(1, Math.max(0, row[0] * v[0] + row[1] * v[1] + row[2] * v[2]))) as V3
const cube = (t: number) => (t > 0.008856 ? Math.cbrt(t) : 7.787 * t + 16 / 116)
const lab = ([r, g, b]: V3): V3 => {
  const x = cube((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.95047)
  const y = cube(0.2126 * r + 0.7152 * g + 0.0722 * b)
  const z = cube((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.08883)
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)]
}
const delta = (a: V3, b: V3) => Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2])
const lightness = (hex: string) => lab(linearRgb(hex))[0]

const grounds: Ground[] = ['light', 'dark']
const kinds: RampKind[] = ['carbon', 'energy', 'other']

describe('ramps', () => {
  for (const ground of grounds)
    for (const kind of kinds) {
      it(`${kind} on ${ground} is ordered by lightness alone, in steps a print keeps`, () => {
        const steps = ramp(kind, ground).map(lightness)
        for (let i = 1; i < steps.length; i++) {
          const step = ((steps[i] as number) - (steps[i - 1] as number)) * (ground === 'light' ? -1 : 1)
          expect(step).toBeGreaterThan(11)
        }
      })
      it(`${kind} on ${ground} is told apart by every eye`, () => {
        for (const [who, m] of Object.entries(CVD)) {
          const seen = ramp(kind, ground).map(c => lab(mul(m, linearRgb(c))))
          for (let i = 1; i < seen.length; i++) expect(delta(seen[i] as V3, seen[i - 1] as V3), who).toBeGreaterThan(12)
        }
      })
      it(`${kind} on ${ground}: missing is not mistaken for a class`, () => {
        const missing = lab(linearRgb(missingColours(ground).fill))
        for (const c of ramp(kind, ground)) expect(delta(missing, lab(linearRgb(c))), c).toBeGreaterThan(8)
      })
    }
  it('takes spread steps when there are fewer classes', () => {
    expect(ramp('carbon', 'light', 2)).toEqual([ramp('carbon', 'light')[0], ramp('carbon', 'light')[4]])
    expect(ramp('energy', 'dark', 3)).toHaveLength(3)
    expect(new Set(ramp('energy', 'dark', 4)).size).toBe(4)
  })
  it('names the ramp by indicator', () => {
    expect(rampKind('carbon_per_person')).toBe('carbon')
    expect(rampKind('biogenic_co2')).toBe('carbon')
    expect(rampKind('energy_intensity')).toBe('energy')
    expect(rampKind('population')).toBe('other')
  })
  it('writes with an ink that reads (AA)', () => {
    for (const ground of grounds)
      for (const kind of kinds)
        for (const c of ramp(kind, ground)) {
          const [a, b] = [luminance(c), luminance(inkOn(c))].toSorted((x, y) => y - x) as [number, number]
          expect((a + 0.05) / (b + 0.05), c).toBeGreaterThan(4.5)
        }
  })
})
