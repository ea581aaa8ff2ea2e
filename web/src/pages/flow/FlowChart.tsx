import { type KeyboardEvent, memo, type PointerEvent, type RefObject, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { FlowNode } from './fold'
import { between, type Layout, type PlacedNode, ribbon } from './layout'
import { fitText, textWidth } from './text'

const TWEEN_MS = 240
const NAME_PX = 13
const VALUE_PX = 12
/** From top to bottom: a bar narrower than this has its name in the list below. */
const NAMED_PX = 28
const TALL_NAME_PX = 12

/** The picture on its way from the last one; at once where motion is not wanted. */
function useTween(to: Layout, still: boolean, width: number): Layout {
  const [shown, setShown] = useState(to)
  const from = useRef(to)
  const lastWidth = useRef(width)
  useEffect(() => {
    // A window that changes its size is no news.
    if (still || from.current.nodes.length === 0 || lastWidth.current !== width) {
      lastWidth.current = width
      from.current = to
      setShown(to)
      return
    }
    const start = performance.now()
    const begin = from.current
    let frame = 0
    const step = (now: number) => {
      const t = Math.min(1, (now - start) / TWEEN_MS)
      const next = between(begin, to, t * (2 - t))
      from.current = next
      setShown(next)
      if (t < 1) frame = requestAnimationFrame(step)
    }
    frame = requestAnimationFrame(step)
    return () => cancelAnimationFrame(frame)
  }, [to, still, width])
  return shown
}

/** A function that stays the same while what it does follows the last drawing, so that nothing is drawn anew for it. */
function useLatest<A extends unknown[]>(what: (...words: A) => void): (...words: A) => void {
  const latest = useRef(what)
  useLayoutEffect(() => {
    latest.current = what
  })
  return useCallback((...words: A) => latest.current(...words), [])
}

export interface FlowChartProps {
  layout: Layout
  width: number
  height: number
  margin: number
  /** Heads of the stages, from left to right. */
  stages: string[]
  nameOf: (node: FlowNode) => string
  colourOf: (node: FlowNode) => string | null
  figure: (value: number) => string
  unit: string
  shareOf: (value: number) => string
  selected: string | null
  onSelect: (id: string | null) => void
  still: boolean
  label: string
  svgRef: RefObject<SVGSVGElement | null>
  /** From top to bottom, for a phone: the layout's axes are exchanged. */
  tall?: boolean
}

/** The flow as one picture: nodes with name and figure, ribbons as thick as what they carry. */
export function FlowChart({ layout, width, height, margin, stages, nameOf, colourOf, figure, unit, shareOf, selected, onSelect, still, label, svgRef, tall = false }: FlowChartProps) {
  const { t } = useTranslation()
  const shown = useTween(layout, still, width)
  const [over, setOver] = useState<{ node?: string; link?: string } | null>(null)
  // Where the pointer is moves the card only; nothing is drawn again for it.
  const card = useRef<HTMLDivElement>(null)
  const pointer = useRef({ x: 0, y: 0 })
  const moveCard = () => {
    if (!card.current) return
    card.current.style.left = `${Math.max(110, Math.min(width - 110, pointer.current.x))}px`
    card.current.style.top = `${pointer.current.y}px`
  }
  const [focus, setFocus] = useState<string | null>(null)
  const byId = useMemo(() => new Map(shown.nodes.map(node => [node.node.id, node])), [shown])
  // Which nodes a ribbon joins, so that no node has to look through all ribbons.
  const joined = useMemo(() => new Set(layout.links.flatMap(({ link }) => [`${link.source}\u0000${link.target}`, `${link.target}\u0000${link.source}`])), [layout])
  const columnOf = useMemo(() => new Map([...new Set(layout.nodes.map(node => node.node.stage))].toSorted((a, b) => a - b).map((stage, column) => [stage, column])), [layout])
  const columns = useMemo(() => {
    const out = new Map<number, PlacedNode[]>()
    for (const node of layout.nodes) {
      const list = out.get(node.node.stage)
      if (list) list.push(node)
      else out.set(node.node.stage, [node])
    }
    return [...out].toSorted(([a], [b]) => a - b).map(([, nodes]) => nodes.toSorted((a, b) => a.y - b.y))
  }, [layout])
  const lit = over?.node ?? focus ?? selected
  const last = columns.length - 1
  const tabStop = focus ?? selected ?? columns[0]?.[0]?.node.id

  const key = useLatest((event: KeyboardEvent, node: PlacedNode) => {
    const column = columns.findIndex(nodes => nodes.some(one => one.node.id === node.node.id))
    const nodes = columns[column] ?? []
    const at = nodes.findIndex(one => one.node.id === node.node.id)
    const nearest = (list: PlacedNode[] | undefined) => list?.toSorted((a, b) => Math.abs(a.y + a.height / 2 - node.y - node.height / 2) - Math.abs(b.y + b.height / 2 - node.y - node.height / 2))[0]
    let next: PlacedNode | undefined
    const [down, up, right, left] = tall ? ['ArrowRight', 'ArrowLeft', 'ArrowDown', 'ArrowUp'] : ['ArrowDown', 'ArrowUp', 'ArrowRight', 'ArrowLeft']
    if (event.key === down) next = nodes[at + 1]
    else if (event.key === up) next = nodes[at - 1]
    else if (event.key === right) next = nearest(columns[column + 1])
    else if (event.key === left) next = nearest(columns[column - 1])
    else if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault()
      onSelect(node.node.id)
      return
    } else if (event.key === 'Escape') {
      onSelect(null)
      return
    } else return
    event.preventDefault()
    if (next) event.currentTarget.closest('svg')?.querySelector<SVGGElement>(`[data-node="${CSS.escape(next.node.id)}"]`)?.focus()
  })

  const hovered = over?.link ? shown.links.find(link => link.id === over.link) : undefined
  const [source, target] = hovered ? [byId.get(hovered.link.source), byId.get(hovered.link.target)] : []
  // What stands out is drawn once more above the rest, which stays as it was painted: dimming it is one number of one layer.
  const raised = useMemo(
    () => (lit || over?.link ? shown.links.filter(link => link.id === over?.link || (lit && (link.link.source === lit || link.link.target === lit))) : []),
    [shown, lit, over?.link],
  )
  const colours = useMemo(() => {
    const of = new Map(layout.nodes.map(({ node }) => [node.id, colourOf(node)]))
    return new Map(layout.links.map(({ id, link }) => [id, of.get(link.source) ?? of.get(link.target) ?? 'var(--ink-3)']))
  }, [layout, colourOf])
  const overLink = (event: PointerEvent<SVGGElement>) => {
    const id = event.target instanceof SVGElement ? shown.links[Number(event.target.dataset.at)]?.id : undefined
    if (id === undefined) return
    const box = event.currentTarget.ownerSVGElement?.getBoundingClientRect()
    pointer.current = { x: event.clientX - (box?.left ?? 0), y: event.clientY - (box?.top ?? 0) }
    if (over?.link !== id) setOver({ link: id })
    moveCard()
  }
  const select = useLatest((id: string) => onSelect(id === selected ? null : id))
  const marks = useMemo(
    () => ({ width, margin, last, tall, nameOf, colourOf, figure, unit, shareOf, onSelect: select, onKey: key, onFocus: setFocus, onOver: setOver }),
    [width, margin, last, tall, nameOf, colourOf, figure, unit, shareOf, select, key],
  )
  return (
    <div className="flow-chart" style={{ width }}>
      <svg
        ref={svgRef}
        width={width}
        height={tall ? height : height + 30}
        viewBox={tall ? `0 0 ${width} ${height}` : `0 -30 ${width} ${height + 30}`}
        role="group"
        aria-label={label}
        onPointerLeave={() => setOver(null)}
      >
        {columns.map((nodes, column) => {
          const first = nodes[0] && (byId.get(nodes[0].node.id) ?? nodes[0])
          if (!first) return null
          if (tall)
            return (
              <text key={first.node.stage} className="flow-stage flow-stage-tall" x={1} y={column === 0 ? 12 : first.x - 8}>
                {stages[column]}
              </text>
            )
          return (
            <text
              key={first.node.stage}
              className="flow-stage"
              x={column === 0 ? first.x + first.width : column === last ? first.x : first.x}
              y={-14}
              textAnchor={column === 0 ? 'end' : 'start'}
            >
              {stages[column]}
            </text>
          )
        })}
        <g className="flow-links" data-dim={lit || hovered ? true : undefined} onPointerMove={overLink}>
          <Ribbons layout={shown} colours={colours} tall={tall} />
        </g>
        <g className="flow-lit">
          {raised.map(link => (
            <path key={link.id} d={ribbon(link, tall)} fill={colours.get(link.id)} />
          ))}
        </g>
        {shown.nodes.map(node => (
          <NodeMark
            key={node.node.id}
            {...marks}
            placed={node}
            column={columnOf.get(node.node.stage) ?? 0}
            tabStop={node.node.id === tabStop}
            pressed={node.node.id === selected}
            dim={Boolean(lit && lit !== node.node.id && !joined.has(`${lit}\u0000${node.node.id}`))}
          />
        ))}
      </svg>
      {tall ? (
        <div className="flow-rest">
          {columns.map((nodes, column) => {
            const small = nodes.filter(node => node.height < NAMED_PX)
            return small.length > 0 ? (
              <section key={nodes[0]?.node.stage} aria-label={stages[column]}>
                <h3>{stages[column]}</h3>
                <ul>
                  {small.map(({ node }) => (
                    <li key={node.id}>
                      <button type="button" className="bare" aria-pressed={node.id === selected} onClick={() => onSelect(node.id === selected ? null : node.id)}>
                        <span className="swatch" style={{ backgroundColor: colourOf(node) ?? 'var(--ink-2)' }} />
                        {nameOf(node)} <span className="flow-rest-value">{figure(node.value)}</span>
                      </button>
                    </li>
                  ))}
                </ul>
              </section>
            ) : null
          })}
        </div>
      ) : null}
      {hovered && source && target && over ? (
        <div
          ref={element => {
            card.current = element
            moveCard()
          }}
          className="flow-hover"
          aria-hidden="true"
        >
          <span>
            {nameOf(source.node)} → {nameOf(target.node)}
          </span>
          <strong>
            {figure(hovered.link.value)} {unit}
          </strong>
          <small>{t('flow.shareOfAll', { share: shareOf(hovered.link.value) })}</small>
        </div>
      ) : null}
    </div>
  )
}

