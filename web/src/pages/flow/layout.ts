/**
 * Where the nodes and ribbons of a flow stand, in pixels. Pure: the same flow, order and size give the same picture.
 *
 * The scale is given from outside (the largest year fills the height), so that a year with less carbon is a smaller picture and
 * not the same one with other numbers. Nodes keep the reference's order; nothing jumps when a year changes.
 */
import type { Flow, FlowLink, FlowNode } from './fold'

/** A node with its place. `gross` is the sum of the absolute links on its larger side: what its height shows. */
export interface PlacedNode {
  node: FlowNode
  x: number
  y: number
  width: number
  height: number
  gross: number
}
/** A ribbon with its place: `y0` and `y1` are the upper edges at source and target, `width` its thickness. */
export interface PlacedLink {
  link: FlowLink
  id: string
  x0: number
  x1: number
  y0: number
  y1: number
  width: number
  /** A removal: its value is negative, its width the absolute value. */
  negative: boolean
}
export interface Layout {
  nodes: PlacedNode[]
  links: PlacedLink[]
  /** Pixels per unit. */
  scale: number
}

export interface LayoutOptions {
  width: number
  height: number
  /** Room left and right for the labels of the outer stages. */
  margin_left: number
  margin_right: number
  node_width: number
  /** Gap between two nodes of a stage; at least one line of text, so that labels never touch. */
  gap: number
  /** Gross value that fills the height: the largest of all years. */
  full_value: number
  /** Position of each node id in its stage; unknown ids come last, by size. */
  order: ReadonlyMap<string, number>
  /** Most nodes that a stage has in any year, so that the scale does not change when one is lacking. */
  most_nodes: number
}

/** Sum of absolute links on a node's larger side; a node without links shows its own value. */
export function grossOf(flow: Flow): Map<string, number> {
  const into = new Map<string, number>()
  const out = new Map<string, number>()
  for (const l of flow.links) {
    out.set(l.source, (out.get(l.source) ?? 0) + Math.abs(l.value))
    into.set(l.target, (into.get(l.target) ?? 0) + Math.abs(l.value))
  }
  return new Map(flow.nodes.map(n => [n.id, Math.max(into.get(n.id) ?? 0, out.get(n.id) ?? 0) || Math.abs(n.value)]))
}

/** The largest gross sum of any stage. */
export function grossTotal(flow: Flow): number {
  const gross = grossOf(flow)
  const stages = new Map<number, number>()
  for (const n of flow.nodes) stages.set(n.stage, (stages.get(n.stage) ?? 0) + (gross.get(n.id) ?? 0))
  return Math.max(0, ...stages.values())
}

