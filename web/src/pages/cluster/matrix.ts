/** The matrix of cities and the tree beside it: classes of colour, and where its branches run. Pure. */

export interface Merge {
  left: number
  right: number
  height: number
}

/** A branch of the tree: two arms that join. `at` runs along the cities (0 is the middle of the first), `height` away from them. */
export interface Branch {
  a: { at: number; height: number }
  b: { at: number; height: number }
  height: number
}

/** Branches in the order in which groups join. `order` is the cities from first to last, as indices. */
export function branches(merges: readonly Merge[], order: readonly number[]): Branch[] {
  const count = order.length
  const place = new Map(order.map((city, at) => [city, at]))
  const nodes: { at: number; height: number }[] = Array.from({ length: count }, (_, city) => ({ at: place.get(city) ?? 0, height: 0 }))
  return merges.map(merge => {
    const [a, b] = [nodes[merge.left] ?? { at: 0, height: 0 }, nodes[merge.right] ?? { at: 0, height: 0 }]
    nodes.push({ at: (a.at + b.at) / 2, height: merge.height })
    return { a, b, height: merge.height }
  })
}

/** Bounds of `count` classes of equal width over the values; empty if they are all alike. */
export function equalBreaks(values: readonly number[], count: number): number[] {
  const least = Math.min(...values)
  const most = Math.max(...values)
  if (!Number.isFinite(least) || most <= least) return []
  return Array.from({ length: count - 1 }, (_, at) => least + ((most - least) * (at + 1)) / count)
}

/** Bounds of classes with about equally many values. */
export function quantileBreaks(values: readonly number[], count: number): number[] {
  const sorted = values.toSorted((a, b) => a - b)
  const breaks: number[] = []
  for (let at = 1; at < count; at++) {
    const value = sorted[Math.floor((sorted.length * at) / count)]
    if (value !== undefined && value !== breaks.at(-1) && value !== sorted[0]) breaks.push(value)
  }
  return breaks
}

/** Class of a value, 0 the lowest; a value at a bound belongs to the class above it. */
export const classOf = (value: number, breaks: readonly number[]): number => breaks.filter(bound => value >= bound).length

/** Pairs of a square matrix, each once, the greatest first; those without a figure last. */
export function pairsOf(cells: readonly (number | null)[], n: number): { a: number; b: number; value: number | null }[] {
  const pairs: { a: number; b: number; value: number | null }[] = []
  for (let a = 0; a < n; a++) for (let b = 0; b < a; b++) pairs.push({ a, b, value: cells[a * n + b] ?? null })
  return pairs.toSorted((x, y) => (y.value ?? -2) - (x.value ?? -2) || x.a - y.a || x.b - y.b)
}
