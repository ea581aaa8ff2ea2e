import type { RefObject } from 'react'
import { fitText } from '../flow/text'

const HEAD = 26
const MARKS = ['circle', 'diamond', 'square', 'ring'] as const
const COLOURS = ['--accent', '--carbon-out', '--field-construction', '--ink-2']

/** Sign of a series; the same in the picture and in its key. */
function Mark({ at, x, y }: { at: number; x: number; y: number }) {
  const fill = `var(${COLOURS[at] ?? '--ink-2'})`
  const kind = MARKS[at] ?? 'ring'
  if (kind === 'circle') return <circle cx={x} cy={y} r={5} fill={fill} />
  if (kind === 'diamond') return <path d={`M${x} ${y - 6}l6 6-6 6-6-6z`} fill={fill} />
  if (kind === 'square') return <rect x={x - 4.500} y={y - 4.500} width={9} height={9} fill={fill} />
  return <circle cx={x} cy={y} r={4.500} fill="var(--ground)" stroke={fill} strokeWidth={2.200} />
}

/** Shares of two to four cities, one line for each industry, all on the same scale. */
export function Shares({ rows, series, width, label, svgRef }: {
  rows: readonly { id: string; name: string; values: readonly (number | null)[]; said?: string; strong?: boolean }[]
  series: readonly string[]
  width: number
  label: string
  svgRef: RefObject<SVGSVGElement | null>
}) {
  const narrow = width < 520
  const left = narrow ? 112 : 190
  const line = narrow ? 30 : 28
  const most = Math.max(0.01, ...rows.flatMap(row => row.values.map(value => value ?? 0)))
  const x = (value: number) => left + (value / most) * (width - left - 20)
  const ticks = [0, 0.25, 0.5, 0.75, 1].map(part => part * most)
  const keys = narrow ? Math.ceil(series.length / 2) : 1
  const top = HEAD * keys + 20
  const height = top + rows.length * line + 6
  return (
    <svg ref={svgRef} className="city-shares" width={width} height={height} viewBox={`0 0 ${width} ${height}`} role="img" aria-label={label}>
      {series.map((name, at) => {
        const column = narrow ? at % 2 : at
        const room = narrow ? width / 2 : Math.min(220, width / series.length)
        return (
          <g key={name}>
            <Mark at={at} x={8 + column * room} y={12 + (narrow ? Math.floor(at / 2) : 0) * HEAD} />
            <text x={20 + column * room} y={16 + (narrow ? Math.floor(at / 2) : 0) * HEAD} fontSize={12.500} className="city-share-name">
              {fitText(name, room - 30, 12.500)}
            </text>
          </g>
        )
      })}
      {ticks.map(tick => (
        <g key={tick}>
          <path className="city-share-grid" d={`M${x(tick)} ${top - 4}V${height - 4}`} />
          <text className="city-share-tick" x={x(tick)} y={top - 8} textAnchor="middle" fontSize={11}>
            {`${Math.round(tick * 1000) / 10}%`}
          </text>
        </g>
      ))}
      {rows.map((row, at) => {
        const y = top + at * line + line / 2
        const known = row.values.filter((value): value is number => value !== null)
        return (
          <g key={row.id}>
            <title>{`${row.name}: ${row.values.map((value, one) => `${series[one]} ${value === null ? '–' : `${Math.round(value * 1000) / 10}%`}`).join(', ')}${row.said ? `. ${row.said}` : ''}`}</title>
            <text className="city-share-name" x={left - 12} y={y + 4} textAnchor="end" fontSize={12.500} fontWeight={row.strong ? 600 : 400}>
              {fitText(row.name, left - 16, row.strong ? 14 : 13.200)}
            </text>
            {known.length > 1 ? <path className="whose-span" d={`M${x(Math.min(...known))} ${y}H${x(Math.max(...known))}`} /> : null}
            {row.values.map((value, one) => (value === null ? null : <Mark key={series[one]} at={one} x={x(value)} y={y} />)).toReversed()}
          </g>
        )
      })}
    </svg>
  )
}
