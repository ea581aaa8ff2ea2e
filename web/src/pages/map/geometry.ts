/**
 * Boxes, owners and outlines of boundaries. Plain functions on GeoJSON: no map library, no network.
 */

/** West, south, east, north in degrees. */
export type Box = [number, number, number, number]

/** The part of GeoJSON that a boundary file holds. */
export interface BoundaryFeature {
  type: 'Feature'
  id?: string | number
  properties: { code: string; name_en?: string; name_zh?: string } & Record<string, unknown>
  geometry: { type: string; coordinates?: unknown } | null
}
export interface BoundaryCollection {
  type: 'FeatureCollection'
  features: BoundaryFeature[]
}

/** A place as far as the tree of places needs it. */
export interface TreePlace {
  code: string
  parent: string | null
}

/** The box of one geometry, or null when it holds no point. */
export function boxOf(geometry: BoundaryFeature['geometry']): Box | null {
  const box: Box = [Infinity, Infinity, -Infinity, -Infinity]
  const walk = (c: unknown): void => {
    if (!Array.isArray(c)) return
    if (typeof c[0] === 'number' && typeof c[1] === 'number') {
      box[0] = Math.min(box[0], c[0])
      box[1] = Math.min(box[1], c[1])
      box[2] = Math.max(box[2], c[0])
      box[3] = Math.max(box[3], c[1])
      return
    }
    for (const part of c) walk(part)
  }
  walk(geometry?.coordinates)
  return Number.isFinite(box[0]) ? box : null
}

/** The box around boxes; nulls are passed over. */
export function union(boxes: Iterable<Box | null>): Box | null {
  let out: Box | null = null
  for (const b of boxes) {
    if (!b) continue
    out = out
      ? [Math.min(out[0], b[0]), Math.min(out[1], b[1]), Math.max(out[2], b[2]), Math.max(out[3], b[3])]
      : [...b]
  }
  return out
}

/** A box that is at least `min_degrees` wide and high, so that a single point can be looked at. */
export function atLeast(box: Box, min_degrees: number): Box {
  const [w, s, e, n] = box
  const dx = Math.max(0, (min_degrees - (e - w)) / 2)
  const dy = Math.max(0, (min_degrees - (n - s)) / 2)
  return [w - dx, s - dy, e + dx, n + dy]
}

/**
 * Which row each boundary belongs to. A boundary at the rows' own level belongs to itself; a region whose upper level has no
 * outline of its own (Britain's city regions) is drawn as the sum of its members' outlines: each member's owner is the first
 * of its ancestors that is a row.
 */
export function owners(
  boundaries: Iterable<string>,
  rows: ReadonlySet<string>,
  parent_of: ReadonlyMap<string, string | null>,
): Map<string, string> {
  const out = new Map<string, string>()
  for (const code of boundaries) {
    let at: string | null | undefined = code
    // A tree is no deeper than a dozen levels; the bound keeps a broken one from hanging the page.
    for (let hops = 0; at != null && hops < 16; hops++) {
      if (rows.has(at)) {
        out.set(code, at)
        break
      }
      at = parent_of.get(at)
    }
  }
  return out
}

/** The places from the root down to `code`, both included; unknown codes give what is known. */
export function ancestry<T extends TreePlace>(code: string, places: ReadonlyMap<string, T>): T[] {
  const out: T[] = []
  let at: string | null = code
  for (let hops = 0; at != null && hops < 16; hops++) {
    const place: T | undefined = places.get(at)
    if (!place) break
    out.unshift(place)
    at = place.parent
  }
  return out
}

type Ring = number[][]
const rings = (geometry: BoundaryFeature['geometry']): Ring[] => {
  if (!geometry) return []
  if (geometry.type === 'Polygon') return geometry.coordinates as Ring[]
  if (geometry.type === 'MultiPolygon') return (geometry.coordinates as Ring[][]).flat()
  return []
}

/**
 * The lines around each owner's area: the segments that occur once among the polygons of an owner. Two members that share a
 * border both hold it, so it drops out. Works on boundaries cut from one topology, whose shared vertices are equal.
 */
export function outlines(
  features: readonly BoundaryFeature[],
  owner_of: ReadonlyMap<string, string>,
): {
  type: 'FeatureCollection'
  features: {
    type: 'Feature'
    properties: { code: string }
    geometry: { type: 'MultiLineString'; coordinates: number[][][] }
  }[]
} {
  const byOwner = new Map<string, Map<string, [number[], number[]] | null>>()
  for (const f of features) {
    const owner = owner_of.get(f.properties.code)
    if (owner === undefined) continue
    let segments = byOwner.get(owner)
    if (!segments) byOwner.set(owner, (segments = new Map()))
    for (const ring of rings(f.geometry)) {
      for (let i = 1; i < ring.length; i++) {
        const a = ring[i - 1] as number[]
        const b = ring[i] as number[]
        const ka = `${a[0]},${a[1]}`
        const kb = `${b[0]},${b[1]}`
        if (ka === kb) continue
        const key = ka < kb ? `${ka} ${kb}` : `${kb} ${ka}`
        segments.set(key, segments.has(key) ? null : [a, b])
      }
    }
  }
  return {
    type: 'FeatureCollection',
    features: [...byOwner].map(([code, segments]) => ({
      type: 'Feature',
      properties: { code },
      geometry: { type: 'MultiLineString', coordinates: joinSegments(segments.values()) },
    })),
  }
}

/** Consecutive segments in one line, so that the map draws joins and not thousands of strokes. */
function joinSegments(segments: Iterable<[number[], number[]] | null>): number[][][] {
  const lines: number[][][] = []
  let line: number[][] = []
  for (const s of segments) {
    if (!s) continue
    const last = line[line.length - 1]
    if (last && last[0] === s[0][0] && last[1] === s[0][1]) line.push(s[1])
    else {
      if (line.length) lines.push(line)
      line = [s[0], s[1]]
    }
  }
  if (line.length) lines.push(line)
  return lines
}

/** Radius in pixels of a circle whose area is proportional to `value`; `max` gets `max_px`. Nothing below `min_px`, so that it can be seen and touched. */
export function circleRadius(value: number, max: number, max_px = 26, min_px = 2.5): number {
  if (!(value > 0) || !(max > 0)) return min_px
  return Math.max(min_px, Math.sqrt(value / max) * max_px)
}
