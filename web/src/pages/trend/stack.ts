import type { Cube, Label } from '@/api/types'
import { FIELDS } from '@/format/colours'

/** One colour of a stacked picture. */
export interface Layer {
  id: string
  label: Label | null
  /** One for each period; `null` is missing, never 0. */
  values: (number | null)[]
  estimated: boolean[]
  /** What is stated of no month; `null` if nothing is. */
  undated: number | null
}

export interface Stack {
  periods: string[]
  /** Largest first, fields in their fixed order; what was folded comes last as `rest`. */
  layers: Layer[]
}

/** The period of what was stated for a year and of none of its months. */
const UNDATED = 'unstated'

/** Turns the rows of a cut by period and one dimension into layers; beyond `limit` the smallest are folded into one. */
export function stack(cube: Cube, dim: string | null, limit: number): Stack {
  const periods = [...new Set(cube.rows.map((row) => row.keys.period?.id ?? ''))].filter((period) => period !== UNDATED).toSorted()
  const at = new Map(periods.map((period, index) => [period, index]))
  const layers = new Map<string, Layer>()
  for (const row of cube.rows) {
    const item = dim === null ? undefined : row.keys[dim]
    const id = item?.id ?? ''
    let layer = layers.get(id)
    if (!layer) {
      layer = { id, label: item?.label ?? null, values: periods.map(() => null), estimated: periods.map(() => false), undated: null }
      layers.set(id, layer)
    }
    if (row.keys.period?.id === UNDATED) layer.undated = row.value
    const index = at.get(row.keys.period?.id ?? '')
    if (index !== undefined) {
      layer.values[index] = row.value
      layer.estimated[index] = row.estimated
    }
  }
  const size = (layer: Layer) => layer.values.reduce<number>((whole, value) => whole + Math.abs(value ?? 0), Math.abs(layer.undated ?? 0))
  let sorted = [...layers.values()].filter((layer) => dim === null || [...layer.values, layer.undated].some((value) => value !== null && value !== 0))
  sorted = dim === 'field' ? sorted.toSorted((a, b) => order(a.id) - order(b.id)) : sorted.toSorted((a, b) => size(b) - size(a))
  if (sorted.length <= limit) return { periods, layers: sorted }
  const kept = sorted.slice(0, limit - 1)
  const folded = sorted.slice(limit - 1)
  const rest: Layer = {
    id: 'rest',
    label: null,
    values: periods.map((_, index) => sum(folded.map((layer) => layer.values[index] ?? null))),
    estimated: periods.map((_, index) => folded.some((layer) => layer.estimated[index])),
    undated: sum(folded.map((layer) => layer.undated)),
  }
  return { periods, layers: [...kept, rest] }
}

function order(field: string): number {
  const index = (FIELDS as readonly string[]).indexOf(field)
  return index < 0 ? FIELDS.length : index
}

/** Sum of what is there; `null` if nothing is. */
export function sum(values: readonly (number | null)[]): number | null {
  let whole: number | null = null
  for (const value of values) if (value !== null) whole = (whole ?? 0) + value
  return whole
}
