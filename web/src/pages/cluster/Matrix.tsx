import { type RefObject, useState } from 'react'
import { useDark } from '@/app/prefs'
import { fitText, textWidth } from '../flow/text'
import { inkOn, ramp } from '../map/ramp'
import { branches, classOf, equalBreaks, type Merge } from './matrix'

const TREE_PX = 96
/** How much wider than estimated a name may turn out. */
const SPARE = 1.12

/** Likeness of all pairs as a heat map, cities in the order of the tree, the tree at the right. */
export function Matrix({ cells, order, merges, names, width, label, figure, onChoose, svgRef }: {
  /** Cities x cities, row by row. */
  cells: readonly (number | null)[]
  order: readonly number[]
  merges: readonly Merge[]
  names: readonly string[]
  width: number
  label: string
  figure: (value: number) => string
  onChoose: (city: number) => void
  svgRef: RefObject<SVGSVGElement | null>
}) {
  const dark = useDark()
  const [over, setOver] = useState<[number, number] | null>(null)
  const n = names.length
  const narrow = width < 560
  // Estimates of width run a tenth short of what a wide font takes.
  const left = narrow ? 74 : Math.round(Math.max(104, Math.min(196, Math.max(0, ...names.map(name => textWidth(name, 12))) * SPARE + 16)))
  const tree = merges.length > 0 ? (narrow ? 44 : TREE_PX) : 0
  const cell = Math.max(4, Math.min(34, Math.floor((width - left - tree - 8) / n)))
  const top = Math.min(left, 112)
  const size = cell * n
  const values = cells.filter((value, at): value is number => value !== null && at % (n + 1) !== 0)
  const breaks = equalBreaks(values, 5)
  const colours = ramp('other', dark ? 'dark' : 'light', breaks.length + 1)
  const deepest = Math.max(1e-12, ...merges.map(merge => merge.height))
  const x = (height: number) => left + size + 6 + (height / deepest) * (tree - 12)
  const y = (at: number) => top + (at + 0.5) * cell
  const small = cell < 11
  const shown = (at: number) => !small || n <= 40 || at % Math.ceil(11 / cell) === 0
  return (
    <svg ref={svgRef} className="cluster-matrix" width={left + size + tree + 4} height={top + size + 4} viewBox={`0 0 ${left + size + tree + 4} ${top + size + 4}`} role="group" aria-label={label} onPointerLeave={() => setOver(null)}>
      {order.map((city, at) => {
        const name = names[city] ?? ''
        return (
          <g key={city}>
            {shown(at) ? (
              <>
                <g
                  className="cluster-name"
                  role="button"
                  tabIndex={0}
                  aria-label={name}
                  onClick={() => onChoose(city)}
                  onKeyDown={event => {
                    if (event.key !== 'Enter' && event.key !== ' ') return
                    event.preventDefault()
                    onChoose(city)
                  }}
                >
                  <rect x={0} y={y(at) - Math.max(cell, 11) / 2} width={left - 4} height={Math.max(cell, 11)} fill="transparent" />
                  <text x={left - 8} y={y(at) + 4} textAnchor="end" fontSize={small ? 9 : 12} data-on={over?.includes(at) || undefined}>
                    {fitText(name, (left - 12) / SPARE, small ? 9 : 12)}
                  </text>
                </g>
                <text className="cluster-top" transform={`translate(${left + (at + 0.5) * cell + 4} ${top - 6}) rotate(-60)`} fontSize={small ? 9 : 11.500} data-on={over?.includes(at) || undefined}>
                  {fitText(name, top / SPARE, small ? 9 : 11.500)}
                </text>
              </>
            ) : null}
            {order.map((other, column) => {
              if (other === city) return null
              const value = cells[city * n + other] ?? null
              const fill = value === null ? 'var(--map-none)' : (colours[classOf(value, breaks)] ?? 'var(--map-none)')
              return (
                <g key={other} onPointerEnter={() => setOver([at, column])}>
                  <rect x={left + column * cell} y={top + at * cell} width={cell - (small ? 0.3 : 1)} height={cell - (small ? 0.3 : 1)} fill={fill} className="cluster-cell" data-on={(over?.[0] === at && over[1] === column) || undefined}>
                    <title>{`${name} – ${names[other] ?? ''}: ${value === null ? '–' : figure(value)}`}</title>
                  </rect>
                  {cell >= 27 && value !== null ? (
                    <text x={left + (column + 0.5) * cell - 0.5} y={y(at) + 3.500} textAnchor="middle" fontSize={9.500} fill={inkOn(fill)} pointerEvents="none">
                      {figure(value).replace(/^0(?=[.,])/, '')}
                    </text>
                  ) : null}
                </g>
              )
            })}
          </g>
        )
      })}
      {tree > 0 ? (
        <g className="cluster-tree" aria-hidden="true">
          {branches(merges, order).map((branch, at) => (
            // Branches have no identity but their step.
            // oxlint-disable-next-line no-array-index-key
            <path key={at} d={`M${x(branch.a.height)} ${y(branch.a.at)}H${x(branch.height)}V${y(branch.b.at)}H${x(branch.b.height)}`} />
          ))}
        </g>
      ) : null}
    </svg>
  )
}

/** What the colours of a picture stand for. */
export function Classes({ breaks, colours, figure, label, none }: { breaks: readonly number[]; colours: readonly string[]; figure: (value: number) => string; label: string; none?: string }) {
  return (
    <ul className="cluster-classes" aria-label={label}>
      {colours.map((colour, at) => {
        const [from, to] = [breaks[at - 1], breaks[at]]
        return (
          <li key={colour}>
            <span className="swatch" style={{ background: colour }} />
            {from === undefined ? (to === undefined ? '' : `< ${figure(to)}`) : to === undefined ? `≥ ${figure(from)}` : `${figure(from)} – ${figure(to)}`}
          </li>
        )
      })}
      {none ? (
        <li>
          <span className="swatch" style={{ background: 'var(--map-none)' }} />
          {none}
        </li>
      ) : null}
    </ul>
  )
}
