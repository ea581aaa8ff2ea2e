/**
 * Folding small nodes of a flow into one named remainder per stage, the same ones in every year.
 *
 * Which nodes are kept is decided on a reference (the flow over all years), so that a node does not come and go while the years
 * play. Nothing is dropped: a remainder's value and links are the sums of what it holds, so each stage's total stays what it was.
 */

/** A node of a flow, as the server gives it. */
export interface FlowNode {
  id: string
  label: { en: string; zh: string }
  stage: number
  dim: string
  value: number
  /** How many smaller nodes this one stands for. */
  folded?: number | null
}
/** A link between two nodes of neighbouring stages. */
export interface FlowLink {
  source: string
  target: string
  value: number
}
/** Nodes and links of one cut. */
export interface Flow {
  nodes: FlowNode[]
  links: FlowLink[]
}

/** The id of a stage's remainder. */
export const restId = (stage: number): string => `rest:${stage}`
/** Whether a node stands for others. */
export const isRest = (node: FlowNode): boolean => (node.folded ?? 0) > 0

/** The order of each stage's nodes, kept over the years: by size in the reference, the remainder last. */
export function referenceOrder(reference: Flow): Map<string, number> {
  const order = new Map<string, number>()
  const sorted = reference.nodes.toSorted(
    (a, b) =>
      a.stage - b.stage ||
      Number(isRest(a)) - Number(isRest(b)) ||
      Math.abs(b.value) - Math.abs(a.value) ||
      a.id.localeCompare(b.id),
  )
  sorted.forEach((n, i) => order.set(n.id, i))
  return order
}

/** The ids that stay themselves: the `keep` largest of each stage in the reference (a number, or one a stage). A remainder of one would say less than its name, so one more is kept then. */
export function keptIds(reference: Flow, keep: number | ((stage: number) => number)): Set<string> {
  const most = typeof keep === 'number' ? () => keep : keep
  const kept = new Set<string>()
  const stages = new Map<number, FlowNode[]>()
  for (const n of reference.nodes) {
    if (isRest(n)) continue
    if (n.dim === 'gap') continue
    const list = stages.get(n.stage)
    if (list) list.push(n)
    else stages.set(n.stage, [n])
  }
  for (const [stage, list] of stages) {
    const sorted = list.toSorted((a, b) => Math.abs(b.value) - Math.abs(a.value) || a.id.localeCompare(b.id))
    const hasServerRest = reference.nodes.some(n => n.stage === stage && isRest(n))
    const own = most(stage)
    const n = list.length === own + 1 && !hasServerRest ? own + 1 : own
    for (const node of sorted.slice(0, n)) kept.add(node.id)
  }
  return kept
}

/** The flow with every node that is not kept folded into its stage's remainder. */
export function fold(flow: Flow, kept: ReadonlySet<string>): Flow {
  const to = new Map<string, string>()
  const rests = new Map<number, FlowNode>()
  const nodes: FlowNode[] = []
  for (const n of flow.nodes) {
    // What does not meet is never hidden among others, also in a year that the reference knows nothing of.
    if ((kept.has(n.id) || n.dim === 'gap') && !isRest(n)) {
      nodes.push(n)
      to.set(n.id, n.id)
      continue
    }
    const id = restId(n.stage)
    to.set(n.id, id)
    const held = isRest(n) ? (n.folded as number) : 1
    const rest = rests.get(n.stage)
    if (rest) {
      rest.value += n.value
      rest.folded = (rest.folded ?? 0) + held
    } else
      rests.set(n.stage, { id, label: { en: '', zh: '' }, stage: n.stage, dim: n.dim, value: n.value, folded: held })
  }
  nodes.push(...rests.values())
  const links = new Map<string, FlowLink>()
  for (const l of flow.links) {
    const source = to.get(l.source)
    const target = to.get(l.target)
    if (source === undefined || target === undefined) continue
    const key = `${source}\u0000${target}`
    const link = links.get(key)
    if (link) link.value += l.value
    else links.set(key, { source, target, value: l.value })
  }
  return { nodes, links: [...links.values()] }
}

/** How far in and out of each inner node differ, at most, as a share of the whole. 0 is a flow that conserves. */
export function imbalance(flow: Flow): number {
  const into = new Map<string, number>()
  const out = new Map<string, number>()
  let whole = 0
  for (const l of flow.links) {
    into.set(l.target, (into.get(l.target) ?? 0) + l.value)
    out.set(l.source, (out.get(l.source) ?? 0) + l.value)
    whole += Math.abs(l.value)
  }
  if (whole === 0) return 0
  let worst = 0
  for (const [id, v] of into) {
    const w = out.get(id)
    if (w !== undefined) worst = Math.max(worst, Math.abs(v - w) / whole)
  }
  return worst
}
