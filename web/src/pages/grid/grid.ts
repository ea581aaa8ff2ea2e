/** A traced grid as it is drawn: classes of intensity, places, days of zones. Pure. */
import type { GridDay } from '@/api/flows'

export const CLASSES = 5

/** Upper bounds of all classes but the last: equal steps over the span of the whole trace, so that hours and days can be compared. */
export function bounds(span: readonly number[] | null | undefined): number[] {
  const [least, most] = [span?.[0] ?? 0, span?.[1] ?? 0]
  return Array.from({ length: CLASSES - 1 }, (_, i) => least + ((most - least) * (i + 1)) / CLASSES)
}

/** Class of an intensity, 0 to 4; `null` where nothing runs. */
export function classOf(value: number | null | undefined, of: readonly number[]): number | null {
  if (value === null || value === undefined) return null
  const at = of.findIndex(bound => value <= bound)
  return at < 0 ? of.length : at
}

/** Where buses are drawn, in pixels: by degrees where all have them, else as the server laid them out. */
export function placed(buses: GridDay['buses'], width: number, height: number, margin: number): [number, number][] {
  const known = buses.every(bus => bus.lon !== null && bus.lat !== null)
  const squeeze = known ? Math.cos(((buses.reduce((sum, bus) => sum + (bus.lat ?? 0), 0) / Math.max(1, buses.length)) * Math.PI) / 180) : 1
  const points = buses.map((bus): [number, number] => (known ? [(bus.lon ?? 0) * squeeze, -(bus.lat ?? 0)] : [bus.x, bus.y]))
  const range = (axis: 0 | 1) => [Math.min(...points.map(point => point[axis])), Math.max(...points.map(point => point[axis]))] as const
  const [[x0, x1], [y0, y1]] = [range(0), range(1)]
  // A layout of our own may be stretched to fill the room; a map may not.
  const [sx, sy] = [(width - 2 * margin) / Math.max(1e-9, x1 - x0), (height - 2 * margin) / Math.max(1e-9, y1 - y0)]
  const [kx, ky] = known ? [Math.min(sx, sy), Math.min(sx, sy)] : [sx, sy]
  return points.map(([x, y]) => [width / 2 + (x - (x0 + x1) / 2) * kx, height / 2 + (y - (y0 + y1) / 2) * ky])
}

/** Carbon that the whole grid carries, weighed by what runs through each bus: one figure for an hour, kg/kWh. */
export function meanIntensity(step: GridDay['steps'][number]): number | null {
  let [carbon, power] = [0, 0]
  step.intensity.forEach((value, at) => {
    if (value === null || value === undefined) return
    carbon += value * (step.through_mw[at] ?? 0)
    power += step.through_mw[at] ?? 0
  })
  return power > 0 ? carbon / power : null
}

/** `2021-03-01T07:00+08:00` as `07:00`. */
export const hourOf = (at: string): string => at.slice(11, 16)
