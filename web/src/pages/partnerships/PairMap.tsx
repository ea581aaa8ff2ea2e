import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import land from './land.json'

/** A line between two cities. */
export interface MapPair {
  id: string
  from: { name: string; lon: number; lat: number }
  to: { name: string; lon: number; lat: number }
  /** Kept on this installation: drawn firm. */
  own: boolean
}

const [WEST, EAST, SOUTH, NORTH] = [-14, 138, 12, 64]

/** Names that would lie on each other are pushed apart, from the top down. */
function spread(labels: { y: number }[], least: number): number[] {
  let last = -Infinity
  return labels.map(({ y }) => {
    last = Math.max(y, last + least)
    return last
  })
}

/** Europe and China with a line for every pair; no borders, for none is needed. A pair is chosen by its city in Europe. */
export function PairMap({ pairs, chosen, onChoose, width, label, svgRef }: {
  pairs: readonly MapPair[]
  chosen: string | null
  onChoose: (id: string | null) => void
  width: number
  label: string
  svgRef: React.RefObject<SVGSVGElement | null>
}) {
  const { t } = useTranslation()
  const clip = useId()
  const height = Math.round(Math.max(220, width * 0.43))
  const x = (lon: number) => ((lon - WEST) / (EAST - WEST)) * width
  const y = (lat: number) => ((NORTH - lat) / (NORTH - SOUTH)) * height
  const path = (ring: number[]) => {
    let text = ''
    for (let at = 0; at + 1 < ring.length; at += 2) text += `${at === 0 ? 'M' : 'L'}${x(ring[at] as number).toFixed(1)} ${y(ring[at + 1] as number).toFixed(1)}`
    return `${text}Z`
  }
  const size = width < 560 ? 10 : 12
  // Names stand beside their dots: to the left in Europe's west, to the right in China.
  const named = (side: 'from' | 'to') => {
    const ends = pairs.map(pair => ({ pair, ...pair[side], y: y(pair[side].lat) })).toSorted((a, b) => a.y - b.y)
    const at = spread(ends, size + 2)
    return ends.map((end, index) => ({ ...end, labelY: at[index] as number }))
  }
  const narrow = width < 560
  return (
    <svg ref={svgRef} className="pair-map" width={width} height={height} viewBox={`0 0 ${width} ${height}`} role="group" aria-label={label}>
      <clipPath id={clip}>
        <rect width={width} height={height} />
      </clipPath>
      <g clipPath={`url(#${clip})`}>
        {land.map((ring, at) => (
          // Rings have no identity but their place.
          // oxlint-disable-next-line no-array-index-key
          <path key={at} className="pair-land" d={path(ring)} />
        ))}
        {pairs.map(pair => {
          const [x1, y1, x2, y2] = [x(pair.from.lon), y(pair.from.lat), x(pair.to.lon), y(pair.to.lat)]
          return (
            <path
              key={pair.id}
              className="pair-line"
              data-own={pair.own || undefined}
              data-on={pair.id === chosen || undefined}
              data-dim={(chosen !== null && pair.id !== chosen) || undefined}
              d={`M${x1} ${y1}Q${(x1 + x2) / 2} ${(y1 + y2) / 2 - (x2 - x1) * 0.13} ${x2} ${y2}`}
              onClick={() => onChoose(pair.id === chosen ? null : pair.id)}
            />
          )
        })}
        {(['from', 'to'] as const).map(side =>
          named(side).map(({ pair, name, lon, y: cy, labelY }) => {
            const cx = x(lon)
            const left = side === 'from' && cx > width * 0.1 && !narrow
            const shown = !narrow || pair.id === chosen
            return (
              // A node of an SVG cannot be a button element.
              <g
                key={`${pair.id} ${side}`}
                className="pair-city"
                role="button"
                tabIndex={side === 'from' ? 0 : -1}
                aria-pressed={pair.id === chosen}
                aria-label={t('pair.mapLine', { a: pair.from.name, b: pair.to.name })}
                onClick={() => onChoose(pair.id === chosen ? null : pair.id)}
                onKeyDown={event => {
                  if (event.key !== 'Enter' && event.key !== ' ') return
                  event.preventDefault()
                  onChoose(pair.id === chosen ? null : pair.id)
                }}
              >
                <circle cx={cx} cy={cy} r={narrow ? 10 : 7} fill="none" pointerEvents="all" />
                <circle className="pair-dot" data-own={pair.own || undefined} cx={cx} cy={cy} r={3.4} />
                {shown ? (
                  <text className="pair-name" x={cx + (left ? -7 : 7)} y={labelY + size * 0.35} textAnchor={left ? 'end' : 'start'} fontSize={size}>
                    {name}
                  </text>
                ) : null}
              </g>
            )
          }),
        )}
      </g>
    </svg>
  )
}
