import { Button, Segmented } from 'antd'
import { Fragment, type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { type QualityRow, type QualityTotals, type Reconciliation, STEP, useQuality } from '@/api/readings'
import { Completeness } from '@/components/Completeness'
import { Dash } from '@/components/Dash'
import { ErrorNote } from '@/components/ErrorNote'
import { Icon } from '@/components/Icon'
import { PageHead } from '@/components/PageHead'
import { Pick } from '@/components/Pick'
import { ScrollTable } from '@/components/ScrollTable'
import { useCut, useParam } from '@/cut/useCut'
import { timeText } from '@/format/time'
import { useFormat } from '@/format/useFormat'
import { useLabel } from '@/i18n'
import { useNames } from '@/i18n/names'
import { EstimatesPanel } from './EstimatesPanel'
import { byUrgency, estimatedShare, SORTS, toneOf } from './quality'
import '../data/data.css'
import '../meters/meters.css'
import './quality.css'

const BY = ['enterprise', 'place', 'source'] as const
const TABS = ['readings', 'estimates'] as const

/** How good the data are: the readings, and what stands where enterprises have none. */
export default function QualityPage() {
  const { t } = useTranslation()
  const { cut, parameters, setCut } = useCut()
  const tab = TABS.find((one) => one === parameters.get('tab')) ?? 'readings'
  const tabs = (
    <Segmented
      aria-label={t('quality.tabs')}
      value={tab}
      onChange={(next) => setCut({ tab: next === 'readings' ? null : next, by: null, sort: null, q: null })}
      options={TABS.map((one) => ({ value: one, label: t(`quality.tab.${one}`) }))}
    />
  )
  if (tab === 'readings') return <Readings tabs={tabs} />
  // A year is estimated as a whole; other periods show the last that can be.
  const year = /^\d{4}/.exec(cut.period)?.[0] ?? ''
  return (
    <div className="page page-wide">
      <PageHead page="quality">{tabs}</PageHead>
      <EstimatesPanel year={year} />
    </div>
  )
}

/** How good the readings are: how much is there, how much is estimated, what is open, and whether three tellings agree. */
function Readings({ tabs }: { tabs: ReactNode }) {
  const { t } = useTranslation()
  const { cut, region } = useCut()
  const label = useLabel()
  const format = useFormat()
  const [wanted, setBy] = useParam('by', 'enterprise')
  const by = BY.find((one) => one === wanted) ?? 'enterprise'
  const [sort, setSort] = useParam('sort', '')
  const [open, setOpen] = useState<string | null>(null)
  const { data, error, refetch, isFetching, isPlaceholderData, more } = useQuality(region.id, { by, place: cut.place === region.root_place ? null : cut.place, period: cut.period, sort: sort || null })
  const rest = (data?.total ?? 0) - (data?.rows.length ?? 0)
  const withLedger = data?.rows.some((row) => row.reconciliation.length > 0) ?? false
  return (
    <div className="page page-wide">
      <PageHead page="quality">
        {tabs}
        <Segmented
          aria-label={t('quality.by')}
          value={by}
          onChange={(next) => {
            setOpen(null)
            setBy(next)
          }}
          options={BY.map((one) => ({ value: one, label: t(`quality.by.${one}`) }))}
        />
        <Pick label={t('quality.sort')} value={sort} options={['', ...SORTS].map((one) => ({ value: one, label: t(`quality.sort.${one || 'usual'}`) }))} onChange={(next) => setSort(next ?? '')} width={180} />
      </PageHead>
      {error ? <ErrorNote error={error} retry={() => void refetch()} /> : null}
      {data ? (
        <div data-old={isPlaceholderData || undefined} className="quality">
          <Whole totals={data.totals} />
          {data.total === 0 ? (
            <p className="note">{t('quality.none')}</p>
          ) : (
            <ScrollTable label={t('nav.quality')}>
              <thead>
                <tr>
                  <th scope="col">{t(`quality.by.${by}`)}</th>
                  <th scope="col" data-numeric>
                    {t('quality.meters')}
                  </th>
                  <th scope="col" data-numeric>
                    {t('table.completeness')}
                  </th>
                  <th scope="col" data-numeric>
                    {t('quality.estimated')}
                  </th>
                  <th scope="col" data-numeric>
                    {t('quality.cases')}
                  </th>
                  <th scope="col">{t('quality.last')}</th>
                  {withLedger ? <th scope="col">{t('quality.reconciliation')}</th> : null}
                </tr>
              </thead>
              <tbody>
                {data.rows.map((row) => (
                  <Fragment key={row.key}>
                    <Row row={row} by={by} withLedger={withLedger} open={open === row.key} toggle={() => setOpen(open === row.key ? null : row.key)} />
                    {open === row.key ? (
                      <tr className="quality-inside">
                        <td colSpan={7}>
                          <Reconciliations rows={row.reconciliation} name={label(row.label) || row.key} />
                        </td>
                      </tr>
                    ) : null}
                  </Fragment>
                ))}
              </tbody>
            </ScrollTable>
          )}
          <div className="quality-foot">
            <p className="muted" role="status">
              {t('findings.shown', { n: format.count(data.rows.length), of: format.count(data.total) })}
            </p>
            {more ? (
              <Button loading={isFetching} onClick={more}>
                {t('findings.more', { n: format.count(Math.min(rest, STEP)) })}
              </Button>
            ) : null}
          </div>
        </div>
      ) : error ? null : (
        <span className="bone" style={{ width: '100%', height: 420 }} aria-hidden="true" />
      )}
    </div>
  )
}

/** The whole in a line: the answer before the list. */
function Whole({ totals }: { totals: QualityTotals }) {
  const { t } = useTranslation()
  const { hrefOf } = useCut()
  const format = useFormat()
  const estimated = estimatedShare(totals.estimated, totals.present)
  return (
    <>
      <dl className="quality-whole">
        <div>
          <dt>{t('quality.complete')}</dt>
          <dd>
            {totals.completeness_percent === null ? <Dash /> : format.percent(totals.completeness_percent)}
            <small>{t('quality.presentOf', { present: format.count(totals.present), expected: format.count(totals.expected) })}</small>
          </dd>
        </div>
        <div>
          <dt>{t('quality.estimated')}</dt>
          <dd>{estimated === null ? <Dash /> : <span className={estimated > 0 ? 'figure-estimate quality-estimate' : undefined}>{format.percent(estimated)}</span>}</dd>
        </div>
        <div>
          <dt>{t('quality.cases')}</dt>
          <dd>{totals.cases_open > 0 ? <Link to={hrefOf('/findings', { tab: 'readings' })}>{format.count(totals.cases_open)}</Link> : format.count(0)}</dd>
        </div>
        <div>
          <dt>{t('quality.meters')}</dt>
          <dd>{format.count(totals.meters)}</dd>
        </div>
      </dl>
      {totals.reconciliation.length > 0 ? (
        <section className="quality-sum" aria-labelledby="quality-sum">
          <h2 id="quality-sum">{t('quality.together')}</h2>
          <p className="muted">{t('quality.togetherHint')}</p>
          <Reconciliations rows={totals.reconciliation} name={t('table.whole')} />
        </section>
      ) : null}
    </>
  )
}

function Row({ row, by, withLedger, open, toggle }: { row: QualityRow; by: (typeof BY)[number]; withLedger: boolean; open: boolean; toggle: () => void }) {
  const { t } = useTranslation()
  const { hrefOf } = useCut()
  const label = useLabel()
  const format = useFormat()
  const name = label(row.label) || row.key
  const estimated = estimatedShare(row.estimated, row.present)
  const sorted = row.reconciliation.toSorted(byUrgency)
  return (
    <tr>
      <th scope="row">{by === 'source' ? name : <Link to={hrefOf('/meters', by === 'place' ? { place: row.key } : { enterprise: row.key })}>{name}</Link>}</th>
      <td data-numeric>{format.count(row.meters)}</td>
      <td data-numeric>{row.completeness_percent === null ? <Dash /> : <Completeness percent={row.completeness_percent} compact />}</td>
      <td data-numeric>{estimated === null ? <Dash /> : estimated > 0 ? <span className="figure-estimate meter-estimate">{format.percent(estimated)}</span> : format.percent(0)}</td>
      <td data-numeric>
        {row.cases_open > 0 ? (
          <Link to={hrefOf('/findings', { tab: 'readings', ...(by === 'place' ? { place: row.key } : { q: row.key }) })} aria-label={t('quality.casesOf', { n: format.count(row.cases_open), name })}>
            {format.count(row.cases_open)}
          </Link>
        ) : (
          format.count(0)
        )}
      </td>
      <td className="data-when">{row.last_recorded_at ? <time dateTime={row.last_recorded_at}>{timeText(row.last_recorded_at, format.language)}</time> : <Dash reason="quality.never" />}</td>
      {withLedger ? (
        <td>
          {sorted.length > 0 ? (
            <button type="button" className="quality-toggle" aria-expanded={open} aria-label={t('quality.open', { name })} onClick={toggle}>
              <span className="caret" data-open={open || undefined}>
                <Icon name="right" size={14} />
              </span>
              {sorted.map((one) => (
                <StatusChip key={`${one.scope}/${one.carrier}`} one={one} />
              ))}
            </button>
          ) : (
            <Dash reason="quality.noLedger" />
          )}
        </td>
      ) : null}
    </tr>
  )
}

function useCarrierName() {
  const { t } = useTranslation()
  const { region } = useCut()
  const names = useNames()
  return (id: string) => names.member('carrier', region.dims.carriers.find((one) => one.id === id) ?? null) || t(`carrier.${id}`, { defaultValue: id.replaceAll('_', ' ') })
}

/** A carrier and how its three figures stand to each other: a shape, a colour and a word. */
function StatusChip({ one }: { one: Reconciliation }) {
  const { t } = useTranslation()
  const carrier = useCarrierName()
  return (
    <span className="quality-chip" data-tone={toneOf(one.status)}>
      <Tone tone={toneOf(one.status)} />
      {carrier(one.carrier)}
      {one.scope === 'place' ? `, ${t('quality.wholePlace')}` : ''}: {t(`quality.status.${one.status}`)}
    </span>
  )
}

function Tone({ tone }: { tone: 'bad' | 'part' | 'good' }) {
  const path = { good: 'm2.5 6.5 2.500 2.500 4.500-5.500', bad: 'M3 3l6 6M9 3 3 9', part: 'M2.500 6h7' }[tone]
  return (
    <svg width="12" height="12" viewBox="0 0 12 12" fill="none" stroke="currentColor" strokeWidth="1.8" strokeLinecap="round" strokeLinejoin="round" aria-hidden="true">
      <path d={path} />
    </svg>
  )
}

/** Metered, filed and statistics beside each other, with the gap. */
function Reconciliations({ rows, name }: { rows: readonly Reconciliation[]; name: string }) {
  const { t } = useTranslation()
  const format = useFormat()
  const carrier = useCarrierName()
  const figure = (value: number | null, why: string) => (value === null ? <Dash reason={why} /> : format.full(value, Math.abs(value) >= 1000 ? 0 : 2))
  return (
    <ScrollTable label={t('quality.open', { name })} className="quality-table">
      <thead>
        <tr>
          <th scope="col">{t('meters.carrier')}</th>
          <th scope="col">{t('sources.unit')}</th>
          {(['metered', 'filed', 'statistics', 'gap', 'gapShare'] as const).map((key) => (
            <th key={key} scope="col" data-numeric>
              {t(`quality.${key}`)}
            </th>
          ))}
          <th scope="col">{t('quality.status')}</th>
        </tr>
      </thead>
      <tbody>
        {rows.toSorted(byUrgency).map((one) => (
          <tr key={`${one.scope}/${one.carrier}`}>
            <th scope="row">
              {carrier(one.carrier)}
              {one.scope === 'place' ? <span className="muted"> · {t('quality.wholePlace')}</span> : null}
            </th>
            <td>{format.unit(one.unit)}</td>
            <td data-numeric>{figure(one.metered, 'quality.notMetered')}</td>
            <td data-numeric>{figure(one.filed, 'quality.notFiled')}</td>
            <td data-numeric>{figure(one.statistics, 'quality.notCounted')}</td>
            <td data-numeric title={one.gap_of && one.gap_basis ? t('quality.gapOf', { of: t(`quality.${one.gap_of}`), basis: t(`quality.${one.gap_basis}`) }) : undefined}>{figure(one.gap, 'quality.noGap')}</td>
            <td data-numeric>{one.gap_percent === null ? <Dash reason="quality.noGap" /> : format.change(one.gap_percent)}</td>
            <td>
              <span className="quality-chip" data-tone={toneOf(one.status)}>
                <Tone tone={toneOf(one.status)} />
                {t(`quality.status.${one.status}`)}
              </span>
            </td>
          </tr>
        ))}
      </tbody>
    </ScrollTable>
  )
}
