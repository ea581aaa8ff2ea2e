/** Where the names of places can stand on a map. Pure. */

/** A place with a name. `weight` says which name goes first where two would lie on each other. */
export interface Named {
  key: string
  xy: [number, number]
  /** Half of what is drawn at the place, px; names stand above or below it. 0: the name stands upon the place. */
  radius: number
  name: string
  weight: number
}

/** About how wide a name is, px. */
const breadth = (name: string, size: number) => [...name].reduce((sum, c) => sum + (c > '\u2e7f' ? size : size * 0.54), 0)

/** Middles and baselines of names that do not lie on each other and stay within `width`, by key: the heaviest first; a place without room is not in it. */
export function placed(dots: readonly Named[], size: number, width = Number.POSITIVE_INFINITY): Map<string, [x: number, y: number]> {
  const taken: [number, number, number, number][] = []
  const found = new Map<string, [number, number]>()
  for (const dot of dots.toSorted((a, b) => b.weight - a.weight)) {
    const half = breadth(dot.name, size) / 2
    const y = dot.xy[1]
    const x = Math.max(half + 2, Math.min(width - half - 2, dot.xy[0]))
    for (const baseline of dot.radius > 0 ? [y - dot.radius - 4, y + dot.radius + size] : [y + size / 3, y - size * 0.7 - 3, y + size * 1.35 + 3]) {
      const box: [number, number, number, number] = [x - half, baseline - size, x + half, baseline + 2]
      if (taken.some(other => other[0] < box[2] && box[0] < other[2] && other[1] < box[3] && box[1] < other[3])) continue
      taken.push(box)
      found.set(dot.key, [x, baseline])
      break
    }
  }
  return found
}
