/** The question that the pages about cities share, kept in the address. */
import { useMemo } from 'react'
import { type CityTable, type ClusterAsk, useCityTables } from '@/api/cities'
import { usePlaceTree } from '@/app/CutBar'
import { useCut, useParam } from '@/cut/useCut'

/** What structures are taken from: `ledger`, or the number of a table. */
export function useAsk() {
  const { cut, region } = useCut()
  const tables = useCityTables(region.id)
  const usable = useMemo(() => (tables.data ?? []).filter(one => one.kind === 'structure' || one.kind === 'similarity'), [tables.data])
  const ledger = region.dims.industries.length > 1 || region.dims.fields.length > 1
  const [of, setOf] = useParam('of', '')
  const [level, setLevel] = useParam('level', '')
  const [by, setBy] = useParam('parts', '')
  const [measure, setMeasure] = useParam('measure', '')
  const [linkage, setLinkage] = useParam('linkage', 'average')
  const table: CityTable | null = usable.find(one => String(one.id) === of) ?? (ledger ? null : (usable[0] ?? null))
  const tree = usePlaceTree(region.id)
  const own = tree.byCode.get(cut.place)
  // A place without members stands among those of the place above it.
  const place = own && own.children < 2 && own.parent !== null ? own.parent : cut.place
  const year = cut.period.slice(0, 4)
  const ask = useMemo<ClusterAsk | null>(() => {
    if (tables.data === undefined || !tree.ready) return null
    const years = linkage === 'average' ? {} : { linkage }
    if (table) return { table: String(table.id), ...years }
    if (!ledger) return null
    const total = cut.indicator.endsWith('_total') || cut.indicator === 'output_value' || cut.indicator === 'value_added' ? cut.indicator : undefined
    return { place, year, view: cut.view, ...(level ? { level } : {}), ...(by ? { by } : {}), ...(measure ? { measure } : {}), ...(total ? { indicator: total } : {}), ...years }
  }, [tables.data, tree.ready, table, ledger, place, cut.indicator, cut.view, year, level, by, measure, linkage])
  return { ask, table, tables, usable, ledger, of, setOf, level, setLevel, by, setBy, measure, setMeasure, linkage, setLinkage }
}
export type AskState = ReturnType<typeof useAsk>
