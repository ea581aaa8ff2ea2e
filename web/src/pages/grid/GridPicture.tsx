import { type RefObject, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { GridDay } from '@/api/flows'
import { fitText } from '../flow/text'
import { classOf, placed } from './grid'

/** More buses than this have no names; there is no room. */
const NAMED_MAX = 40

/** Buses coloured by what a unit of power carries there, branches as thick as their power, with the direction of the hour. */
export function GridPicture({ day, step, of, colours, width, height, chosen, onChoose, intensity, power, label, svgRef }: {
  day: GridDay
  step: number
  of: readonly number[]
  colours: readonly string[]
  width: number
  height: number
  chosen: number | null
  onChoose: (at: number | null) => void
  intensity: (value: number | null | undefined) => string
  power: (value: number) => string
  label: string
  svgRef: RefObject<SVGSVGElement | null>
}) {
  const { t } = useTranslation()
  const [over, setOver] = useState<number | null>(null)
  const xy = useMemo(() => placed(day.buses, width, height, 46), [day.buses, width, height])
  const now = day.steps[step]
  const mostFlow = useMemo(() => Math.max(0, ...day.steps.flatMap(one => one.flow_mw.map(Math.abs))), [day])
  const mostThrough = useMemo(() => Math.max(0, ...day.steps.flatMap(one => one.through_mw)), [day])
  const many = day.buses.length > NAMED_MAX
  const size = many ? 0.6 : 1
  if (!now) return null
  const colour = (value: number | null | undefined) => {
    const at = classOf(value, of)
    return at === null ? 'var(--map-none)' : (colours[at] ?? 'var(--map-none)')
  }
  const shown = over ?? null
  return (
    <div className="whose-picture" style={{ width }}>
      <svg ref={svgRef} width={width} height={height} viewBox={`0 0 ${width} ${height}`} role="group" aria-label={label}>
        <g>
          {day.branches.map((branch, at) => {
            const flow = now.flow_mw[at] ?? 0
            const [from, to] = flow >= 0 ? [branch.from, branch.to] : [branch.to, branch.from]
            const [a, b] = [xy[from], xy[to]]
            if (!a || !b) return null
            const thick = mostFlow > 0 ? (Math.abs(flow) / mostFlow) * 9 * size : 0
            const [dx, dy] = [b[0] - a[0], b[1] - a[1]]
            const length = Math.hypot(dx, dy) || 1
            const [mx, my] = [a[0] + dx * 0.56, a[1] + dy * 0.56]
            const head = Math.max(4, thick * 1.1)
            const [ux, uy] = [dx / length, dy / length]
            return (
              // Two lines may join the same buses: their place in the list tells them apart.
              // oxlint-disable-next-line no-array-index-key
              <g key={at}>
                <path className="grid-branch" data-idle={Math.abs(flow) < 1e-9 || undefined} d={`M${a[0]} ${a[1]}L${b[0]} ${b[1]}`} stroke={colour(now.intensity[from])} strokeWidth={Math.max(1, thick)} />
                {Math.abs(flow) > 1e-9 && length > 34 ? (
                  <path className="grid-arrow" d={`M${mx + ux * head} ${my + uy * head}L${mx - uy * head * 0.8} ${my + ux * head * 0.8}L${mx + uy * head * 0.8} ${my - ux * head * 0.8}Z`} />
                ) : null}
              </g>
            )
          })}
        </g>
        {day.buses.map((bus, at) => {
          const [x, y] = xy[at] ?? [0, 0]
          const value = now.intensity[at]
          const radius = (5 + 10 * Math.sqrt(mostThrough > 0 ? (now.through_mw[at] ?? 0) / mostThrough : 0)) * size
          return (
            // A node of an SVG cannot be a button element.
            <g
              key={bus.name}
              className="whose-city"
              role="button"
              tabIndex={many ? -1 : 0}
              aria-pressed={at === chosen}
              aria-label={`${bus.name}: ${intensity(value)}`}
              onClick={() => onChoose(at === chosen ? null : at)}
              onKeyDown={event => {
                if (event.key !== 'Enter' && event.key !== ' ') return
                event.preventDefault()
                onChoose(at === chosen ? null : at)
              }}
              onPointerEnter={() => setOver(at)}
              onPointerLeave={() => setOver(null)}
            >
              <circle cx={x} cy={y} r={Math.max(many ? 6 : 12, radius)} fill="none" pointerEvents="all" />
              <circle className="grid-bus" cx={x} cy={y} r={radius} fill={colour(value)} strokeDasharray={value === null || value === undefined ? '2 2' : undefined} />
              {many && at !== chosen ? null : (
                <text className="whose-name" x={x} y={y - radius - 5} textAnchor="middle" fontSize={12}>
                  {fitText(bus.name, 120, 12)}
                </text>
              )}
            </g>
          )
        })}
      </svg>
      {shown !== null && xy[shown] ? (
        <div className="flow-hover" style={{ left: Math.max(110, Math.min(width - 110, xy[shown][0])), top: Math.max(90, xy[shown][1] - 6) }} aria-hidden="true">
          <span>{day.buses[shown]?.name}</span>
          <strong>{intensity(now.intensity[shown])}</strong>
          <small>{t('grid.through', { value: power(now.through_mw[shown] ?? 0) })}</small>
        </div>
      ) : null}
    </div>
  )
}
