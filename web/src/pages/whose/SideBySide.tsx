import type { RefObject } from 'react'
import { useTranslation } from 'react-i18next'
import { fitText } from '../flow/text'

const ROW = 30
const HEAD = 8

export interface Side {
  at: number
  name: string
  production: number
  consumption: number
  half: number
  valueAdded: number
}
export const SIDES = ['production', 'consumption', 'half', 'valueAdded'] as const

/** The sign of an account, the same in the picture and in its key. */
export function Mark({ side, x, y }: { side: (typeof SIDES)[number]; x: number; y: number }) {
  if (side === 'production') return <circle className="whose-mark-production" cx={x} cy={y} r={5.5} />
  if (side === 'consumption') return <circle className="whose-mark-consumption" cx={x} cy={y} r={5} />
  if (side === 'half') return <path className="whose-mark-half" d={`M${x} ${y - 8}V${y + 8}`} />
  return <path className="whose-mark-value" d={`M${x} ${y - 6}l6 6-6 6-6-6z`} />
}

/** All places on one scale: what they emit, what is emitted for them, and what they carry when both share. */
export function SideBySide({ rows, chosen, onChoose, figure, unit, width, label, svgRef }: {
  rows: readonly Side[]
  chosen: number | null
  onChoose: (at: number | null) => void
  figure: (value: number) => string
  unit: string
  width: number
  label: string
  svgRef: RefObject<SVGSVGElement | null>
}) {
  const { t } = useTranslation()
  const narrow = width < 520
  const [left, right] = narrow ? [92, 14] : [150, 150]
  const most = Math.max(0, ...rows.flatMap(row => SIDES.map(side => row[side])))
  const x = (value: number) => left + (most > 0 ? value / most : 0) * (width - left - right - 10)
  const height = HEAD + rows.length * ROW + 4
  return (
    <svg ref={svgRef} className="whose-sides" width={width} height={height} viewBox={`0 0 ${width} ${height}`} role="group" aria-label={label}>
      {rows.map((row, i) => {
        const y = HEAD + i * ROW + ROW / 2
        const said = SIDES.map(side => `${t(`whose.${side}`)} ${figure(row[side])} ${unit}`).join(', ')
        const net = row.consumption - row.production
        return (
          <g
            key={row.at}
            className="whose-row"
            role="button"
            tabIndex={0}
            aria-pressed={row.at === chosen}
            aria-label={`${row.name}: ${said}`}
            onClick={() => onChoose(row.at === chosen ? null : row.at)}
            onKeyDown={event => {
              if (event.key !== 'Enter' && event.key !== ' ') return
              event.preventDefault()
              onChoose(row.at === chosen ? null : row.at)
            }}
          >
            <title>{`${row.name}: ${said}`}</title>
            <rect className="whose-row-ground" x={0} y={y - ROW / 2} width={width} height={ROW} rx={4} />
            <text className="whose-name" x={left - 14} y={y + 4.5} textAnchor="end" fontSize={13}>
              {fitText(row.name, left - 18, 13)}
            </text>
            <path className="whose-span" d={`M${x(row.production)} ${y}H${x(row.consumption)}`} />
            {SIDES.toReversed().map(side => (
              <Mark key={side} side={side} x={x(row[side])} y={y} />
            ))}
            {narrow ? null : (
              <text className="whose-net" x={width - 6} y={y + 4.5} textAnchor="end" fontSize={12}>
                {t(net > 0 ? 'whose.carriesMore' : 'whose.emitsMore', { value: figure(Math.abs(net)) })}
              </text>
            )}
          </g>
        )
      })}
    </svg>
  )
}
