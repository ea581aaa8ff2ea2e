import { useTranslation } from 'react-i18next'
import { useReason } from '@/components/Figure'
import { useFormat } from '@/format/useFormat'
import type { HoverTarget } from './MapCanvas'
import type { ListRow } from './MapList'
import type { MapRow } from './useMapData'

/** Name, value and completeness of what the pointer is over. Keyboard users have the list, which says the same. */
export function HoverCard({ hover, list, rows, year, figure, unit, narrow }: {
  hover: HoverTarget
  list: ReadonlyMap<string, ListRow>
  rows: readonly MapRow[]
  year: number
  figure: (value: number | null) => string
  unit: string
  narrow: boolean
}) {
  const { t } = useTranslation()
  const format = useFormat()
  const why = useReason()
  if (hover.x < 0 || narrow) return null
  const style = { left: hover.x, top: hover.y }
  if (hover.kind === 'cluster') {
    return (
      <div className="map-hover" style={style} aria-hidden="true">
        <strong>{t('map.cluster', { n: format.count(hover.count) })}</strong>
        <span>
          {figure(hover.sum ?? null)} {unit}
        </span>
      </div>
    )
  }
  const row = list.get(hover.id)
  if (!row) return null
  const area = hover.kind === 'place' ? rows.find(one => one.place === hover.id) : undefined
  const complete = area?.completeness[year]
  return (
    <div className="map-hover" style={style} aria-hidden="true">
      <strong>{row.name}</strong>
      {row.value === null ? (
        <span>{why(area?.reasons[year])}</span>
      ) : (
        <span>
          {figure(row.value)} {unit}
        </span>
      )}
      {row.hint && hover.kind === 'enterprise' ? <small>{row.hint}</small> : null}
      {complete !== null && complete !== undefined && complete < 99.95 ? <small>{t('map.complete', { percent: format.percent(complete) })}</small> : null}
    </div>
  )
}
