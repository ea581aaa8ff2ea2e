import { type RefObject, useMemo } from 'react'
import type { BoundaryFeature, Box } from '../map/geometry'
import { fitText } from '../flow/text'
import { placed } from '../map/labels'
import { bow, outline, projection } from '../whose/flows'

const NAME_PX = 12
const NAME_MAX_PX = 150

export interface MapShape {
  /** Index of the city. */
  at: number
  name: string
  lon: number
  lat: number
  fill: string
  /** What is said of it, after its name. */
  said: string
}

export interface MapFlow {
  from: number
  to: number
  value: number
}

/** Cities on their outlines, coloured by what is asked; what flows between them as bows. */
export function ClusterMap({ features, land, box, cities, ownerOf, flows, width, height, label, onChoose, svgRef, named }: {
  features: readonly BoundaryFeature[]
  /** The region's outline below, so that cities do not float in nothing. */
  land: readonly BoundaryFeature[]
  box: Box
  /** Cities by index. */
  cities: readonly MapShape[]
  /** City of an outline. */
  ownerOf: ReadonlyMap<string, number>
  flows: readonly MapFlow[]
  width: number
  height: number
  label: string
  onChoose: (at: number) => void
  svgRef: RefObject<SVGSVGElement | null>
  /** Cities whose names are written. */
  named: ReadonlySet<number>
}) {
  const at = useMemo(() => projection(box, width, height), [box, width, height])
  const shapes = useMemo(() => features.map(feature => ({ code: feature.properties.code, d: outline(feature.geometry, at) })), [features, at])
  const ground = useMemo(() => land.map(feature => ({ code: feature.properties.code, d: outline(feature.geometry, at) })), [land, at])
  const byIndex = useMemo(() => new Map(cities.map(city => [city.at, city])), [cities])
  // The name of a city that finds no room is said when the pointer rests on it.
  const labels = useMemo(
    () => placed(cities.filter(city => named.has(city.at)).map(city => ({ key: String(city.at), xy: at(city.lon, city.lat), radius: 0, name: fitText(city.name, NAME_MAX_PX, NAME_PX), weight: -city.at })), NAME_PX, width),
    [cities, named, at, width],
  )
  const largest = Math.max(0, ...flows.map(flow => flow.value))
  const button = (city: MapShape) => ({
    role: 'button',
    tabIndex: 0,
    'aria-label': `${city.name}: ${city.said}`,
    onClick: () => onChoose(city.at),
    onKeyDown: (event: React.KeyboardEvent) => {
      if (event.key !== 'Enter' && event.key !== ' ') return
      event.preventDefault()
      onChoose(city.at)
    },
  })
  const drawn = new Set(features.map(feature => ownerOf.get(feature.properties.code)))
  return (
    <svg ref={svgRef} className="cluster-map" width={width} height={height} viewBox={`0 0 ${width} ${height}`} role="group" aria-label={label}>
      <g aria-hidden="true">
        {ground.map(shape => (
          <path key={shape.code} className="cluster-ground" d={shape.d} />
        ))}
      </g>
      {[...byIndex.values()].map(city => {
        const own = shapes.filter(shape => ownerOf.get(shape.code) === city.at)
        if (own.length === 0) return null
        return (
          <g key={city.at} className="cluster-shape" {...button(city)}>
            <title>{`${city.name}: ${city.said}`}</title>
            {own.map(shape => (
              <path key={shape.code} d={shape.d} fill={city.fill} />
            ))}
          </g>
        )
      })}
      <g>
        {flows.map(flow => {
          const [from, to] = [byIndex.get(flow.from), byIndex.get(flow.to)]
          if (!from || !to) return null
          return (
            <path key={`${flow.from}>${flow.to}`} className="cluster-bow" d={bow(at(from.lon, from.lat), at(to.lon, to.lat), largest > 0 ? (flow.value / largest) * 13 : 0)}>
              <title>{`${from.name} → ${to.name}`}</title>
            </path>
          )
        })}
      </g>
      {cities
        .filter(city => !drawn.has(city.at))
        .map(city => {
          const [cx, cy] = at(city.lon, city.lat)
          return (
            <g key={city.at} className="cluster-shape" {...button(city)}>
              <title>{`${city.name}: ${city.said}`}</title>
              <circle cx={cx} cy={cy} r={7} fill={city.fill} />
            </g>
          )
        })}
      <g aria-hidden="true" pointerEvents="none">
        {cities
          .filter(city => labels.has(String(city.at)))
          .map(city => (
            <text key={city.at} className="whose-name" x={labels.get(String(city.at))?.[0]} y={labels.get(String(city.at))?.[1]} textAnchor="middle" fontSize={NAME_PX}>
              {fitText(city.name, NAME_MAX_PX, NAME_PX)}
            </text>
          ))}
      </g>
    </svg>
  )
}
