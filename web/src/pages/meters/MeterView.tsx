import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { type MeterAnswer, type MeterRow, useMeter } from '@/api/readings'
import { Completeness } from '@/components/Completeness'
import { Dash } from '@/components/Dash'
import { ErrorNote } from '@/components/ErrorNote'
import { ExplainButton, Figure } from '@/components/Figure'
import { Icon } from '@/components/Icon'
import { ScrollTable } from '@/components/ScrollTable'
import { useCut } from '@/cut/useCut'
import { useFormat } from '@/format/useFormat'
import { useLabel } from '@/i18n'
import { useNames } from '@/i18n/names'
import { Exchanges } from './Exchanges'
import { FillGaps } from './FillGaps'
import { MeterYear } from './MeterYear'

/** One meter: what it is, what it measured in the period, its year, its day, its tree. */
export function MeterView({ code }: { code: string }) {
  const { t } = useTranslation()
  const { cut, region, hrefOf, setCut } = useCut()
  const label = useLabel()
  const { data, error, refetch } = useMeter(region.id, code, cut.period)
  const meter = data?.meter
  return (
    <div className="page meter-page">
      <Link className="meter-back" to={hrefOf('/meters')}>
        <Icon name="left" size={16} /> {t('nav.meters')}
      </Link>
      <div className="page-head">
        <h1>{meter ? label(meter.name) || meter.code : code}</h1>
      </div>
      {error ? <ErrorNote error={error} retry={() => void refetch()} /> : null}
      {meter && data ? (
        <>
          <Facts meter={meter} />
          <Answer meter={meter} />
          <MeterYear meter={meter} />
          <FillGaps key={meter.code} meter={meter} onDay={(day) => setCut({ day }, { replace: true })} />
          <Tree answer={data} />
          <Exchanges meter={meter} known={data.exchanges} />
        </>
      ) : error ? null : (
        <span className="bone" style={{ width: '100%', height: 420 }} aria-hidden="true" />
      )}
    </div>
  )
}

function Facts({ meter }: { meter: MeterRow }) {
  const { t } = useTranslation()
  const { region, hrefOf } = useCut()
  const label = useLabel()
  const names = useNames()
  const carrier = region.dims.carriers.find((one) => one.id === meter.carrier) ?? null
  return (
    <ul className="meter-facts">
      <li>
        <code>{meter.code}</code>
      </li>
      <li>{names.member('carrier', carrier) || t(`carrier.${meter.carrier}`, { defaultValue: meter.carrier.replaceAll('_', ' ') })}</li>
      <li>
        {t(`meters.register.${meter.register}`)}
        {t('app.comma')}
        {t('meters.every', { n: meter.interval_minutes })}
      </li>
      {meter.enterprise ? (
        <li>
          <Icon name="factory" size={16} />
          <Link to={hrefOf('/table', { rows: 'enterprise', q: meter.enterprise.code })}>{label(meter.enterprise.name)}</Link>
        </li>
      ) : null}
      <li>
        <Icon name="place" size={16} />
        <Link to={hrefOf('/overview', { place: meter.place.code })}>{label(meter.place.name)}</Link>
      </li>
      {meter.zone ? <li>{t('meters.zone', { zone: meter.zone })}</li> : null}
      {meter.formula ? (
        <li>
          {t('meters.formula')} <code>{meter.formula}</code>
        </li>
      ) : null}
      {meter.first_date && meter.last_date ? <li>{t('meters.span', { from: meter.first_date, to: meter.last_date })}</li> : null}
      {meter.synthetic && !region.synthetic ? <li className="meter-synthetic">{t('synthetic.short')}</li> : null}
    </ul>
  )
}

