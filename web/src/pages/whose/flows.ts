/** Who emits for whom: the matrix as flows, folded, on a map and in a circle. Pure. */
import type { BoundaryFeature, Box } from '../map/geometry'

/** What one emits for the final demand of another. Indices of regions. */
export interface CarbonFlow {
  from: number
  to: number
  value: number
}

/** The cell of the matrix: emitted in `from` for `to`. */
export const cellOf = (bilateral: readonly number[], n: number, from: number, to: number): number => bilateral[from * n + to] ?? 0

/** All flows between different regions, largest first. */
export function flowsOf(bilateral: readonly number[], n: number): CarbonFlow[] {
  const flows: CarbonFlow[] = []
  for (let from = 0; from < n; from++)
    for (let to = 0; to < n; to++) {
      const value = cellOf(bilateral, n, from, to)
      if (from !== to && value > 0) flows.push({ from, to, value })
    }
  return flows.toSorted((a, b) => b.value - a.value || a.from - b.from || a.to - b.to)
}

/** The largest flows; the others as one sum that says how many. With a region chosen only what touches it. */
export function shownFlows(flows: readonly CarbonFlow[], keep: number, chosen: number | null): { shown: CarbonFlow[]; rest: { count: number; value: number } } {
  const of = chosen === null ? flows : flows.filter(flow => flow.from === chosen || flow.to === chosen)
  const shown = of.slice(0, keep)
  const rest = of.slice(keep)
  return { shown, rest: { count: rest.length, value: rest.reduce((sum, flow) => sum + flow.value, 0) } }
}

/** A partner of a region: what it emits for the other, what the other emits for it. `net` above 0: the other owes it. */
export interface Partner {
  at: number
  gives: number
  takes: number
  net: number
}

/** All partners, the largest exchange first. */
export function partnersOf(bilateral: readonly number[], n: number, region: number): Partner[] {
  return Array.from({ length: n }, (_, at) => {
    const gives = cellOf(bilateral, n, region, at)
    const takes = cellOf(bilateral, n, at, region)
    return { at, gives, takes, net: gives - takes }
  })
    .filter(one => one.at !== region && one.gives + one.takes > 0)
    .toSorted((a, b) => b.gives + b.takes - (a.gives + a.takes) || a.at - b.at)
}

/** The matrix with all but some regions put together into a last one. Sums stay; what the others trade among themselves is within it. */
export function foldMatrix(bilateral: readonly number[], n: number, kept: readonly number[]): number[] {
  const place = new Map(kept.map((region, at) => [region, at]))
  const m = kept.length + (kept.length < n ? 1 : 0)
  const out = Array.from({ length: m * m }, () => 0)
  for (let from = 0; from < n; from++)
    for (let to = 0; to < n; to++) {
      const at = (place.get(from) ?? m - 1) * m + (place.get(to) ?? m - 1)
      out[at] = (out[at] ?? 0) + cellOf(bilateral, n, from, to)
    }
  return out
}

/** Degrees to pixels: as wide as it is high at the middle of the box. */
export function projection(box: Box, width: number, height: number, margin = 24): (lon: number, lat: number) => [number, number] {
  const [w, s, e, n] = box
  const squeeze = Math.cos((((s + n) / 2) * Math.PI) / 180)
  const scale = Math.min((width - 2 * margin) / Math.max(1e-9, (e - w) * squeeze), (height - 2 * margin) / Math.max(1e-9, n - s))
  return (lon, lat) => [width / 2 + (lon - (w + e) / 2) * squeeze * scale, height / 2 - (lat - (s + n) / 2) * scale]
}

const px = (value: number) => (Math.round(value * 10) / 10).toString()

/** Outlines of a boundary as a path. */
export function outline(geometry: BoundaryFeature['geometry'], at: (lon: number, lat: number) => [number, number]): string {
  const parts: string[] = []
  const walk = (c: unknown): void => {
    if (!Array.isArray(c)) return
    if (Array.isArray(c[0]) && typeof c[0][0] === 'number') {
      let last = ''
      const points: string[] = []
      for (const [lon, lat] of c as [number, number][]) {
        const point = at(lon, lat).map(px).join(' ')
        if (point !== last) points.push(point)
        last = point
      }
      if (points.length > 2) parts.push(`M${points.join('L')}Z`)
      return
    }
    for (const part of c) walk(part)
  }
  walk(geometry?.coordinates)
  return parts.join('')
}

/**
 * A bow from one point to another, thick where carbon is emitted and thin where it is used, bent to the left of its way, so that
 * both directions between two places lie beside each other.
 */