/** All ribbons. They are painted when the picture changes and not when the pointer moves. */
const Ribbons = memo(function Ribbons({ layout, colours, tall }: { layout: Layout; colours: ReadonlyMap<string, string>; tall: boolean }) {
  return layout.links.map((link, at) => (
    <path key={link.id} d={ribbon(link, tall)} fill={colours.get(link.id)} className="flow-link" data-at={at} data-from={link.link.source} data-to={link.link.target} data-value={link.link.value} />
  ))
})

interface NodeMarkProps extends Pick<FlowChartProps, 'width' | 'margin' | 'nameOf' | 'colourOf' | 'figure' | 'unit' | 'shareOf'> {
  placed: PlacedNode
  column: number
  /** The last column. */
  last: number
  tall: boolean
  tabStop: boolean
  pressed: boolean
  dim: boolean
  onSelect: (id: string) => void
  onKey: (event: KeyboardEvent, node: PlacedNode) => void
  onFocus: (id: string | null) => void
  onOver: (over: { node: string } | null) => void
}

/** A node with its name and figure. */
const NodeMark = memo(function NodeMark({ placed, column, last, tall, tabStop, pressed, dim, width, margin, nameOf, colourOf, figure, unit, shareOf, onSelect, onKey, onFocus, onOver }: NodeMarkProps) {
  const { t } = useTranslation()
  const { node } = placed
  const left = column === 0
  const outer = left || column === last
  const value = figure(node.value)
  const room = outer ? margin - 14 - textWidth(value, VALUE_PX) - 8 : (width - 2 * margin) / Math.max(1, last) - 40 - textWidth(value, VALUE_PX)
  const name = nameOf(node)
  const x = left ? placed.x - 8 : placed.x + placed.width + 8
  const middle = placed.y + placed.height / 2
  const nameY = left ? placed.x - 20 : placed.x + placed.width + 15
  const colour = colourOf(node) ?? 'var(--ink-2)'
  return (
    // A node of an SVG cannot be a button element.
    <g
      data-node={node.id}
      data-value={node.value}
      role="button"
      tabIndex={tabStop ? 0 : -1}
      aria-pressed={pressed}
      aria-label={t('flow.nodeLabel', { name, value: `${value} ${unit}`, share: shareOf(node.value) })}
      className="flow-node"
      data-dim={dim || undefined}
      onClick={() => onSelect(node.id)}
      onKeyDown={event => onKey(event, placed)}
      onFocus={() => onFocus(node.id)}
      onBlur={() => onFocus(null)}
      onPointerEnter={() => onOver({ node: node.id })}
      onPointerLeave={() => onOver(null)}
    >
      {tall ? (
        <>
          <rect className="flow-hit" x={placed.y - 2} y={left ? placed.x - 34 : placed.x - 2} width={placed.height + 4} height={46} fill="none" />
          <rect className="flow-bar" x={placed.y} y={placed.x} width={Math.max(1, placed.height)} height={placed.width} rx={Math.min(2, placed.height / 2)} fill={colour} />
          {placed.height >= NAMED_PX ? (
            <text className="flow-name" textAnchor="middle" fontSize={TALL_NAME_PX}>
              <tspan x={middle} y={nameY}>
                {fitText(name, placed.height + 4, TALL_NAME_PX)}
              </tspan>
              <tspan className="flow-value" x={middle} dy={14} fontSize={11}>
                {value}
              </tspan>
            </text>
          ) : null}
        </>
      ) : (
        <>
          <rect className="flow-hit" x={left ? placed.x - margin + 6 : placed.x - 4} y={placed.y - 6} width={outer ? margin : (width - 2 * margin) / Math.max(1, last) / 2} height={placed.height + 12} fill="none" />
          <rect className="flow-bar" x={placed.x} y={placed.y} width={placed.width} height={Math.max(1, placed.height)} rx={Math.min(2, placed.height / 2)} fill={colour} />
          <text className="flow-name" x={x} y={placed.y + placed.height / 2 + 4.5} textAnchor={left ? 'end' : 'start'} fontSize={NAME_PX}>
            <tspan>{fitText(name, room, NAME_PX)}</tspan>
            <tspan className="flow-value" fontSize={VALUE_PX} dx={7}>
              {value}
            </tspan>
          </text>
        </>
      )}
    </g>
  )
})
