import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '@/format/useFormat'

/**
 * A small line over time, drawn by hand (no chart library on the first view). Gaps stay gaps. The chosen period is
 * a dot; the pointer reads a value.
 */
export function Spark({ points, unit, quantity, name, current, height, large = false }: {
  points: { period: string; value: number | null }[]
  unit: string
  quantity?: string | null
  name: string
  current: string
  height: number
  large?: boolean
}) {
  const { t } = useTranslation()
  const format = useFormat()
  const [at, setAt] = useState<number | null>(null)
  const values = points.flatMap((point) => (point.value === null ? [] : [point.value]))
  const first = points.find((point) => point.value !== null)
  const last = points.findLast((point) => point.value !== null)
  if (values.length < 2 || !first || !last) return null
  const top = Math.max(...values, 0)
  const bottom = Math.min(...values, 0)
  const span = top - bottom || 1
  const width = 600
  const pad = large ? 10 : 4
  const x = (index: number) => pad + (index / (points.length - 1)) * (width - 2 * pad)
  const y = (value: number) => pad + ((top - value) / span) * (height - 2 * pad)
  let line = ''
  let area = ''
  let start: number | null = null
  points.forEach((point, index) => {
    if (point.value === null) {
      if (start !== null) area += `L${x(index - 1)} ${y(0)}Z`
      start = null
      return
    }
    line += `${start === null ? 'M' : 'L'}${x(index).toFixed(1)} ${y(point.value).toFixed(1)}`
    area += start === null ? `M${x(index)} ${y(0)}L${x(index)} ${y(point.value)}` : `L${x(index)} ${y(point.value)}`
    if (start === null) start = index
  })
  if (start !== null) area += `L${x(points.length - 1)} ${y(0)}Z`
  const chosen = points.findIndex((point) => point.period === current.slice(0, point.period.length))
  const shown = at ?? (chosen >= 0 ? chosen : null)
  const point = shown === null ? undefined : points[shown]
  const scale = format.picture(unit, top, quantity)
  const summary = t('spark.summary', {
    name,
    from: format.period(first.period),
    fromValue: `${format.short((first.value ?? 0) * scale.factor)} ${scale.label}`,
    to: format.period(last.period),
    toValue: `${format.short((last.value ?? 0) * scale.factor)} ${scale.label}`,
  })
  return (
    <div className={`spark${large ? ' spark-large' : ''}`}>
      <svg
        viewBox={`0 0 ${width} ${height}`}
        preserveAspectRatio="none"
        style={{ height }}
        role="img"
        aria-label={summary}
        onPointerMove={(event) => {
          const box = event.currentTarget.getBoundingClientRect()
          setAt(Math.max(0, Math.min(points.length - 1, Math.round(((event.clientX - box.left) / box.width) * (points.length - 1)))))
        }}
        onPointerLeave={() => setAt(null)}
      >
        <path d={area} className="spark-area" />
        <path d={line} className="spark-line" vectorEffect="non-scaling-stroke" />
      </svg>
      {point && point.value !== null && shown !== null ? (
        <span className="spark-dot" style={{ left: `${(x(shown) / width) * 100}%`, top: y(point.value) }} aria-hidden="true" />
      ) : null}
      {large ? (
        <div className="spark-axis" aria-hidden="true">
          <span>{format.period(points[0]?.period ?? '')}</span>
          <span className="spark-read">
            {point && point.value !== null ? (
              <>
                {format.period(point.period)} <strong>{format.short(point.value * scale.factor)}</strong> {scale.label}
              </>
            ) : null}
          </span>
          <span>{format.period(points.at(-1)?.period ?? '')}</span>
        </div>
      ) : null}
    </div>
  )
}
