import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { IndicatorFigure, SideId } from '@/api/partners'
import { useReason } from '@/components/Figure'
import { ScrollTable } from '@/components/ScrollTable'
import { decimalsFor } from '@/format/number'
import { useFormat } from '@/format/useFormat'
import { useLabel } from '@/i18n'
import type { Label } from '@/api/types'
import { SyntheticMark } from './parts'
import { usePairText } from './text'

/** A line from base to now, and the target as a dot. */
function Way({ row }: { row: IndicatorFigure }) {
  const known = row.series.flatMap(({ year, value }) => (year === null || value === null ? [] : [{ year, value }]))
  const { year, value } = row.target
  if (known.length < 2 || year === null || value === null) return null
  const years = [...known.map(one => one.year), year]
  const values = [...known.map(one => one.value), value]
  const [y0, y1, v0, v1] = [Math.min(...years), Math.max(...years), Math.min(...values), Math.max(...values)]
  const x = (at: number) => 4 + (y1 > y0 ? ((at - y0) / (y1 - y0)) * 92 : 46)
  const y = (of: number) => 24 - (v1 > v0 ? ((of - v0) / (v1 - v0)) * 20 : 10)
  return (
    <svg className="pair-way" width="100" height="28" viewBox="0 0 100 28" aria-hidden="true">
      <polyline points={known.map(one => `${x(one.year)},${y(one.value)}`).join(' ')} />
      <circle cx={x(year)} cy={y(value)} r="3" />
    </svg>
  )
}

/** Base, actual and target of each indicator, of both sides, as their ledgers have them. */
export function IndicatorTable({ rows, pair, of, explain = false }: {
  rows: readonly IndicatorFigure[]
  pair: Record<SideId, { city: Label }>
  /** Of what, where there is more than one such table on the page. */
  of?: string
  explain?: boolean
}) {
  const { t } = useTranslation()
  const format = useFormat()
  const label = useLabel()
  const why = useReason()
  const text = usePairText()
  return (
    <ScrollTable label={[of, t('pair.indicators')].filter(Boolean).join(' · ')} className="pair-indicators">
      <thead>
        <tr>
          <th scope="col">{t('pick.indicator')}</th>
          <th scope="col" data-numeric>
            {t('pair.base')}
          </th>
          <th scope="col" data-numeric>
            {t('pair.actual')}
          </th>
          <th scope="col" data-numeric>
            {t('pair.target')}
          </th>
          <th scope="col" data-numeric>
            {t('pair.achieved')}
          </th>
          <th scope="col">{t('pair.way')}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(row => {
          const scale = format.table(row.unit ?? '', row.quantity)
          const decimals = decimalsFor([row.base.value, row.actual.value, row.target.value].map(value => (value === null ? null : value * scale.factor)), 1)
          const cell = (one: { year: number | null; value: number | null; reason: string | null }) => (
            <>
              {one.value === null ? <span className="muted">– {t(`pair.reason.${one.reason}`, { defaultValue: why(one.reason) })}</span> : format.full(one.value * scale.factor, decimals)}
              {one.year === null ? null : <small>{one.year}</small>}
            </>
          )
          const name = t(`indicator.${row.indicator}`, { defaultValue: row.indicator })
          return (
            <tr key={`${row.side} ${row.item}`}>
              <th scope="row">
                {name} <SyntheticMark of={row} />
                <small>
                  {label(pair[row.side].city)} · {scale.label || row.unit || '–'}
                  {row.source === 'file' ? ` · ${t('pair.fromFile', { date: text.date(row.as_of) })}` : ''}
                </small>
              </th>
              <td data-numeric>{cell(row.base)}</td>
              <td data-numeric>
                {explain && row.query && row.region && row.actual.value !== null ? <Link to={`/overview?region=${encodeURIComponent(row.region)}&explain=${encodeURIComponent(row.query.replace(/^\?/, ''))}`}>{cell(row.actual)}</Link> : cell(row.actual)}
              </td>
              <td data-numeric>{cell(row.target)}</td>
              <td data-numeric>{row.achieved_percent === null ? '–' : format.percent(row.achieved_percent)}</td>
              <td>
                <Way row={row} />
              </td>
            </tr>
          )
        })}
      </tbody>
    </ScrollTable>
  )
}
