import type { Cube, Label } from '@/api/types'
import { FIELDS } from '@/format/colours'

/** One colour of a stacked picture. */
export interface Layer {
  id: string
  label: Label | null
  /** One for each period; `null` is missing, never 0. */
  values: (number | null)[]
  estimated: boolean[]
}

export interface Stack {
  periods: string[]
  /** Largest first, fields in their fixed order; what was folded comes last as `rest`. */
  layers: Layer[]
}

/** Turns the rows of a cut by period and one dimension into layers; beyond `limit` the smallest are folded into one. */
export function stack(cube: Cube, dim: string | null, limit: number): Stack {
  const periods = [...new Set(cube.rows.map((row) => row.keys.period?.id ?? ''))].toSorted()
  const at = new Map(periods.map((period, index) => [period, index]))
  const layers = new Map<string, Layer>()
  for (const row of cube.rows) {
    const item = dim === null ? undefined : row.keys[dim]
    const id = item?.id ?? ''
    let layer = layers.get(id)
    if (!layer) {
      layer = { id, label: item?.label ?? null, values: periods.map(() => null), estimated: periods.map(() => false) }
      layers.set(id, layer)
    }
    const index = at.get(row.keys.period?.id ?? '')
    if (index !== undefined) {
      layer.values[index] = row.value
      layer.estimated[index] = row.estimated
    }
  }
  const size = (layer: Layer) => layer.values.reduce<number>((whole, value) => whole + Math.abs(value ?? 0), 0)
  let sorted = [...layers.values()].filter((layer) => dim === null || layer.values.some((value) => value !== null && value !== 0))
  sorted = dim === 'field' ? sorted.toSorted((a, b) => order(a.id) - order(b.id)) : sorted.toSorted((a, b) => size(b) - size(a))
  if (sorted.length <= limit) return { periods, layers: sorted }
  const kept = sorted.slice(0, limit - 1)
  const folded = sorted.slice(limit - 1)
  const rest: Layer = {
    id: 'rest',
    label: null,
    values: periods.map((_, index) => {
      const there = folded.flatMap((layer) => layer.values[index] ?? [])
      return there.length === 0 ? null : there.reduce((a, b) => a + b, 0)
    }),
    estimated: periods.map((_, index) => folded.some((layer) => layer.estimated[index])),
  }
  return { periods, layers: [...kept, rest] }
}

function order(field: string): number {
  const index = (FIELDS as readonly string[]).indexOf(field)
  return index < 0 ? FIELDS.length : index
}