export function bow(from: [number, number], to: [number, number], width: number): string {
  const [dx, dy] = [to[0] - from[0], to[1] - from[1]]
  const length = Math.hypot(dx, dy) || 1
  const [nx, ny] = [dy / length, -dx / length]
  const bend = Math.min(90, length * 0.22)
  const middle: [number, number] = [(from[0] + to[0]) / 2 + nx * bend, (from[1] + to[1]) / 2 + ny * bend]
  const half = Math.max(0.7, width) / 2
  const edge = (side: 1 | -1) => ({
    start: [from[0] + nx * half * side, from[1] + ny * half * side] as const,
    middle: [middle[0] + nx * half * 0.6 * side, middle[1] + ny * half * 0.6 * side] as const,
  })
  const [a, b] = [edge(1), edge(-1)]
  return `M${px(a.start[0])} ${px(a.start[1])}Q${px(a.middle[0])} ${px(a.middle[1])} ${px(to[0])} ${px(to[1])}Q${px(b.middle[0])} ${px(b.middle[1])} ${px(b.start[0])} ${px(b.start[1])}Z`
}

/** An arc of the circle and the ribbons that leave and reach it. Angles in radians from the top, clockwise. */
export interface ChordArc {
  at: number
  start: number
  end: number
  value: number
}
export interface ChordRibbon {
  from: number
  to: number
  value: number
  a0: number
  a1: number
  b0: number
  b1: number
}

/** The circle: each region as long as what it emits for others and what others emit for it. Within an arc what goes out comes first. */
export function chord(matrix: readonly number[], n: number, gap: number): { arcs: ChordArc[]; ribbons: ChordRibbon[] } {
  const sums = Array.from({ length: n }, (_, at) => {
    let sum = 0
    for (let other = 0; other < n; other++) if (other !== at) sum += cellOf(matrix, n, at, other) + cellOf(matrix, n, other, at)
    return sum
  })
  const all = sums.reduce((a, b) => a + b, 0)
  if (all <= 0) return { arcs: [], ribbons: [] }
  const scale = (2 * Math.PI - gap * n) / all
  const arcs: ChordArc[] = []
  const cursor: number[] = []
  let angle = 0
  sums.forEach((value, at) => {
    arcs.push({ at, start: angle, end: angle + value * scale, value })
    cursor.push(angle)
    angle += value * scale + gap
  })
  const take = (at: number, value: number): [number, number] => {
    const start = cursor[at] ?? 0
    cursor[at] = start + value * scale
    return [start, start + value * scale]
  }
  const flows = flowsOf(matrix, n)
  // Out first, in the order of the circle, then in.
  const starts = new Map<CarbonFlow, [number, number]>()
  const ends = new Map<CarbonFlow, [number, number]>()
  for (let at = 0; at < n; at++) {
    const round = (other: number) => (other - at + n) % n
    for (const flow of flows.filter(one => one.from === at).toSorted((a, b) => round(b.to) - round(a.to))) starts.set(flow, take(at, flow.value))
    for (const flow of flows.filter(one => one.to === at).toSorted((a, b) => round(b.from) - round(a.from))) ends.set(flow, take(at, flow.value))
  }
  return {
    arcs,
    ribbons: flows.map(flow => {
      const [a0, a1] = starts.get(flow) ?? [0, 0]
      const [b0, b1] = ends.get(flow) ?? [0, 0]
      return { ...flow, a0, a1, b0, b1 }
    }),
  }
}

const onCircle = (angle: number, radius: number): string => `${px(Math.sin(angle) * radius)} ${px(-Math.cos(angle) * radius)}`

/** A piece of a ring. */
export function ringPath(start: number, end: number, inner: number, outer: number): string {
  const large = end - start > Math.PI ? 1 : 0
  return `M${onCircle(start, outer)}A${outer} ${outer} 0 ${large} 1 ${onCircle(end, outer)}L${onCircle(end, inner)}A${inner} ${inner} 0 ${large} 0 ${onCircle(start, inner)}Z`
}

/** A ribbon through the circle, its far end drawn back a little: that is where the carbon is used. */
export function ribbonPath(ribbon: ChordRibbon, radius: number): string {
  const near = radius * 0.95
  const arc = (start: number, end: number, r: number) => `A${px(r)} ${px(r)} 0 ${end - start > Math.PI ? 1 : 0} 1 ${onCircle(end, r)}`
  return `M${onCircle(ribbon.a0, radius)}${arc(ribbon.a0, ribbon.a1, radius)}Q0 0 ${onCircle(ribbon.b0, near)}${arc(ribbon.b0, ribbon.b1, near)}Q0 0 ${onCircle(ribbon.a0, radius)}Z`
}
