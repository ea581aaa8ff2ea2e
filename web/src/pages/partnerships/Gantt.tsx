import { type RefObject, useId } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '@/format/useFormat'
import { along, type GanttRow, type GanttScale } from './plan'
import { usePairText } from './text'

const ROW_PX = 30
const HEAD_PX = 28

/** Projects and milestones over time; today is a line. The table beside it says the same in words. */
export function Gantt({ rows, scale, today, width, label, city, onOpen, svgRef }: {
  rows: readonly GanttRow[]
  scale: GanttScale
  today: number
  width: number
  label: string
  city: (row: GanttRow) => string
  onOpen: (project: string) => void
  svgRef: RefObject<SVGSVGElement | null>
}) {
  const { t } = useTranslation()
  const format = useFormat()
  const text = usePairText()
  const id = useId()
  const narrow = width < 560
  const names_px = narrow ? 0 : Math.min(300, Math.round(width * 0.3))
  const row_px = narrow ? ROW_PX + 16 : ROW_PX
  const height = HEAD_PX + rows.length * row_px + 4
  const plot = width - names_px - 10
  const x = (day: number) => names_px + along(scale, day) * plot
  const tick = (day: number) => {
    const date = new Date(day * 86_400_000)
    const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()]
    if (scale.step === 'year') return String(year)
    const quarter = t('pair.quarter', { n: Math.floor(month / 3) + 1 })
    const name = scale.step === 'quarter' ? quarter : format.month(month + 1)
    return month === 0 ? `${year}` : name
  }
  const room = plot / Math.max(1, scale.ticks.length)
  const every = room < 34 ? Math.ceil(34 / room) : 1
  return (
    <svg ref={svgRef} className="gantt" width={width} height={height} viewBox={`0 0 ${width} ${height}`} role="group" aria-label={label}>
      <clipPath id={id}>
        <rect x={0} y={0} width={Math.max(0, names_px - 8)} height={height} />
      </clipPath>
      {scale.ticks.map((day, at) => (
        <g key={day}>
          <line className="gantt-tick" x1={x(day)} x2={x(day)} y1={HEAD_PX - 6} y2={height} />
          {at % every === 0 ? (
            <text className="gantt-time" x={x(day) + 3} y={HEAD_PX - 12} fontSize={11}>
              {tick(day)}
            </text>
          ) : null}
        </g>
      ))}
      {rows.map((row, at) => {
        const top = HEAD_PX + at * row_px
        const middle = top + (narrow ? 30 : row_px / 2)
        const from = row.from ?? row.to
        const to = row.to ?? row.from
        const said = `${row.title}, ${city(row)}, ${row.status ? t(`pair.status.${row.status}`) : ''}${from !== null && to !== null ? `, ${text.date(new Date(from * 86_400_000).toISOString())} – ${text.date(new Date(to * 86_400_000).toISOString())}` : ''}`
        return (
          // A row of an SVG cannot be a button element.
          <g
            key={row.id}
            className="gantt-row"
            data-kind={row.kind}
            data-side={row.side}
            data-status={row.status ?? undefined}
            role="button"
            tabIndex={0}
            aria-label={said}
            onClick={() => onOpen(row.project)}
            onKeyDown={event => {
              if (event.key !== 'Enter' && event.key !== ' ') return
              event.preventDefault()
              onOpen(row.project)
            }}
          >
            <rect className="gantt-ground" x={0} y={top} width={width} height={row_px} />
            <text className="gantt-name" x={narrow ? 2 : row.kind === 'project' ? 4 : 18} y={narrow ? top + 15 : middle + 4} fontSize={13} clipPath={narrow ? undefined : `url(#${id})`}>
              {row.title}
            </text>
            {from === null || to === null ? (
              <text className="gantt-time" x={names_px + 4} y={middle + 4} fontSize={12}>
                {t('pair.noDates')}
              </text>
            ) : row.kind === 'project' ? (
              <rect className="gantt-bar" x={x(from)} y={middle - 7} width={Math.max(4, x(to + 1) - x(from))} height={14} rx={3} />
            ) : (
              <>
                {row.from !== null && row.to !== null && row.from < row.to ? <line className="gantt-span" x1={x(row.from)} x2={x(row.to)} y1={middle} y2={middle} /> : null}
                <path className="gantt-diamond" d={`M${x(to)} ${middle - 6}l6 6-6 6-6-6z`} />
              </>
            )}
          </g>
        )
      })}
      <line className="gantt-today" x1={x(today)} x2={x(today)} y1={HEAD_PX - 8} y2={height} />
      <text className="gantt-now" x={Math.min(x(today) + 4, width - 34)} y={height - 4} fontSize={11}>
        {t('pair.today')}
      </text>
    </svg>
  )
}
