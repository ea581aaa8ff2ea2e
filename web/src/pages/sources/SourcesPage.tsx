import { Input } from 'antd'
import { useDeferredValue, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useFactors } from '@/api/queries'
import { ErrorNote } from '@/components/ErrorNote'
import { Icon } from '@/components/Icon'
import { PageHead } from '@/components/PageHead'
import { Pick } from '@/components/Pick'
import { useCut } from '@/cut/useCut'
import { useFormat } from '@/format/useFormat'
import { useLabel } from '@/i18n'
import { useNames } from '@/i18n/names'
import './sources.css'

const PAGE = 60

/** What every figure rests on: whose data, on what terms, and the factors with their sources. */
export default function SourcesPage() {
  const { t } = useTranslation()
  const { region } = useCut()
  const label = useLabel()
  const format = useFormat()
  const { counts } = region
  return (
    <div className="page">
      <PageHead page="sources" />
      <section className="source-data" aria-labelledby="sources-data">
        <h2 id="sources-data">
          {t('sources.data')} <span className="muted">{label(region.name)}</span>
        </h2>
        <p className="muted">{t('sources.holds', { places: format.count(counts.places), enterprises: format.count(counts.enterprises), entries: format.count(counts.entries) })}</p>
        <ul className="source-list">
          {region.attribution.map((one) => (
            <li key={one.text}>
              <p>{one.text}</p>
              <p className="muted">
                {t('sources.licence')} {one.licence}
                {one.url ? (
                  <>
                    {' · '}
                    <a href={one.url} target="_blank" rel="noreferrer">
                      {one.url.replace(/^https?:\/\//, '').replace(/\/$/, '')}
                    </a>
                  </>
                ) : null}
              </p>
            </li>
          ))}
        </ul>
      </section>
      <Factors />
    </div>
  )
}

function Factors() {
  const { t } = useTranslation()
  const names = useNames()
  const format = useFormat()
  const [q, setQ] = useState('')
  const [kind, setKind] = useState<string | null>('')
  const [where, setWhere] = useState<string | null>('')
  const [limit, setLimit] = useState(PAGE)
  const asked = useDeferredValue(q.trim())
  const { data, error, refetch, isPlaceholderData } = useFactors({ limit, ...(asked ? { q: asked } : {}), ...(kind ? { kind } : {}), ...(where ? { region: where } : {}) })
  const kindName = names.kind
  const placeOf = (id: string) => (id === 'world' ? t('factor.world') : id)
  return (
    <section aria-labelledby="sources-factors">
      <div className="page-head">
        <div>
          <h2 id="sources-factors">{t('sources.factors')}</h2>
          <p className="muted">{t('sources.factorsHint')}</p>
        </div>
        <div className="page-controls">
          <Input className="table-search" allowClear prefix={<Icon name="search" size={16} />} value={q} onChange={(event) => setQ(event.target.value)} placeholder={t('sources.search')} aria-label={t('sources.search')} />
          <Pick label={t('sources.kind')} value={kind} options={[{ value: '', label: t('sources.allKinds') }, ...(data?.kinds ?? []).map((id) => ({ value: id, label: kindName(id) }))]} onChange={setKind} width={190} />
          <Pick label={t('sources.region')} value={where} options={[{ value: '', label: t('sources.allRegions') }, ...(data?.regions ?? []).map((id) => ({ value: id, label: placeOf(id) }))]} onChange={setWhere} width={130} />
        </div>
      </div>
      {error ? <ErrorNote error={error} retry={() => void refetch()} /> : null}
      {data ? (
        <>
          {/* A region that scrolls must be reachable by keyboard. */}
          {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
          <div className="plain-table factors" role="region" aria-label={t('sources.count', { number: format.count(data.total) })} tabIndex={0} data-old={isPlaceholderData || undefined}>
            <table>
              <thead>
                <tr>
                  <th scope="col">{t('sources.subject')}</th>
                  <th scope="col">{t('sources.kind')}</th>
                  <th scope="col" data-numeric>
                    {t('sources.value')}
                  </th>
                  <th scope="col">{t('sources.unit')}</th>
                  <th scope="col">{t('sources.region')}</th>
                  <th scope="col">{t('sources.valid')}</th>
                  <th scope="col">{t('sources.source')}</th>
                </tr>
              </thead>
              <tbody>
                {data.rows.map((row) => (
                  <tr key={row.id}>
                    <th scope="row" title={row.id}>
                      {names.subject(row.kind, row.subject, row.label)}
                    </th>
                    <td>{kindName(row.kind)}</td>
                    <td data-numeric>{format.exact(row.value)}</td>
                    <td>{row.unit.replaceAll('CO2', 'CO₂')}</td>
                    <td>{placeOf(row.region)}</td>
                    <td>{row.valid_from && row.valid_to ? `${row.valid_from} – ${row.valid_to}` : row.valid_from ? t('sources.since', { from: row.valid_from }) : row.valid_to ? t('sources.until', { to: row.valid_to }) : t('sources.always')}</td>
                    <td className="factor-source">
                      {row.source}
                      {row.clause ? <span className="muted"> · {row.clause}</span> : null}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
          <div className="factors-foot">
            <span className="muted">{t('sources.count', { number: format.count(data.total) })}</span>
            {data.total > data.rows.length ? (
              <button type="button" className="bare outlined" onClick={() => setLimit(limit + 5 * PAGE)}>
                {t('sources.moreRows')}
              </button>
            ) : null}
          </div>
        </>
      ) : error ? null : (
        <span className="bone" style={{ width: '100%', height: 320 }} aria-hidden="true" />
      )}
    </section>
  )
}
