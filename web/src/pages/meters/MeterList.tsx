import { Button, Input } from 'antd'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { type MeterRow, STEP, useMeters } from '@/api/readings'
import { useNarrow } from '@/app/prefs'
import { Completeness } from '@/components/Completeness'
import { type DataColumn, DataTable } from '@/components/DataTable'
import { ErrorNote } from '@/components/ErrorNote'
import { Icon } from '@/components/Icon'
import { PageHead } from '@/components/PageHead'
import { Pick } from '@/components/Pick'
import { useCut, useParam } from '@/cut/useCut'
import { useFormat } from '@/format/useFormat'
import { useLabel } from '@/i18n'
import { useNames } from '@/i18n/names'
import '../table/table.css'

/** A text of a cell: cut where it is too long, whole on demand. */
const text = (value: string) => <span className="cell-text" title={value}>{value}</span>

/** Every meter of the place: what it measured, and how much of it is there. */
export function MeterList() {
  const { t } = useTranslation()
  const { cut, region, setCut, parameters, hrefOf } = useCut()
  const label = useLabel()
  const names = useNames()
  const format = useFormat()
  const narrow = useNarrow()
  const [q] = useParam('q', '')
  const asked = { place: cut.place === region.root_place ? null : cut.place, enterprise: cut.enterprise, carrier: cut.carrier, q: q || null, period: cut.period }
  const { data, error, refetch, isPlaceholderData, isFetching, more } = useMeters(region.id, asked)
  // Typing is answered at once; the question follows when the hand rests.
  const [typed, setTyped] = useState(q)
  useEffect(() => {
    const timer = setTimeout(() => {
      if (typed.trim() === (parameters.get('q') ?? '')) return
      setCut({ q: typed.trim() || null }, { replace: true })
    }, 120)
    return () => clearTimeout(timer)
  }, [typed, parameters, setCut])
  const carriers = new Map(region.dims.carriers.map((one) => [one.id, one]))
  const carrierName = (id: string) => names.member('carrier', carriers.get(id) ?? null) || t(`carrier.${id}`, { defaultValue: id.replaceAll('_', ' ') })
  const dash = <span className="muted" title={t('reason.no_data')}>–</span>
  const all: DataColumn<MeterRow>[] = [
    {
      id: 'name',
      title: t('meters.meter'),
      width: narrow ? 160 : 300,
      render: (row) => (
        <Link className="cell-text meter-name" to={hrefOf(`/meters/${encodeURIComponent(row.code)}`)} title={`${label(row.name)} · ${row.code}`}>
          {label(row.name) || row.code} <span className="muted">{row.code}</span>
        </Link>
      ),
    },
    { id: 'enterprise', title: t('meters.enterprise'), width: 190, render: (row) => (row.enterprise ? text(label(row.enterprise.name)) : <span className="muted" title={t('meters.noEnterprise')}>–</span>) },
    { id: 'place', title: t('meters.place'), width: 120, render: (row) => text(label(row.place.name)) },
    { id: 'carrier', title: t('meters.carrier'), width: 110, render: (row) => text(carrierName(row.carrier)) },
    {
      id: 'amount',
      title: (
        <span className="head-cell">
          {t('meters.amount')}
          <small>{format.period(data?.period ?? cut.period)}</small>
        </span>
      ),
      width: narrow ? 140 : 170,
      numeric: true,
      render: (row) => (row.amount === null ? dash : <span>{format.full(row.amount, Math.abs(row.amount) >= 1000 ? 0 : 2)} <span className="muted">{format.unit(row.unit)}</span></span>),
    },
    { id: 'completeness', title: t('table.completeness'), width: 112, numeric: true, render: (row) => (row.completeness_percent === null ? dash : <Completeness percent={row.completeness_percent} compact />) },
    { id: 'estimated', title: t('meters.estimated'), width: 104, numeric: true, render: (row) => (row.estimated_percent === null ? dash : row.estimated_percent > 0 ? <span className="figure-estimate meter-estimate">{format.percent(row.estimated_percent)}</span> : format.percent(0)) },
    {
      id: 'findings',
      title: t('meters.findings'),
      width: 92,
      numeric: true,
      render: (row) => (row.findings > 0 ? <Link to={hrefOf('/findings', { tab: 'readings', status: 'all', q: row.code })} aria-label={t('meters.findingsOf', { n: format.count(row.findings), name: label(row.name) || row.code })}>{format.count(row.findings)}</Link> : format.count(0)),
    },
    { id: 'last', title: t('meters.last'), width: 118, render: (row) => row.last_date ?? dash },
  ]
  // On a phone the figures stand beside the name; what the meter belongs to comes after.
  const columns = narrow ? ['name', 'amount', 'completeness', 'findings', 'estimated', 'carrier', 'enterprise', 'place', 'last'].flatMap((id) => all.filter((column) => column.id === id)) : all
  const rest = (data?.total ?? 0) - (data?.rows.length ?? 0)
  const filtered = Boolean(q || cut.carrier || cut.enterprise || asked.place)
  const chosen = cut.enterprise ? (data?.rows.find((row) => row.enterprise?.code === cut.enterprise)?.enterprise ?? null) : null
  return (
    <div className="page page-wide">
      <PageHead page="meters">
        <Input className="table-search" allowClear prefix={<Icon name="search" size={16} />} value={typed} onChange={(event) => setTyped(event.target.value)} placeholder={t('meters.search')} aria-label={t('meters.search')} />
        <Pick
          label={t('meters.carrier')}
          value={cut.carrier ?? ''}
          options={[{ value: '', label: t('meters.allCarriers') }, ...region.dims.carriers.map((one) => ({ value: one.id, label: carrierName(one.id) }))]}
          onChange={(next) => {
                  setCut({ carrier: next }, { replace: true })
          }}
          width={170}
        />
        {cut.enterprise ? (
          <button type="button" className="bare outlined" onClick={() => setCut({ enterprise: null }, { replace: true })}>
            {chosen ? label(chosen.name) : cut.enterprise} <Icon name="close" size={14} />
            <span className="visually-hidden">{t('meters.dropEnterprise')}</span>
          </button>
        ) : null}
      </PageHead>
      {error ? <ErrorNote error={error} retry={() => void refetch()} /> : null}
      {data && data.total === 0 && !filtered ? (
        <div className="note">
          <p>
            <strong>{t('meters.none')}</strong>
          </p>
          <p>
            {t('meters.noneHint')} <Link to={hrefOf('/data', { bring: 'readings' })}>{t('meters.bring')}</Link>
          </p>
        </div>
      ) : null}
      {data && (data.total > 0 || filtered) ? (
        <>
          <DataTable rows={data.rows} columns={columns} rowId={(row) => row.code} label={t('nav.meters')} onSort={() => undefined} old={isPlaceholderData} />
          <div className="meters-foot">
            <p className="muted" role="status">
              {t('meters.shown', { n: format.count(data.rows.length), of: format.count(data.total) })}
            </p>
            {more ? (
              <Button loading={isFetching} onClick={more}>
                {t('findings.more', { n: format.count(Math.min(rest, STEP)) })}
              </Button>
            ) : null}
          </div>
        </>
      ) : data || error ? null : (
        <div aria-hidden="true" className="table-bones">
          {Array.from({ length: 12 }, (_, index) => (
            <span key={index} className="bone" style={{ width: '100%', height: 22 }} />
          ))}
        </div>
      )}
    </div>
  )
}
