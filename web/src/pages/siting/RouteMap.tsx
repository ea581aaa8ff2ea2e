import { type RefObject, useId, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '@/format/useFormat'
import type { BoundaryFeature, Box } from '../map/geometry'
import { outline, projection } from '../whose/flows'
import type { DrawnLeg, RoutePoint } from './routes'

/** How a mode is drawn besides its colour. */
const DASHES: Record<string, string | undefined> = { rail: '9 4', river: '2 4', sea: '14 4 2 4', air: '1 5' }

const middle = (a: readonly [number, number], b: readonly [number, number], bend: number): [number, number] => [(a[0] + b[0]) / 2 - (b[1] - a[1]) * bend, (a[1] + b[1]) / 2 + (b[0] - a[0]) * bend]

/** The legs of a route by mode over the region's ground, the other possible links faint below. Lines say what is taken, not where it runs. */
export function RouteMap({ features, box, points, legs, others, width, height, label, svgRef }: {
  features: readonly BoundaryFeature[]
  box: Box
  points: readonly RoutePoint[]
  /** Of the chosen route, in their order. */
  legs: readonly DrawnLeg[]
  /** Of all other routes. */
  others: readonly DrawnLeg[]
  width: number
  height: number
  label: string
  svgRef: RefObject<SVGSVGElement | null>
}) {
  const { t } = useTranslation()
  const format = useFormat()
  const clip = useId()
  const at = useMemo(() => projection(box, width, height, Math.min(60, width * 0.12)), [box, width, height])
  const ground = useMemo(() => features.map(feature => ({ code: feature.properties.code, d: outline(feature.geometry, at) })), [features, at])
  const place = useMemo(() => new Map(points.map(point => [point.id, at(point.lon, point.lat)])), [points, at])
  // Several links between the same two bend apart.
  const path = (leg: DrawnLeg): string => {
    const [a, b] = [place.get(leg.from), place.get(leg.to)]
    if (!a || !b) return ''
    const forth = leg.from < leg.to ? 1 : -1
    const [x, y] = middle(a, b, forth * (0.06 + leg.lane * 0.13))
    return `M${a[0].toFixed(1)} ${a[1].toFixed(1)}Q${x.toFixed(1)} ${y.toFixed(1)} ${b[0].toFixed(1)} ${b[1].toFixed(1)}`
  }
  const size = width < 480 ? 11 : 12.5
  const on = new Set(legs.flatMap(leg => [leg.from, leg.to]))
  return (
    <svg ref={svgRef} className="st-map" width={width} height={height} viewBox={`0 0 ${width} ${height}`} role="img" aria-label={label}>
      <clipPath id={clip}>
        <rect width={width} height={height} />
      </clipPath>
      <g clipPath={`url(#${clip})`}>
        {ground.map(shape => (
          <path key={shape.code} className="whose-land" d={shape.d} />
        ))}
        {others.map(leg => (
          <path key={`${leg.from}>${leg.to}>${leg.mode}`} className="st-way" d={path(leg)} />
        ))}
        {legs.map(leg => (
          <path key={`${leg.from}>${leg.to}>${leg.mode}`} className="st-way" data-mode={leg.mode} strokeDasharray={DASHES[leg.mode]} d={path(leg)}>
            <title>{t('siting.legLabel', { from: leg.fromName, to: leg.toName, mode: t(`siting.mode.${leg.mode}`), km: format.full(leg.km, 0) })}</title>
          </path>
        ))}
        {points.map(point => {
          const [x, y] = place.get(point.id) ?? [0, 0]
          const half = [...point.name].reduce((sum, c) => sum + (c > '\u2e7f' ? size : size * 0.54), 0) / 2
          return (
            <g key={point.id} className="st-port" data-on={on.has(point.id) || undefined}>
              <circle cx={x} cy={y} r={on.has(point.id) ? 5.5 : 3.5} />
              <text className="whose-name" x={Math.max(half + 2, Math.min(width - half - 2, x))} y={y - 10 < size ? y + size + 7 : y - 10} textAnchor="middle" fontSize={size}>
                {point.name}
              </text>
            </g>
          )
        })}
      </g>
    </svg>
  )
}
