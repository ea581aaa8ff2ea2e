import { type RefObject, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { BoundaryFeature, Box } from '../map/geometry'
import { bow, type CarbonFlow, outline, projection } from './flows'

const BOW_MAX_PX = 15

/** A place that trades, where it lies. */
export interface MapCity {
  at: number
  name: string
  lon: number
  lat: number
  consumption: number
}

/** Flows of carbon between places: a bow for each direction, thick where it is emitted. */
export function ArcMap({ features, box, cities, flows, chosen, onChoose, figure, unit, width, height, label, svgRef }: {
  features: readonly BoundaryFeature[]
  box: Box
  cities: readonly MapCity[]
  flows: readonly CarbonFlow[]
  chosen: number | null
  onChoose: (at: number | null) => void
  figure: (value: number) => string
  unit: string
  width: number
  height: number
  label: string
  svgRef: RefObject<SVGSVGElement | null>
}) {
  const { t } = useTranslation()
  const [over, setOver] = useState<CarbonFlow | null>(null)
  const at = useMemo(() => projection(box, width, height), [box, width, height])
  const shapes = useMemo(() => features.map(feature => ({ code: feature.properties.code, d: outline(feature.geometry, at) })), [features, at])
  const where = useMemo(() => new Map(cities.map(city => [city.at, { city, xy: at(city.lon, city.lat) }])), [cities, at])
  const largest = Math.max(0, ...flows.map(flow => flow.value))
  const most = Math.max(0, ...cities.map(city => city.consumption))
  const named = new Set(cities.toSorted((a, b) => b.consumption - a.consumption).slice(0, width < 500 ? 5 : 10).map(city => city.at))
  const hovered = over ? { flow: over, from: where.get(over.from), to: where.get(over.to) } : null
  return (
    <div className="whose-picture" style={{ width }}>
      <svg ref={svgRef} width={width} height={height} viewBox={`0 0 ${width} ${height}`} role="group" aria-label={label} onPointerLeave={() => setOver(null)}>
        <g>
          {shapes.map(shape => (
            <path key={shape.code} className="whose-land" d={shape.d} />
          ))}
        </g>
        <g>
          {/* Small flows lie on top of large ones. */}
          {flows.map(flow => {
            const [from, to] = [where.get(flow.from), where.get(flow.to)]
            if (!from || !to) return null
            const side = chosen === null ? 'any' : flow.from === chosen ? 'out' : 'in'
            return (
              <path
                key={`${flow.from}>${flow.to}`}
                className="whose-bow"
                data-side={side}
                data-on={over === flow || undefined}
                data-dim={(over !== null && over !== flow) || undefined}
                d={bow(from.xy, to.xy, (flow.value / largest) * BOW_MAX_PX)}
                onPointerEnter={() => setOver(flow)}
                onPointerLeave={() => setOver(null)}
              />
            )
          })}
        </g>
        {cities.map(city => {
          const xy = where.get(city.at)?.xy ?? [0, 0]
          const radius = 3 + 6 * Math.sqrt(most > 0 ? city.consumption / most : 0)
          return (
            // A node of an SVG cannot be a button element.
            <g
              key={city.at}
              className="whose-city"
              role="button"
              tabIndex={0}
              aria-pressed={city.at === chosen}
              aria-label={`${city.name}: ${figure(city.consumption)} ${unit}`}
              onClick={() => onChoose(city.at === chosen ? null : city.at)}
              onKeyDown={event => {
                if (event.key !== 'Enter' && event.key !== ' ') return
                event.preventDefault()
                onChoose(city.at === chosen ? null : city.at)
              }}
            >
              <circle cx={xy[0]} cy={xy[1]} r={Math.max(12, radius)} fill="none" pointerEvents="all" />
              <circle className="whose-dot" cx={xy[0]} cy={xy[1]} r={radius} />
              {named.has(city.at) || city.at === chosen ? (
                <text className="whose-name" x={xy[0]} y={xy[1] - radius - 4} textAnchor="middle" fontSize={12}>
                  {city.name}
                </text>
              ) : null}
            </g>
          )
        })}
      </svg>
      {hovered?.from && hovered.to ? (
        <div className="flow-hover" style={{ left: Math.max(110, Math.min(width - 110, (hovered.from.xy[0] + hovered.to.xy[0]) / 2)), top: (hovered.from.xy[1] + hovered.to.xy[1]) / 2 }} aria-hidden="true">
          <span>{t('whose.emitsFor', { from: hovered.from.city.name, to: hovered.to.city.name })}</span>
          <strong>
            {figure(hovered.flow.value)} {unit}
          </strong>
        </div>
      ) : null}
    </div>
  )
}
