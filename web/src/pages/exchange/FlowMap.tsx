import { type RefObject, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { BoundaryFeature, Box } from '../map/geometry'
import { placed } from '../map/labels'
import { bow, outline, projection } from '../whose/flows'

const NEAR_PX = 18
const BOW_MAX_PX = 13

export interface MapNode {
  id: string
  name: string
  lon: number
  lat: number
  /** `site`: could be chosen; `chosen`: is. Others are ends of flows. */
  kind: 'end' | 'site' | 'chosen'
}
export interface MapArc {
  from: string
  to: string
  value: number
  label: string
}

interface Group {
  key: string
  nodes: MapNode[]
  xy: [number, number]
}

/** Names of a dot: a place that is both served and built on has one. */
const namesOf = (group: Group) => [...new Set(group.nodes.map(node => node.name))]

/** Nodes that would lie on each other are one dot. */
function grouped(nodes: readonly MapNode[], at: (lon: number, lat: number) => [number, number]): Group[] {
  const groups: Group[] = []
  for (const node of nodes) {
    const xy = at(node.lon, node.lat)
    const near = groups.find(group => Math.hypot(group.xy[0] - xy[0], group.xy[1] - xy[1]) < NEAR_PX)
    if (near) near.nodes.push(node)
    else groups.push({ key: node.id, nodes: [node], xy })
  }
  return groups
}

const boxOfNodes = (nodes: readonly MapNode[]): Box => {
  const [w, e] = [Math.min(...nodes.map(one => one.lon)), Math.max(...nodes.map(one => one.lon))]
  const [s, n] = [Math.min(...nodes.map(one => one.lat)), Math.max(...nodes.map(one => one.lat))]
  const [dx, dy] = [Math.max((e - w) * 0.25, 0.004), Math.max((n - s) * 0.25, 0.004)]
  return [w - dx, s - dy, e + dx, n + dy]
}

/** What goes from where to where. A dot that stands for several opens when it is chosen. */
export function FlowMap({ features, box, nodes, arcs, chosen, onChoose, width, height, label, svgRef }: {
  features: readonly BoundaryFeature[]
  box: Box
  nodes: readonly MapNode[]
  arcs: readonly MapArc[]
  chosen: string | null
  onChoose: (id: string | null) => void
  width: number
  height: number
  label: string
  svgRef: RefObject<SVGSVGElement | null>
}) {
  const { t } = useTranslation()
  const [close, setClose] = useState<Box | null>(null)
  const [over, setOver] = useState<MapArc | null>(null)
  const shown = close ?? box
  const at = useMemo(() => projection(shown, width, height), [shown, width, height])
  const shapes = useMemo(() => features.map(feature => ({ code: feature.properties.code, d: outline(feature.geometry, at) })), [features, at])
  const groups = useMemo(() => grouped(nodes, at), [nodes, at])
  const groupOf = useMemo(() => new Map(groups.flatMap(group => group.nodes.map(node => [node.id, group] as const))), [groups])
  const lines = useMemo(() => {
    const sums = new Map<string, MapArc & { a: Group; b: Group }>()
    for (const arc of arcs) {
      const [a, b] = [groupOf.get(arc.from), groupOf.get(arc.to)]
      if (!a || !b || a === b) continue
      const key = `${a.key}>${b.key}`
      const known = sums.get(key)
      if (known) {
        known.value += arc.value
        known.label = `${known.label}; ${arc.label}`
      } else sums.set(key, { ...arc, a, b })
    }
    return [...sums.values()].toSorted((x, y) => y.value - x.value)
  }, [arcs, groupOf])
  const largest = Math.max(...lines.map(line => line.value), 0)
  const inside = (group: Group) => arcs.filter(arc => arc.from !== arc.to && groupOf.get(arc.from) === group && groupOf.get(arc.to) === group)
  const all = arcs.reduce((sum, arc) => sum + arc.value, 0)
  const press = (group: Group) => {
    if (namesOf(group).length > 1) setClose(boxOfNodes(group.nodes))
    else {
      const id = (group.nodes.find(node => node.kind !== 'end') ?? group.nodes[0])?.id ?? null
      onChoose(chosen === id ? null : id)
    }
  }
  const visible = ([x, y]: [number, number]) => x > -40 && y > -40 && x < width + 40 && y < height + 40
  const size = width < 480 ? 10.5 : 12
  const dots = groups
    .filter(group => visible(group.xy))
    .map(group => {
      const names = namesOf(group)
      const many = names.length
      const among = inside(group)
      const share = all > 0 ? among.reduce((sum, arc) => sum + arc.value, 0) / all : 0
      const kind = group.nodes.some(node => node.kind === 'chosen') ? 'chosen' : group.nodes.some(node => node.kind === 'site') ? 'site' : 'end'
      const touching = arcs.reduce((sum, arc) => sum + (groupOf.get(arc.from) === group || groupOf.get(arc.to) === group ? arc.value : 0), 0)
      const first = kind === 'chosen' || group.nodes.some(node => node.id === chosen)
      return {
        group,
        many,
        share,
        within: among.length,
        name: many === 1 ? (names[0] ?? '') : t('exchange.together', { name: names[0] ?? '', count: many - 1 }),
        kind,
        radius: many === 1 ? (kind === 'chosen' ? 7 : 5) : Math.min(13, 6 + many * 0.7),
        weight: first ? Number.MAX_VALUE : touching,
      }
    })
  const labels = placed(dots.map(dot => ({ key: dot.group.key, xy: dot.group.xy, radius: dot.radius, name: dot.name, weight: dot.weight })), size, width)
  return (
    <div className="ex-map" style={{ width }}>
      {close ? (
        <button type="button" className="ex-map-back" onClick={() => setClose(null)}>
          {t('exchange.wholeMap')}
        </button>
      ) : null}
      <svg ref={svgRef} width={width} height={height} viewBox={`0 0 ${width} ${height}`} role="group" aria-label={label} onPointerLeave={() => setOver(null)}>
        <g>
          {shapes.map(shape => (
            <path key={shape.code} className="whose-land" d={shape.d} />
          ))}
        </g>
        <g>
          {lines.map(line => {
            const on = chosen === null || line.a.nodes.some(node => node.id === chosen) || line.b.nodes.some(node => node.id === chosen)
            return (
              <path
                key={`${line.a.key}>${line.b.key}`}
                className="whose-bow"
                data-side={on ? undefined : 'none'}
                data-on={over === line || undefined}
                data-dim={(over !== null && over !== line) || undefined}
                d={bow(line.a.xy, line.b.xy, largest > 0 ? Math.max(2, (line.value / largest) * BOW_MAX_PX) : 2)}
                onPointerEnter={() => setOver(line)}
                onPointerLeave={() => setOver(null)}
              />
            )
          })}
        </g>
        {dots.map(({ group, many, within, share, name, kind, radius }) => {
            const [x, y] = group.xy
            const stands = labels.get(group.key)
            return (
              // A node of an SVG cannot be a button element.
              <g
                key={group.key}
                className="whose-city ex-node"
                data-kind={kind}
                role="button"
                tabIndex={0}
                aria-pressed={group.nodes.some(node => node.id === chosen)}
                aria-label={within > 0 ? `${name}; ${t('exchange.within', { count: within })}` : name}
                onClick={() => press(group)}
                onKeyDown={event => {
                  if (event.key !== 'Enter' && event.key !== ' ') return
                  event.preventDefault()
                  press(group)
                }}
              >
                <circle cx={x} cy={y} r={Math.max(12, radius)} fill="none" pointerEvents="all" />
                {share > 0 && kind === 'end' ? <circle className="ex-within" cx={x} cy={y} r={radius + 4 + 24 * Math.sqrt(share)} /> : null}
                {kind === 'end' ? <circle className="whose-dot" cx={x} cy={y} r={radius} /> : <rect className="whose-dot" x={x - radius} y={y - radius} width={radius * 2} height={radius * 2} rx={2} />}
                {many > 1 ? (
                  <text className="ex-count" x={x} y={y} dy="0.35em" textAnchor="middle" fontSize={11}>
                    {many}
                  </text>
                ) : null}
                {stands === undefined ? null : (
                  <text className="whose-name" x={stands[0]} y={stands[1]} textAnchor="middle" fontSize={size}>
                    {name}
                  </text>
                )}
              </g>
            )
          })}
      </svg>
      {over ? (
        <div className="ex-hover" aria-hidden="true">
          {over.label}
        </div>
      ) : null}
    </div>
  )
}
