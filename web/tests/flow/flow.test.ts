import { describe, expect, it } from 'vitest'
import { fold, imbalance, keptIds, referenceOrder, restId, type Flow, type FlowNode } from '@/pages/flow/fold'
import { between, grossTotal, layout, ribbon, type LayoutOptions } from '@/pages/flow/layout'

const name = (stage: number, i: number) => `${stage}:${i}`

/** A seeded flow of three stages that conserves at the middle one. */
function sample(seed: number, left = 5, middle = 4, right = 9): Flow {
  let s = seed
  const random = () => ((s = (s * 1664525 + 1013904223) % 4294967296) / 4294967296) ** 3 * 100
  const a = Array.from({ length: left }, () => Array.from({ length: middle }, random))
  const middles = Array.from({ length: middle }, (_, m) => a.reduce((t, row) => t + (row[m] as number), 0))
  const links = a.flatMap((row, i) => row.map((value, m) => ({ source: name(0, i), target: name(1, m), value })))
  for (let m = 0; m < middle; m++) {
    const weights = Array.from({ length: right }, random)
    const sum = weights.reduce((x, y) => x + y, 0)
    weights.forEach((w, r) =>
      links.push({ source: name(1, m), target: name(2, r), value: ((middles[m] as number) * w) / sum }),
    )
  }
  const value = (id: string, stage: number) =>
    links.filter(l => (stage === 0 ? l.source : l.target) === id).reduce((t, l) => t + l.value, 0)
  const nodes: FlowNode[] = [left, middle, right].flatMap((n, stage) =>
    Array.from({ length: n }, (_, i) => ({
      id: name(stage, i),
      label: { en: name(stage, i), zh: name(stage, i) },
      stage,
      dim: 'd',
      value: value(name(stage, i), stage),
    })),
  )
  return { nodes, links }
}
const stageTotal = (f: Flow, stage: number) => f.nodes.filter(n => n.stage === stage).reduce((s, n) => s + n.value, 0)
const linkTotal = (f: Flow, stage: number) => {
  const of = new Map(f.nodes.map(n => [n.id, n.stage]))
  return f.links.filter(l => of.get(l.source) === stage).reduce((s, l) => s + l.value, 0)
}
const options = (flow: Flow, over: Partial<LayoutOptions> = {}): LayoutOptions => ({
  width: 1000,
  height: 600,
  margin_left: 120,
  margin_right: 120,
  node_width: 10,
  gap: 14,
  full_value: grossTotal(flow),
  order: referenceOrder(flow),
  most_nodes: 0,
  ...over,
})

describe('fold', () => {
  it("keeps every stage's total and the balance of every node", () => {
    for (let seed = 1; seed <= 40; seed++) {
      const flow = sample(seed)
      for (const keep of [1, 3, 6]) {
        const folded = fold(flow, keptIds(flow, keep))
        for (const stage of [0, 1, 2]) expect(stageTotal(folded, stage)).toBeCloseTo(stageTotal(flow, stage), 8)
        for (const stage of [0, 1]) expect(linkTotal(folded, stage)).toBeCloseTo(linkTotal(flow, stage), 8)
        expect(imbalance(folded)).toBeLessThan(1e-12)
        for (const stage of [0, 1, 2]) {
          const held = folded.nodes.filter(n => n.stage === stage).reduce((s, n) => s + (n.folded ?? 1), 0)
          expect(held).toBe(flow.nodes.filter(n => n.stage === stage).length)
        }
      }
    }
  })
  it("does not fold one node alone: its name says more than 'one other'", () => {
    const flow = sample(3, 5, 4, 9)
    const folded = fold(flow, keptIds(flow, 8))
    expect(folded.nodes.filter(n => n.stage === 2 && n.folded)).toHaveLength(0)
    expect(fold(flow, keptIds(flow, 7)).nodes.find(n => n.id === restId(2))?.folded).toBe(2)
  })
  it('keeps the largest of the reference', () => {
    const flow = sample(8)
    const kept = keptIds(flow, 3)
    const last = flow.nodes.filter(n => n.stage === 2)
    const smallestKept = Math.min(...last.filter(n => kept.has(n.id)).map(n => n.value))
    for (const n of last) if (!kept.has(n.id)) expect(n.value).toBeLessThanOrEqual(smallestKept)
  })
  it('adds a remainder the server made to its own, with its count', () => {
    const flow = sample(4)
    ;(flow.nodes.find(n => n.id === '2:8') as FlowNode).folded = 30
    const folded = fold(flow, keptIds(flow, 4))
    expect(folded.nodes.find(n => n.id === restId(2))?.folded).toBe(34)
    expect(stageTotal(folded, 2)).toBeCloseTo(stageTotal(flow, 2), 8)
  })
  it('keeps the same nodes in every year, by the reference', () => {
    const kept = keptIds(sample(5), 3)
    const other = fold(sample(6), kept)
    for (const n of other.nodes) if (!n.folded) expect(kept.has(n.id)).toBe(true)
  })
  it('says when a flow does not conserve', () => {
    const flow = sample(7)
    expect(imbalance(flow)).toBeLessThan(1e-12)
    ;(flow.links[0] as { value: number }).value += 10
    expect(imbalance(flow)).toBeGreaterThan(1e-3)
  })
})

