/** What the map page asks the server for, and how the answers are joined. */
import { useQueries } from '@tanstack/react-query'
import { useMemo } from 'react'
import { get, type Query } from '@/api/client'
import { useGet } from '@/api/queries'
import type { Cube, Item, MapAnswer, Place, Region } from '@/api/types'
import { type BoundaryCollection, type Box, boxOf, owners, union } from './geometry'
import type { MapSeries } from './series'

/** A row with what the list and the panel show of it. */
export interface MapRow extends MapSeries {
  label: Item['label']
  level: string
  reasons: (string | null)[]
}
export interface MapData {
  unit: string
  quantity: string | null
  breaks: number[]
  years: string[]
  rows: MapRow[]
}

export const METHODS = ['jenks', 'quantile', 'equal'] as const
export type Method = (typeof METHODS)[number]

/** Levels that can be shown below a place, from coarse to fine. */
export function levelsBelow(place: Place | undefined, region: Region, places: readonly Place[]): string[] {
  if (!place) return []
  const children = new Map<string, Place[]>()
  for (const p of places) {
    if (p.parent === null) continue
    const list = children.get(p.parent)
    if (list) list.push(p)
    else children.set(p.parent, [p])
  }
  const found = new Set<string>()
  const walk = (code: string, depth: number) => {
    if (depth > 16) return
    for (const child of children.get(code) ?? []) {
      found.add(child.level)
      walk(child.code, depth + 1)
    }
  }
  walk(place.code, 0)
  return region.levels.map(level => level.id).filter(id => found.has(id))
}

/** A cut that is asked for only once its parameters are known. */
export const useCubeOf = (region: string | null, query: Query) => useGet<Cube>(region === null ? null : `/regions/${region}/cube`, query)

/** The map answer over all years of the region; years are then a matter of painting. */
export function useMapAnswer(region: Region, query: Query | null): { data: MapData | null; error: unknown; busy: boolean; refetch: () => void } {
  const answer = useGet<MapAnswer>(query ? `/regions/${region.id}/map` : null, query ?? undefined)
  const data = useMemo<MapData | null>(
    () =>
      answer.data
        ? {
            unit: answer.data.unit,
            quantity: answer.data.quantity,
            breaks: answer.data.breaks,
            years: answer.data.years,
            rows: answer.data.rows.map(row => ({
              place: row.place.id,
              label: row.place.label,
              level: row.level,
              values: row.values,
              classes: row.classes,
              completeness: row.completeness,
              reasons: row.reasons,
            })),
          }
        : null,
    [answer.data],
  )
  return { data, error: answer.error, busy: answer.isFetching, refetch: () => void answer.refetch() }
}

const EMPTY: BoundaryCollection = { type: 'FeatureCollection', features: [] }

/** Boundaries of some levels; each level is fetched once and kept as long as the page lives. */
function useBoundaries(region: Region, levels: readonly string[]): { features: Map<string, BoundaryCollection>; busy: boolean; error: unknown } {
  const answers = useQueries({
    queries: levels.map(level => ({
      queryKey: [`/regions/${region.id}/boundaries`, level, region.data_version],
      queryFn: ({ signal }: { signal: AbortSignal }) => get<BoundaryCollection>(`/regions/${region.id}/boundaries`, { level }, signal),
      staleTime: Number.POSITIVE_INFINITY,
      gcTime: Number.POSITIVE_INFINITY,
    })),
    combine: results => ({
      data: results.map(one => one.data),
      busy: results.some(one => one.isLoading),
      error: results.find(one => one.error)?.error ?? null,
    }),
  })
  const key = levels.join()
  const features = useMemo(
    () => new Map(levels.flatMap((level, i) => (answers.data[i] ? [[level, answers.data[i]] as const] : []))),
    // The list of levels is compared by what it says.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
    [key, answers.data],
  )
  return { features, busy: answers.busy, error: answers.error }
}

export interface Ground {
  land: BoundaryCollection | null
  areas: BoundaryCollection
  owner_of: Map<string, string>
  box: Box | null
  busy: boolean
}

/**
 * The polygons that rows are painted on: those of the rows' own levels; where a level has none, those of the finest level, painted
 * as their ancestor.
 */
export function useGround(region: Region, rows: readonly { place: string; level: string }[], parent_of: ReadonlyMap<string, string | null>): Ground {
  const available = region.boundary_levels
  const finest = region.levels.map(level => level.id).findLast(id => available.includes(id)) ?? null
  const coarsest = region.levels.map(level => level.id).find(id => available.includes(id)) ?? null
  const wanted = useMemo(() => {
    const levels = new Set<string>()
    for (const row of rows) {
      if (available.includes(row.level)) levels.add(row.level)
      else if (finest) levels.add(finest)
    }
    return region.levels.map(level => level.id).filter(id => levels.has(id))
  }, [rows, available, finest, region.levels])
  const asked = useMemo(() => [...new Set([...wanted, ...(coarsest ? [coarsest] : [])])], [wanted, coarsest])
  const { features, busy } = useBoundaries(region, asked)
  return useMemo(() => {
    const codes = new Set(rows.map(row => row.place))
    const own = new Set(rows.filter(row => available.includes(row.level)).map(row => row.place))
    const taken = wanted.flatMap(level => features.get(level)?.features ?? [])
    const owner_of = new Map<string, string>()
    const shown = taken.filter(feature => {
      const code = feature.properties.code
      if (owner_of.has(code)) return false
      if (own.has(code)) {
        owner_of.set(code, code)
        return true
      }
      // Drawn for an ancestor that has no outline of its own, and only then.
      const owner = owners([code], codes, parent_of).get(code)
      if (owner === undefined || own.has(owner)) return false
      owner_of.set(code, owner)
      return true
    })
    const areas = shown.length ? { type: 'FeatureCollection' as const, features: shown } : EMPTY
    const land = coarsest ? (features.get(coarsest) ?? null) : null
    return { land, areas, owner_of, box: union(shown.map(feature => boxOf(feature.geometry))), busy }
  }, [rows, available, wanted, features, parent_of, coarsest, busy])
}
