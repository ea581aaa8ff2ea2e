/** What the tables of a value chain say of one city. Pure. */
import type { ChainTable } from '@/api/cities'

/** A row by its heads; a blank cell is not there. */
export type Row = Record<string, string | undefined>

/** The rows of a table by its name; none if there is no such table. */
export function rowsOf(tables: readonly ChainTable[], name: string): Row[] {
  const table = tables.find(one => one.name === name)
  if (!table) return []
  return table.rows.map(row => Object.fromEntries(table.head.flatMap((head, at) => (row[at] ? [[head, row[at]]] : []))))
}

export interface Gap {
  product: string
  needed: number
  made: number
  gap: number
  /** Cities that make it, the largest first. */
  partners: { city: string; makes: number; comes: number }[]
}

const number = (text: string | undefined) => (text === undefined ? 0 : Number(text))

/** What a city needs more of than it makes, the largest gap first, with who makes it; and what others lack that it makes. */
export function gapsOf(rows: readonly Row[], mine: (city: string) => boolean): { lacks: Gap[]; serves: { city: string; product: string }[] } {
  const lacks = new Map<string, Gap>()
  const serves: { city: string; product: string }[] = []
  for (const row of rows) {
    const product = row.product ?? ''
    if (mine(row.city ?? '')) {
      const gap = lacks.get(product) ?? { product, needed: number(row.needed_yuan), made: number(row.made_yuan), gap: number(row.gap_yuan), partners: [] }
      if (row.partner) gap.partners.push({ city: row.partner, makes: number(row.partner_makes_yuan), comes: number(row.comes_from_partner_yuan) })
      lacks.set(product, gap)
    } else if (mine(row.partner ?? '')) serves.push({ city: row.city ?? '', product })
  }
  for (const gap of lacks.values()) gap.partners.sort((a, b) => b.makes - a.makes)
  return { lacks: [...lacks.values()].toSorted((a, b) => b.gap - a.gap), serves }
}

/** Essential needs that one firm alone meets, and nobody outside. */
export function soleOf(needs: readonly Row[]): Row[] {
  return needs.filter(row => row.essential === 'yes' && row.suppliers === '1' && number(row.outside_yuan) <= number(row.need_yuan) * 1e-9 && row.largest_supplier !== row.firm)
}

/** Steps of the processes, weighted by output; `null` where none is known. */
export function meanSteps(positions: readonly Row[], column: 'upstreamness' | 'downstreamness'): number | null {
  const known = positions.filter(row => row[column] !== undefined)
  const all = known.reduce((sum, row) => sum + number(row.output_yuan), 0)
  return all > 0 ? known.reduce((sum, row) => sum + number(row.output_yuan) * number(row[column]), 0) / all : null
}
