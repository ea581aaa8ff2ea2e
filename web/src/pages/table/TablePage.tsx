import { Checkbox, Input, Segmented } from 'antd'
import { useEffect, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { downloadHref } from '@/api/client'
import { useApi } from '@/api/queries'
import type { TableRow } from '@/api/types'
import { usePlaceTree } from '@/app/CutBar'
import { useNarrow } from '@/app/prefs'
import { Completeness } from '@/components/Completeness'
import { type DataColumn, DataTable } from '@/components/DataTable'
import { ErrorNote } from '@/components/ErrorNote'
import { ExplainValue, useReason } from '@/components/Figure'
import { Icon } from '@/components/Icon'
import { PageHead } from '@/components/PageHead'
import { Pick } from '@/components/Pick'
import { Pop } from '@/components/Pop'
import { useCut, useParam } from '@/cut/useCut'
import { decimalsFor } from '@/format/number'
import { useFormat } from '@/format/useFormat'
import { useLabel } from '@/i18n'
import { useNames } from '@/i18n/names'
import { sortRows } from './rows'
import './table.css'

/** Rows of the first answer, so that something is seen at once; all others follow. */
const FIRST = 60
/** More rows than any region has that a page should hold. */
const ALL = 20_000
const FORMATS = ['csv', 'xlsx', 'parquet', 'geojson'] as const

/** A text of a cell: cut where it is too long, whole on demand. */
const text = (value: string) => <span className="cell-text" title={value}>{value}</span>

/** The list behind every picture: a row for each place or enterprise, a column for each indicator, all digits. */
export default function TablePage() {
  const { t } = useTranslation()
  const { cut, region, setCut, parameters } = useCut()
  const label = useLabel()
  const names = useNames()
  const format = useFormat()
  const why = useReason()
  const narrow = useNarrow()
  const tree = usePlaceTree(region.id)
  const [wantedRows, setRows] = useParam('rows', 'place')
  const rows = region.has_enterprises && wantedRows === 'enterprise' ? 'enterprise' : 'place'
  const [level] = useParam('level', '')
  const [q] = useParam('q', '')
  const [sort] = useParam('sort', '')
  const [order] = useParam('order', 'desc')
  const [columnsText] = useParam('columns', '')
  const columns = columnsText ? region.indicators.filter((id) => columnsText.split(',').includes(id)) : region.indicators
  const question = {
    rows,
    place: cut.place,
    period: cut.period,
    view: cut.view,
    columns: columns.join(','),
    ...(rows === 'place' && level ? { level } : {}),
    ...(cut.field ? { field: cut.field } : {}),
    ...(q ? { q } : {}),
  } as const
  const ask = { path: { region: region.id }, query: question }
  const whole = useApi('/api/v1/regions/{region}/table', { ...ask, query: { ...question, limit: ALL } }, { keep: false })
  const first = useApi('/api/v1/regions/{region}/table', whole.data ? null : { ...ask, query: { ...question, ...(sort ? { sort, desc: order === 'desc' } : {}), limit: FIRST } })
  const data = whole.data ?? first.data
  const error = whole.error ?? first.error
  const refetch = () => void Promise.all([whole.refetch(), first.refetch()])
  const isPlaceholderData = !whole.data && first.isPlaceholderData
  const shownRows = useMemo(() => {
    const rows = data?.rows ?? []
    if (!whole.data) return rows
    const at = sort === 'name' ? 'name' : Math.max(0, whole.data.columns.findIndex((column) => column.id === sort))
    return sortRows(rows, at, order === 'desc', format.language)
  }, [data, whole.data, sort, order, format.language])
  // Typing is answered at once; the question follows when the hand rests.
  const [typed, setTyped] = useState(q)
  useEffect(() => {
    const timer = setTimeout(() => {
      if (typed.trim() !== (parameters.get('q') ?? '')) setCut({ q: typed.trim() || null, page: null }, { replace: true })
    }, 80)
    return () => clearTimeout(timer)
  }, [typed, parameters, setCut])

  const here = tree.byCode.get(cut.place)
  const depth = region.levels.findIndex((one) => one.id === here?.level)
  const levels = region.levels.slice(depth + 1)
  // Over all rows at once, and only when they change.
  const scales = useMemo(
    () =>
      (data?.columns ?? []).map((column, index) => {
        const scale = format.table(column.unit, column.quantity)
        const values = [...(data?.rows.map((row) => row.cells[index] ?? null) ?? []), data?.totals[index] ?? null].map((value) => (value === null ? null : value * scale.factor))
        return { ...scale, decimals: decimalsFor(values, column.quantity === 'person' ? 0 : scale.factor < 1 && column.quantity === 'CO2e' ? 4 : 3) }
      }),
    [data, format],
  )
  const explainOf = (row: TableRow, indicator: string) => ({ indicator, period: cut.period, view: cut.view, ...(rows === 'enterprise' ? { enterprise: row.key.id } : { place: row.key.id }), ...(cut.field ? { field: cut.field } : {}) })
  const sortOf = (id: string, standard: boolean) => (sort === id || (!sort && standard) ? (order === 'desc' ? ('desc' as const) : ('asc' as const)) : null)
  const onSort = (id: string) => {
    const now = sort || data?.columns[0]?.id
    // Names begin with the first letter, figures with the largest.
    const next = now === id ? (order === 'desc' ? 'asc' : 'desc') : id === 'name' ? 'asc' : 'desc'
    setCut({ sort: id, order: next === 'desc' ? null : next, page: null }, { replace: true })
  }
  const price = (base: string) => (/^\d{4}$/.test(base) ? t('price.year', { year: base }) : t(`price.${base}`, { defaultValue: base }))
  const gridColumns: DataColumn<TableRow>[] = [
    {
      id: 'name',
      title: t('table.name'),
      width: narrow ? 140 : 230,
      sorted: sortOf('name', false),
      whole: (
        <span className="cell-text">
          {t('table.whole')} <span className="muted">{label(here?.name ?? region.name)}</span>
        </span>
      ),
      render: (row) => {
        const name = label(row.key.label) || row.key.id
        return rows === 'place' && (tree.byCode.get(row.key.id)?.children ?? 0) > 0 ? (
          <button type="button" className="link-button cell-text" title={name} onClick={() => setCut({ place: row.key.id, level: null, q: null, page: null })}>
            {name}
          </button>
        ) : (
          text(name)
        )
      },
    },
    ...(rows === 'enterprise'
      ? [
          { id: 'place', title: t('table.place'), width: 130, render: (row: TableRow) => text(label(row.place?.label)) },
          { id: 'field', title: t('table.field'), width: 110, render: (row: TableRow) => (row.field ? names.field(row.field) : '–') },
          { id: 'industry', title: t('table.industry'), width: 220, render: (row: TableRow) => text(names.industry(row.industry) || '–') },
        ]
      : []),
    ...(data?.columns ?? []).map<DataColumn<TableRow>>((column, index) => {
      const scale = scales[index]
      const total = data?.totals[index]
      const totalText = total === null || total === undefined || !scale ? null : format.full(total * scale.factor, scale.decimals)
      return {
        id: column.id,
        numeric: true,
        width: column.price_base ? 212 : 128, // the unit also names the prices
        sorted: sortOf(column.id, index === 0),
        title: (
          <span className="head-cell">
            {t(`indicator.${column.id}`)}
            <small>
              {scale?.label}
              {column.price_base ? ` · ${price(column.price_base)}` : ''}
            </small>
          </span>
        ),
        whole: totalText === null ? '–' : <ExplainValue name={`${t('table.whole')}, ${t(`indicator.${column.id}`)}`} text={totalText} query={{ indicator: column.id, place: cut.place, period: cut.period, view: cut.view, ...(cut.field ? { field: cut.field } : {}) }} />,
        render: (row) => {
          const value = row.cells[index]
          if (value === null || value === undefined || !scale) return <span title={why(row.reasons[index])} className="muted">–</span>
          return <ExplainValue name={`${label(row.key.label)}, ${t(`indicator.${column.id}`)}`} text={format.full(value * scale.factor, scale.decimals)} query={explainOf(row, column.id)} />
        },
      }
    }),
    { id: 'completeness', title: t('table.completeness'), numeric: true, width: 104, render: (row) => <Completeness percent={row.completeness_percent} compact /> },
  ]

  return (
    <div className="page page-wide">
      <PageHead page="table">
        {region.has_enterprises ? (
          <Segmented
            aria-label={t('table.rows')}
            value={rows}
            onChange={(next) => {
              setRows(next)
              setCut({ rows: next === 'place' ? null : next, page: null, sort: null, level: null }, { replace: true })
            }}
            options={[
              { value: 'place', label: t('table.places') },
              { value: 'enterprise', label: t('table.enterprises') },
            ]}
          />
        ) : null}
        {rows === 'place' && levels.length > 1 ? (
          <Pick label={t('table.level')} value={level} options={[{ value: '', label: t('table.below') }, ...levels.map((one) => ({ value: one.id, label: label(one.name) }))]} onChange={(next) => setCut({ level: next, page: null }, { replace: true })} width={150} />
        ) : null}
        <Input className="table-search" allowClear prefix={<Icon name="search" size={16} />} value={typed} onChange={(event) => setTyped(event.target.value)} placeholder={t('table.search')} aria-label={t('table.search')} />
        <Pop label={t('table.columns')} align="end" className="outlined" button={<>{t('table.columns')} <Icon name="down" size={14} /></>}>
          {() => (
            <Checkbox.Group
              className="column-choice"
              value={columns}
              onChange={(next) => setCut({ columns: next.length === 0 || next.length === region.indicators.length ? null : next.join(','), sort: null }, { replace: true })}
              options={region.indicators.map((id) => ({ value: id, label: t(`indicator.${id}`) }))}
            />
          )}
        </Pop>
        <Pop label={t('table.export')} align="end" className="outlined" button={<><Icon name="download" size={16} /> {t('table.export')}</>}>
          {(close) => (
            <div className="menu">
              {FORMATS.filter((kind) => kind !== 'geojson' || region.boundary_levels.length > 0).map((kind) => (
                <a key={kind} className="menu-item" download href={downloadHref(`/regions/${region.id}/export`, { what: 'table', format: kind, ...question })} onClick={close}>
                  {t(`table.${kind}`)}
                </a>
              ))}
            </div>
          )}
        </Pop>
      </PageHead>
      {error ? <ErrorNote error={error} retry={refetch} /> : null}
      {data ? (
        <>
          <DataTable rows={shownRows} columns={gridColumns} rowId={(row) => row.key.id} label={t('nav.table')} onSort={onSort} old={isPlaceholderData} />
          <p className="muted table-count">{t('table.count', { count: data.total, number: format.count(data.total) })}</p>
        </>
      ) : error ? null : (
        <div aria-hidden="true" className="table-bones">
          {Array.from({ length: 12 }, (_, index) => (
            <span key={index} className="bone" style={{ width: '100%', height: 22 }} />
          ))}
        </div>
      )}
    </div>
  )
}
