import type { RefObject } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '@/format/useFormat'

export interface FrontPoint {
  key: string
  name: string
  x: number
  y: number
}

const LEFT = 66
const BOTTOM = 44

/** About five round figures between two. */
function ticks(low: number, high: number): number[] {
  if (!(high > low)) return [low]
  const rough = (high - low) / 4
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = [1, 2, 2.5, 5, 10].map(one => one * power).find(one => one >= rough) ?? rough
  const found: number[] = []
  for (let at = Math.ceil(low / step) * step; at <= high + step * 1e-9; at += step) found.push(Number(at.toPrecision(12)))
  return found
}

/** From the least to the greatest, with a little room. */
function span(values: readonly number[]): [number, number] {
  const [low, high] = [Math.min(...values), Math.max(...values)]
  const pad = (high - low) * 0.08 || Math.abs(high) * 0.05 || 1
  return [low - pad, high + pad]
}

/** Choices that cannot be bettered, by two of their aims: less is better on both axes. A click shows the choice. */
export function Front({ points, chosen, onChoose, xName, yName, width, height, label, svgRef }: {
  points: readonly FrontPoint[]
  chosen: string | null
  onChoose: (key: string) => void
  xName: string
  yName: string
  width: number
  height: number
  label: string
  svgRef: RefObject<SVGSVGElement | null>
}) {
  const { t } = useTranslation()
  const format = useFormat()
  const [x0, x1] = span(points.map(one => one.x))
  const [y0, y1] = span(points.map(one => one.y))
  const x = (value: number) => LEFT + ((value - x0) / (x1 - x0)) * (width - LEFT - 16)
  const y = (value: number) => height - BOTTOM - ((value - y0) / (y1 - y0)) * (height - BOTTOM - 16)
  return (
    <svg ref={svgRef} className="st-front" width={width} height={height} viewBox={`0 0 ${width} ${height}`} role="group" aria-label={label}>
      {ticks(x0, x1).map(one => (
        <g key={one}>
          <path className="st-line" d={`M${x(one)} 12V${height - BOTTOM}`} />
          <text className="st-tick" x={x(one)} y={height - BOTTOM + 15} textAnchor="middle" fontSize={11}>
            {format.axis(one)}
          </text>
        </g>
      ))}
      {ticks(y0, y1).map(one => (
        <g key={one}>
          <path className="st-line" d={`M${LEFT} ${y(one)}H${width - 16}`} />
          <text className="st-tick" x={LEFT - 6} y={y(one)} dy="0.35em" textAnchor="end" fontSize={11}>
            {format.axis(one)}
          </text>
        </g>
      ))}
      <text className="st-axis" x={(LEFT + width - 16) / 2} y={height - 8} textAnchor="middle" fontSize={12}>
        {xName}
      </text>
      <text className="st-axis" x={12} y={(height - BOTTOM) / 2} transform={`rotate(-90 12 ${(height - BOTTOM) / 2})`} textAnchor="middle" fontSize={12}>
        {yName}
      </text>
      {points.map(one => (
        <g
          key={one.key}
          className="whose-city st-point"
          role="button"
          tabIndex={0}
          aria-pressed={one.key === chosen}
          aria-label={t('siting.pointLabel', { name: one.name, x: format.short(one.x), xName, y: format.short(one.y), yName })}
          onClick={() => onChoose(one.key)}
          onKeyDown={event => {
            if (event.key !== 'Enter' && event.key !== ' ') return
            event.preventDefault()
            onChoose(one.key)
          }}
        >
          <circle cx={x(one.x)} cy={y(one.y)} r={14} fill="none" pointerEvents="all" />
          <circle className="whose-dot" cx={x(one.x)} cy={y(one.y)} r={one.key === chosen ? 7 : 5} />
        </g>
      ))}
    </svg>
  )
}