describe('layout', () => {
  it('fills the height in the fullest stage, stays inside, and never lets two nodes touch', () => {
    for (let seed = 1; seed <= 30; seed++) {
      const flow = sample(seed)
      const l = layout(flow, options(flow))
      for (const stage of [0, 1, 2]) {
        const nodes = l.nodes.filter(n => n.node.stage === stage).toSorted((a, b) => a.y - b.y)
        for (let i = 1; i < nodes.length; i++) {
          const [a, b] = [nodes[i - 1], nodes[i]] as [(typeof nodes)[0], (typeof nodes)[0]]
          expect(b.y - (a.y + a.height)).toBeGreaterThanOrEqual(13.999)
        }
        const last = nodes[nodes.length - 1] as (typeof nodes)[0]
        expect((nodes[0] as (typeof nodes)[0]).y).toBeGreaterThanOrEqual(0)
        // Nodes drawn at least one pixel high may push the last one over by as many pixels.
        expect(last.y + last.height).toBeLessThanOrEqual(600 + nodes.length)
      }
    }
  })
  it('stacks ribbons without gap or overlap on both sides of a node', () => {
    const flow = sample(11)
    const l = layout(flow, options(flow))
    for (const n of l.nodes) {
      for (const side of ['source', 'target'] as const) {
        const at = side === 'source' ? 'y0' : 'y1'
        const own = l.links.filter(k => k.link[side] === n.node.id).toSorted((a, b) => a[at] - b[at])
        let y = n.y
        for (const k of own) {
          expect(k[at]).toBeCloseTo(y, 6)
          y += k.width
        }
        if (own.length && n.height > 1) expect(y).toBeCloseTo(n.y + n.height, 6)
      }
    }
  })
  it('keeps the order from year to year, whatever the sizes', () => {
    const reference = sample(12)
    const order = referenceOrder(reference)
    const ids = (f: Flow) =>
      layout(f, options(f, { order }))
        .nodes.toSorted((a, b) => a.node.stage - b.node.stage || a.y - b.y)
        .map(n => n.node.id)
    expect(ids(sample(13))).toEqual(ids(reference))
  })
  it('draws a smaller year smaller', () => {
    const flow = sample(14)
    const half = {
      nodes: flow.nodes.map(n => ({ ...n, value: n.value / 2 })),
      links: flow.links.map(l => ({ ...l, value: l.value / 2 })),
    }
    const full_value = grossTotal(flow)
    const tall = (f: Flow) =>
      layout(f, options(f, { full_value, most_nodes: 9 })).links.reduce((s, k) => s + k.width, 0)
    expect(tall(half)).toBeCloseTo(tall(flow) / 2, 6)
  })
  it('draws a removal with the width of its absolute value, marked', () => {
    const flow: Flow = {
      nodes: [
        { id: 'a', label: { en: 'a', zh: 'a' }, stage: 0, dim: 'd', value: 80 },
        { id: 'b', label: { en: 'b', zh: 'b' }, stage: 1, dim: 'd', value: 100 },
        { id: 'c', label: { en: 'c', zh: 'c' }, stage: 1, dim: 'd', value: -20 },
      ],
      links: [
        { source: 'a', target: 'b', value: 100 },
        { source: 'a', target: 'c', value: -20 },
      ],
    }
    const l = layout(flow, options(flow))
    const removal = l.links.find(k => k.link.target === 'c')
    expect(removal?.negative).toBe(true)
    expect(removal?.width).toBeCloseTo(20 * l.scale, 9)
  })
  it('is empty, not broken, when there is nothing to draw', () => {
    expect(layout({ nodes: [], links: [] }, options({ nodes: [], links: [] })).nodes).toEqual([])
  })
  it('moves from one picture to the next', () => {
    const [a, b] = [sample(15), sample(16)]
    const order = referenceOrder(a)
    const [from, to] = [layout(a, options(a, { order })), layout(b, options(b, { order }))]
    expect(between(from, to, 1)).toBe(to)
    const mid = between(from, to, 0.5)
    const id = (to.nodes[0] as (typeof to.nodes)[0]).node.id
    const y = (l: typeof to) => l.nodes.find(n => n.node.id === id)?.y as number
    expect(y(mid)).toBeCloseTo((y(from) + y(to)) / 2, 9)
  })
})

describe('ribbon', () => {
  it('is a closed path that is never too thin to see', () => {
    expect(ribbon({ x0: 0, x1: 10, y0: 0, y1: 4, width: 2 })).toBe('M0 0C5 0 5 4 10 4V6C5 6 5 2 0 2Z')
    // From top to bottom: the same points with their coordinates exchanged.
    expect(ribbon({ x0: 0, x1: 10, y0: 0, y1: 4, width: 2 }, true)).toBe('M0 0C0 5 4 5 4 10H6C6 5 2 5 2 0Z')
    expect(ribbon({ x0: 0, x1: 10, y0: 0, y1: 0, width: 0.01 })).toContain('V0.5')
  })
})