/** Places a flow. */
export function layout(flow: Flow, o: LayoutOptions): Layout {
  const gross = grossOf(flow)
  const stages = [...new Set(flow.nodes.map(n => n.stage))].toSorted((a, b) => a - b)
  const rank = (n: FlowNode) => o.order.get(n.id) ?? Number.MAX_SAFE_INTEGER
  const byStage = new Map(
    stages.map(s => [
      s,
      flow.nodes
        .filter(n => n.stage === s && (gross.get(n.id) ?? 0) > 0)
        .toSorted(
          (a, b) => rank(a) - rank(b) || (gross.get(b.id) ?? 0) - (gross.get(a.id) ?? 0) || a.id.localeCompare(b.id),
        ),
    ]),
  )
  const most = Math.max(o.most_nodes, ...[...byStage.values()].map(l => l.length), 1)
  const full = Math.max(o.full_value, grossTotal(flow))
  const scale = full > 0 ? Math.max(0, o.height - (most - 1) * o.gap) / full : 0

  const placed = new Map<string, PlacedNode>()
  const span = o.width - o.margin_left - o.margin_right - o.node_width
  stages.forEach((s, column) => {
    const nodes = byStage.get(s) ?? []
    const x = o.margin_left + (stages.length > 1 ? (span * column) / (stages.length - 1) : span / 2)
    const heights = nodes.map(n => Math.max(1, (gross.get(n.id) ?? 0) * scale))
    const used = heights.reduce((a, b) => a + b, 0) + Math.max(0, nodes.length - 1) * o.gap
    let y = Math.max(0, (o.height - used) / 2)
    nodes.forEach((node, i) => {
      const height = heights[i] as number
      placed.set(node.id, { node, x, y, width: o.node_width, height, gross: gross.get(node.id) ?? 0 })
      y += height + o.gap
    })
  })

  const links = flow.links
    .filter(l => l.value !== 0 && placed.has(l.source) && placed.has(l.target))
    .map(link => ({
      link,
      source: placed.get(link.source) as PlacedNode,
      target: placed.get(link.target) as PlacedNode,
    }))
  const out = new Map<string, number>()
  const into = new Map<string, number>()
  const y0 = new Map<FlowLink, number>()
  const y1 = new Map<FlowLink, number>()
  const next = (at: Map<string, number>, node: PlacedNode, width: number): number => {
    const used = at.get(node.node.id) ?? 0
    at.set(node.node.id, used + width)
    return node.y + used
  }
  for (const { link, source } of links.toSorted((a, b) => a.target.y - b.target.y))
    y0.set(link, next(out, source, Math.abs(link.value) * scale))
  for (const { link, target } of links.toSorted((a, b) => a.source.y - b.source.y))
    y1.set(link, next(into, target, Math.abs(link.value) * scale))
  return {
    scale,
    nodes: [...placed.values()],
    links: links.map(({ link, source, target }) => ({
      link,
      id: `${link.source}\u0000${link.target}`,
      x0: source.x + source.width,
      x1: target.x,
      y0: y0.get(link) as number,
      y1: y1.get(link) as number,
      width: Math.abs(link.value) * scale,
      negative: link.value < 0,
    })),
  }
}

const px = (v: number): string => (Math.round(v * 100) / 100).toString()

/** The ribbon as a closed path. Never thinner than half a pixel, so that a small flow can still be seen. */
export function ribbon(l: Pick<PlacedLink, 'x0' | 'x1' | 'y0' | 'y1' | 'width'>, tall = false): string {
  const h = Math.max(0.5, l.width)
  const mid = (l.x0 + l.x1) / 2
  // From top to bottom the same curve with its axes exchanged.
  if (tall)
    return (
      `M${px(l.y0)} ${px(l.x0)}C${px(l.y0)} ${px(mid)} ${px(l.y1)} ${px(mid)} ${px(l.y1)} ${px(l.x1)}` +
      `H${px(l.y1 + h)}C${px(l.y1 + h)} ${px(mid)} ${px(l.y0 + h)} ${px(mid)} ${px(l.y0 + h)} ${px(l.x0)}Z`
    )
  return (
    `M${px(l.x0)} ${px(l.y0)}C${px(mid)} ${px(l.y0)} ${px(mid)} ${px(l.y1)} ${px(l.x1)} ${px(l.y1)}` +
    `V${px(l.y1 + h)}C${px(mid)} ${px(l.y1 + h)} ${px(mid)} ${px(l.y0 + h)} ${px(l.x0)} ${px(l.y0 + h)}Z`
  )
}

/** The picture between two: numbers move, what comes or goes grows from or shrinks to nothing at its place. */
export function between(from: Layout | null, to: Layout, t: number): Layout {
  if (!from || t >= 1) return to
  const mix = (a: number, b: number) => a + (b - a) * t
  const nodes = new Map(from.nodes.map(n => [n.node.id, n]))
  const links = new Map(from.links.map(l => [l.id, l]))
  return {
    scale: mix(from.scale, to.scale),
    nodes: to.nodes.map(n => {
      const p = nodes.get(n.node.id)
      return p
        ? { ...n, x: mix(p.x, n.x), y: mix(p.y, n.y), height: mix(p.height, n.height) }
        : { ...n, height: n.height * t }
    }),
    links: to.links.map(l => {
      const p = links.get(l.id)
      return p
        ? {
            ...l,
            x0: mix(p.x0, l.x0),
            x1: mix(p.x1, l.x1),
            y0: mix(p.y0, l.y0),
            y1: mix(p.y1, l.y1),
            width: mix(p.width, l.width),
          }
        : { ...l, width: l.width * t }
    }),
  }
}
