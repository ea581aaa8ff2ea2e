/** Routes as lines between places. Pure. */
import type { RouteAnswer, RouteOne } from '@/api/board'
import type { Box } from '../map/geometry'

export interface RoutePoint {
  id: string
  name: string
  lon: number
  lat: number
}
export interface DrawnLeg {
  from: string
  to: string
  fromName: string
  toName: string
  mode: string
  km: number
  /** Among links between the same two places: 0, 1, 2 ... */
  lane: number
}

interface Known {
  name: { en: string; zh: string }
  aliases?: readonly string[]
  lon: number | null
  lat: number | null
}

/** A place in the reader's language: as the region names it, else as the file does. */
export function placeName(stated: readonly { id: string; name_zh: string | null }[], language: 'en' | 'zh', ofRegion: (id: string) => string): (id: string) => string {
  const own = new Map(stated.map(place => [place.id, place.name_zh]))
  return id => {
    const known = ofRegion(id)
    return language === 'zh' && known === id ? (own.get(id) ?? id) : known
  }
}

/** Where the places of all routes lie: as the file says, else as the region has a place of that name. Those of unknown position are left out. */
export function pointsOf(answer: RouteAnswer, places: readonly Known[], named: (id: string) => string): RoutePoint[] {
  const stated = new Map(answer.places.map(place => [place.id, place]))
  const known = new Map(places.flatMap(place => [place.name.en, place.name.zh].map(name => [name, place] as const)))
  const ids = [...new Set(answer.routes.flatMap(route => route.legs.flatMap(leg => [leg.from, leg.to])))]
  return ids.flatMap(id => {
    const at = stated.get(id) ?? known.get(id)
    return at && typeof at.lon === 'number' && typeof at.lat === 'number' ? [{ id, name: named(id), lon: at.lon, lat: at.lat }] : []
  })
}

const keyOf = (leg: { from: string; to: string; mode: string }) => `${leg.from < leg.to ? `${leg.from}\n${leg.to}` : `${leg.to}\n${leg.from}`}\n${leg.mode}`

/** The legs of the chosen route, and those of the others; each link has a lane of its own between its two places. */
export function legsOf(routes: readonly RouteOne[], chosen: number, named: (id: string) => string): { legs: DrawnLeg[]; others: DrawnLeg[] } {
  const lanes = new Map<string, number>()
  const counts = new Map<string, number>()
  const drawn = (leg: RouteOne['legs'][number]): DrawnLeg => {
    const key = keyOf(leg)
    const ends = key.slice(0, key.lastIndexOf('\n'))
    if (!lanes.has(key)) {
      lanes.set(key, counts.get(ends) ?? 0)
      counts.set(ends, (counts.get(ends) ?? 0) + 1)
    }
    return { from: leg.from, to: leg.to, fromName: named(leg.from), toName: named(leg.to), mode: leg.mode, km: leg.km, lane: lanes.get(key) ?? 0 }
  }
  const all = routes.map(route => route.legs.map(drawn))
  const legs = all[chosen] ?? []
  const seen = new Set(legs.map(keyOf))
  const others = all.flat().filter(leg => {
    const fresh = !seen.has(keyOf(leg))
    seen.add(keyOf(leg))
    return fresh
  })
  return { legs, others }
}

/** What holds all points, with room around them. */
export function boxOfPoints(points: readonly RoutePoint[]): Box | null {
  if (points.length === 0) return null
  const [w, e] = [Math.min(...points.map(one => one.lon)), Math.max(...points.map(one => one.lon))]
  const [s, n] = [Math.min(...points.map(one => one.lat)), Math.max(...points.map(one => one.lat))]
  const [dx, dy] = [Math.max((e - w) * 0.06, 0.2), Math.max((n - s) * 0.12, 0.2)]
  return [w - dx, s - dy, e + dx, n + dy]
}