function Answer({ meter }: { meter: MeterRow }) {
  const { t } = useTranslation()
  const { cut, hrefOf } = useCut()
  const label = useLabel()
  const format = useFormat()
  return (
    <dl className="meter-answer">
      <div>
        <dt>{t('meters.amountIn', { period: format.period(cut.period) })}</dt>
        <dd>
          <Figure value={meter.amount} unit={meter.unit} name={t('meters.amount')} size="large" completeness={meter.completeness_percent} estimated={(meter.estimated_percent ?? 0) > 0} />
        </dd>
      </div>
      <div>
        <dt>{t('meters.estimated')}</dt>
        <dd className="meter-figure">{meter.estimated_percent === null ? <span title={t('reason.no_data')}>–</span> : format.percent(meter.estimated_percent)}</dd>
      </div>
      <div>
        <dt>{t('meters.findings')}</dt>
        <dd className="meter-figure">{meter.findings > 0 ? <Link to={hrefOf('/findings', { tab: 'readings', status: 'all', q: meter.code })}>{format.count(meter.findings)}</Link> : format.count(0)}</dd>
      </div>
      {meter.enterprise ? (
        <div>
          <dt>{t('meters.inLedger')}</dt>
          <dd>
            {label(meter.enterprise.name)}
            <br />
            <ExplainButton query={{ indicator: cut.indicator, enterprise: meter.enterprise.code, period: cut.period, view: cut.view }} name={label(meter.enterprise.name)} text={t('explain.open')} />
          </dd>
        </div>
      ) : null}
    </dl>
  )
}

/** The meter above, those below, and whether they add up. */
function Tree({ answer }: { answer: MeterAnswer }) {
  const { t } = useTranslation()
  const { hrefOf } = useCut()
  const label = useLabel()
  const format = useFormat()
  const { meter, parent, children, gap } = answer
  if (!parent && children.length === 0) return null
  const hrefTo = (one: MeterRow) => hrefOf(`/meters/${encodeURIComponent(one.code)}`)
  const amount = (value: number | null) => (value === null ? <Dash /> : `${format.full(value, Math.abs(value) >= 1000 ? 0 : 2)} ${format.unit(meter.unit)}`)
  const whole = Math.max(gap?.amount ?? 0, gap?.children_amount ?? 0)
  const wide = (value: number | null | undefined) => `${whole > 0 && value ? Math.max(0, (value / whole) * 100) : 0}%`
  return (
    <section className="meter-section" aria-labelledby="meter-tree">
      <h2 id="meter-tree">{t('meters.tree')}</h2>
      {parent ? (
        <p className="meter-parent">
          {t('meters.parent')} <Link to={hrefTo(parent)}>{label(parent.name) || parent.code}</Link> <span className="muted">{parent.code}</span>
        </p>
      ) : null}
      {gap ? (
        <div className="meter-gap" data-status={gap.status}>
          <p>
            <strong>{t(`meters.gap.${gap.status}`)}</strong>{' '}
            {gap.gap_percent === null
              ? t('meters.gapUnknown')
              : t('meters.gapText', { children: `${format.short(gap.children_amount)} ${format.unit(meter.unit)}`, amount: `${format.short(gap.amount)} ${format.unit(meter.unit)}`, gap: format.percent(Math.abs(gap.gap_percent)), loss: format.percent(gap.loss_percent_max) })}
          </p>
          <div className="meter-bars" aria-hidden="true">
            <span>{t('meters.this')}</span>
            <i style={{ width: wide(gap.amount) }} />
            <span>{t('meters.children')}</span>
            <i className="meter-bar-children" style={{ width: wide(gap.children_amount) }} />
          </div>
        </div>
      ) : null}
      {children.length > 0 ? (
        <ScrollTable label={t('meters.children')}>
          <thead>
            <tr>
              <th scope="col">{t('meters.children')}</th>
              <th scope="col" data-numeric>
                {t('meters.amount')}
              </th>
              <th scope="col" data-numeric>
                {t('meters.share')}
              </th>
              <th scope="col" data-numeric>
                {t('table.completeness')}
              </th>
            </tr>
          </thead>
          <tbody>
            {children.map((one) => (
              <tr key={one.code}>
                <th scope="row">
                  <Link to={hrefTo(one)}>{label(one.name) || one.code}</Link> <span className="muted">{one.code}</span>
                </th>
                <td data-numeric>{amount(one.amount)}</td>
                <td data-numeric>{one.amount !== null && meter.amount ? format.percent((one.amount / meter.amount) * 100) : <Dash />}</td>
                <td data-numeric>{one.completeness_percent === null ? <Dash /> : <Completeness percent={one.completeness_percent} compact />}</td>
              </tr>
            ))}
          </tbody>
        </ScrollTable>
      ) : null}
    </section>
  )
}
