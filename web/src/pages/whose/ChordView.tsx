import { type RefObject, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { fitText } from '../flow/text'
import { chord, type ChordRibbon, ribbonPath, ringPath } from './flows'

const GAP = 0.035

/** The circle of who emits for whom: an arc for each place, a ribbon for each direction. */
export function ChordView({ matrix, names, indices, chosen, onChoose, figure, unit, size, label, svgRef }: {
  matrix: readonly number[]
  names: readonly string[]
  /** Which region each arc is; `null` for the others put together. */
  indices: readonly (number | null)[]
  chosen: number | null
  onChoose: (at: number | null) => void
  figure: (value: number) => string
  unit: string
  size: number
  label: string
  svgRef: RefObject<SVGSVGElement | null>
}) {
  const { t } = useTranslation()
  const [over, setOver] = useState<ChordRibbon | null>(null)
  const n = names.length
  const { arcs, ribbons } = useMemo(() => chord(matrix, n, GAP), [matrix, n])
  const room = size < 460 ? 66 : 96
  const radius = size / 2 - room
  const lit = chosen === null ? null : indices.indexOf(chosen)
  return (
    <div className="whose-picture" style={{ width: size }}>
      <svg ref={svgRef} width={size} height={size} viewBox={`${-size / 2} ${-size / 2} ${size} ${size}`} role="group" aria-label={label} onPointerLeave={() => setOver(null)}>
        <g>
          {ribbons
            .toSorted((a, b) => Number(lit !== null && (a.from === lit || a.to === lit)) - Number(lit !== null && (b.from === lit || b.to === lit)))
            .map(ribbon => {
              const side = lit === null ? 'any' : ribbon.from === lit ? 'out' : ribbon.to === lit ? 'in' : 'none'
              return (
                <path
                  key={`${ribbon.from}>${ribbon.to}`}
                  className="whose-bow"
                  data-side={side}
                  data-on={over === ribbon || undefined}
                  data-dim={(over !== null && over !== ribbon) || undefined}
                  d={ribbonPath(ribbon, radius - 3)}
                  onPointerEnter={() => setOver(ribbon)}
                  onPointerLeave={() => setOver(null)}
                />
              )
            })}
        </g>
        {arcs.map(arc => {
          const middle = (arc.start + arc.end) / 2
          const right = middle <= Math.PI
          const index = indices[arc.at] ?? null
          const name = names[arc.at] ?? ''
          const turn = (middle * 180) / Math.PI - 90
          const choose = () => {
            if (index !== null) onChoose(index === chosen ? null : index)
          }
          return (
            // A node of an SVG cannot be a button element.
            <g
              key={arc.at}
              className="whose-city"
              role="button"
              tabIndex={0}
              aria-pressed={index !== null && index === chosen}
              aria-disabled={index === null || undefined}
              aria-label={`${name}: ${figure(arc.value)} ${unit}`}
              onClick={choose}
              onKeyDown={event => {
                if (event.key !== 'Enter' && event.key !== ' ') return
                event.preventDefault()
                choose()
              }}
            >
              <path className="whose-arc" d={ringPath(arc.start, Math.max(arc.end, arc.start + 0.004), radius, radius + 9)} />
              <text className="whose-name" fontSize={12} transform={`rotate(${turn}) translate(${radius + 15} 0)${right ? '' : ' rotate(180)'}`} textAnchor={right ? 'start' : 'end'} dy="0.34em">
                {fitText(name, room - 18, 12)}
              </text>
            </g>
          )
        })}
      </svg>
      {over ? (
        <div className="flow-hover whose-hover-middle" aria-hidden="true">
          <span>{t('whose.emitsFor', { from: names[over.from] ?? '', to: names[over.to] ?? '' })}</span>
          <strong>
            {figure(over.value)} {unit}
          </strong>
        </div>
      ) : null}
    </div>
  )
}
