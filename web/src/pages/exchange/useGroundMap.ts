import { useMemo } from 'react'
import { usePlaceTree } from '@/app/CutBar'
import { useCut } from '@/cut/useCut'
import { useGround } from '../map/useMapData'

/** Outlines of the region's places, as the ground of a picture. */
export function useGroundMap() {
  const { region } = useCut()
  const tree = usePlaceTree(region.id)
  const finest = region.levels.map(level => level.id).findLast(id => region.boundary_levels.includes(id)) ?? null
  const rows = useMemo(() => tree.places.filter(place => place.level === finest).map(place => ({ place: place.code, level: place.level })), [tree, finest])
  const parents = useMemo(() => new Map(tree.places.map(place => [place.code, place.parent])), [tree])
  return useGround(region, rows, parents)
}
