/** A publication as a table: places down, indicators across. */
import type { ChangeRow, Named, PublishedFigure } from '@/api/readings'

export interface FigureTable {
  columns: { indicator: string; unit: string }[]
  rows: { place: Named; cells: (PublishedFigure | null)[] }[]
}

const keyOf = (one: { indicator: string; unit: string }) => `${one.indicator} ${one.unit}`

/** Places and indicators in the order in which they were published. */
export function tableOf(figures: readonly PublishedFigure[]): FigureTable {
  const columns: FigureTable['columns'] = []
  const rows = new Map<string, { place: Named; byKey: Map<string, PublishedFigure> }>()
  for (const figure of figures) {
    if (!columns.some((column) => keyOf(column) === keyOf(figure))) columns.push({ indicator: figure.indicator, unit: figure.unit })
    const row = rows.get(figure.place.code) ?? { place: figure.place, byKey: new Map<string, PublishedFigure>() }
    row.byKey.set(keyOf(figure), figure)
    rows.set(figure.place.code, row)
  }
  return { columns, rows: [...rows.values()].map(({ place, byKey }) => ({ place, cells: columns.map((column) => byKey.get(keyOf(column)) ?? null) })) }
}

const weight = (row: ChangeRow) => (row.change_percent === null ? Number.POSITIVE_INFINITY : Math.abs(row.change_percent))

/** What differs, largest share first; what came or went has no share and stands first of all. */
export function differing(rows: readonly ChangeRow[]): ChangeRow[] {
  return rows.filter((row) => row.then !== row.now).toSorted((a, b) => weight(b) - weight(a) || 0)
}
