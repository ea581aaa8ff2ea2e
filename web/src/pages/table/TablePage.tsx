import { Checkbox, Input, Segmented, Table, type TableColumnType } from 'antd'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { downloadHref } from '@/api/client'
import { useTable } from '@/api/queries'
import type { TableRow } from '@/api/types'
import { usePlaceTree } from '@/app/CutBar'
import { useNarrow } from '@/app/prefs'
import { Completeness } from '@/components/Completeness'
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
import './table.css'

const PAGE = 50
const FORMATS = ['csv', 'xlsx', 'parquet', 'geojson'] as const

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
  const [page] = useParam('page', '1')
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
  const { data, error, refetch, isPlaceholderData } = useTable(region.id, {
    ...question,
    ...(sort ? { sort, desc: order === 'desc' } : {}),
    limit: PAGE,
    offset: (Number(page) - 1) * PAGE,
  })
  // Typing is answered at once; the question follows when the hand rests.
  const [typed, setTyped] = useState(q)
  useEffect(() => {
    const timer = setTimeout(() => {
      if (typed.trim() !== (parameters.get('q') ?? '')) setCut({ q: typed.trim() || null, page: null }, { replace: true })
    }, 250)
    return () => clearTimeout(timer)
  }, [typed, parameters, setCut])

  const here = tree.byCode.get(cut.place)
  const depth = region.levels.findIndex((one) => one.id === here?.level)
  const levels = region.levels.slice(depth + 1)
  const scales = (data?.columns ?? []).map((column, index) => {
    const scale = format.table(column.unit, column.quantity)
    const decimals = decimalsFor([...(data?.rows.map((row) => row.cells[index] ?? null) ?? []), data?.totals[index] ?? null].map((value) => (value === null ? null : value * scale.factor)), column.quantity === 'person' ? 0 : scale.factor < 1 && column.quantity === 'CO2e' ? 4 : 3)
    return { ...scale, decimals }
  })
  const explainOf = (row: TableRow, indicator: string) => ({ indicator, period: cut.period, view: cut.view, ...(rows === 'enterprise' ? { enterprise: row.key.id } : { place: row.key.id }), ...(cut.field ? { field: cut.field } : {}) })
  const sortOf = (id: string, first: boolean) => (sort === id || (!sort && first) ? (order === 'desc' ? ('descend' as const) : ('ascend' as const)) : null)

  const price = (base: string) => (/^\d{4}$/.test(base) ? t('price.year', { year: base }) : t(`price.${base}`, { defaultValue: base }))
  const antColumns: TableColumnType<TableRow>[] = [
    {
      key: 'name',
      title: t('table.name'),
      className: 'name-cell',
      fixed: 'left',
      width: narrow ? 132 : 240,
      sorter: true,
      sortOrder: sortOf('name', false),
      render: (_, row) => {
        const name = label(row.key.label) || row.key.id
        return rows === 'place' && (tree.byCode.get(row.key.id)?.children ?? 0) > 0 ? (
          <button type="button" className="link-button" onClick={() => setCut({ place: row.key.id, level: null, q: null, page: null })}>
            {name}
          </button>
        ) : (
          <span>{name}</span>
        )
      },
    },
    ...(rows === 'enterprise'
      ? [
          { key: 'place', title: t('table.place'), width: 140, render: (_: unknown, row: TableRow) => label(row.place?.label) },
          { key: 'field', title: t('table.field'), width: 110, render: (_: unknown, row: TableRow) => (row.field ? t(`field.${row.field}`) : '–') },
          { key: 'industry', title: t('table.industry'), width: 200, ellipsis: true, render: (_: unknown, row: TableRow) => names.industry(row.industry) || '–' },
        ]
      : []),
    ...(data?.columns ?? []).map<TableColumnType<TableRow>>((column, index) => ({
      key: column.id,
      align: 'right',
      sorter: true,
      sortOrder: sortOf(column.id, index === 0),
      title: (
        <span className="head-cell">
          {t(`indicator.${column.id}`)}
          <small>
            {scales[index]?.label}
            {column.price_base ? ` · ${price(column.price_base)}` : ''}
          </small>
        </span>
      ),
      render: (_, row) => {
        const value = row.cells[index]
        const scale = scales[index]
        if (value === null || value === undefined || !scale) return <span title={why(row.reasons[index])} className="muted">–</span>
        return <ExplainValue name={`${label(row.key.label)}, ${t(`indicator.${column.id}`)}`} text={format.full(value * scale.factor, scale.decimals)} query={explainOf(row, column.id)} />
      },
    })),
    { key: 'completeness', title: t('table.completeness'), align: 'right', width: 130, render: (_, row) => <Completeness percent={row.completeness_percent} compact /> },
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
      {error ? <ErrorNote error={error} retry={() => void refetch()} /> : null}
      {data ? (
        <>
          <Table<TableRow>
            className={isPlaceholderData ? 'figures figures-old' : 'figures'}
            rowKey={(row) => row.key.id}
            size="middle"
            columns={antColumns}
            dataSource={data.rows}
            scroll={{ x: 'max-content' }}
            sticky={narrow ? false : { offsetHeader: 60 }}
            showSorterTooltip={false}
            sortDirections={['descend', 'ascend', 'descend']}
            locale={{ emptyText: t('table.none') }}
            pagination={data.total > PAGE ? { current: Number(page), pageSize: PAGE, total: data.total, showSizeChanger: false, size: narrow ? 'small' : undefined } : false}
            onChange={(pagination, _filters, sorter, { action }) => {
              const one = Array.isArray(sorter) ? sorter[0] : sorter
              if (action === 'sort') setCut({ sort: String(one?.columnKey ?? ''), order: one?.order === 'ascend' ? 'asc' : null, page: null }, { replace: true })
              if (action === 'paginate') setCut({ page: pagination.current && pagination.current > 1 ? String(pagination.current) : null })
            }}
            // oxlint-disable-next-line react/no-unstable-nested-components -- a render function of the table, no component
            summary={() =>
              data.rows.length > 0 ? (
                <Table.Summary fixed={narrow ? false : 'top'}>
                <Table.Summary.Row className="whole">
                  <Table.Summary.Cell index={0} colSpan={rows === 'enterprise' ? 4 : 1}>
                    {t('table.whole')} <span className="muted">{label(here?.name ?? region.name)}</span>
                  </Table.Summary.Cell>
                  {data.columns.map((column, index) => {
                    const value = data.totals[index]
                    const scale = scales[index]
                    const text = value === null || value === undefined || !scale ? null : format.full(value * scale.factor, scale.decimals)
                    return (
                      <Table.Summary.Cell key={column.id} index={index + (rows === 'enterprise' ? 4 : 1)} align="right">
                        {text === null ? '–' : <ExplainValue name={`${t('table.whole')}, ${t(`indicator.${column.id}`)}`} text={text} query={{ indicator: column.id, place: cut.place, period: cut.period, view: cut.view, ...(cut.field ? { field: cut.field } : {}) }} />}
                      </Table.Summary.Cell>
                    )
                  })}
                  <Table.Summary.Cell index={data.columns.length + (rows === 'enterprise' ? 4 : 1)} />
                </Table.Summary.Row>
                </Table.Summary>
              ) : null
            }
          />
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
