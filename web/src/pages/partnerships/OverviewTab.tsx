import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { ApiError } from '@/api/client'
import { type Organisation, type Partnership, type SideId, useAgreement, useFigures, useIndicators, useLadder, usePlan } from '@/api/partners'
import { Completeness } from '@/components/Completeness'
import { ErrorNote } from '@/components/ErrorNote'
import { useReason } from '@/components/Figure'
import { Pick } from '@/components/Pick'
import { ScrollTable } from '@/components/ScrollTable'
import { useCut, useParam } from '@/cut/useCut'
import { decimalsFor } from '@/format/number'
import { useFormat } from '@/format/useFormat'
import { useLabel } from '@/i18n'
import { IndicatorTable } from './IndicatorTable'
import { BudgetTables, SyntheticMark } from './parts'
import { Recognitions } from './Recognitions'
import { usePairText } from './text'

const SHOWN = [
  { indicator: 'carbon_total', what: 'emissions' },
  { indicator: 'energy_total', what: 'energy' },
] as const

/** How far the two have come, and the same figures of both sides, side by side. */
export function OverviewTab({ pair, member }: { pair: Partnership; member: boolean }) {
  const { t } = useTranslation()
  const { hrefOf } = useCut()
  return (
    <div className="pair-body">
      <Sides pair={pair} />
      {member ? (
        <>
          <Steps pair={pair} />
          <Compared pair={pair} />
          <Recognised pair={pair} />
          <Indicators pair={pair} />
          <Totals pair={pair} />
        </>
      ) : (
        <p className="note">
          {t('pair.notPartner')} {pair.public ? <Link to={`/pair/${encodeURIComponent(pair.id)}`}>{t('pair.publicPage')}</Link> : <Link to={hrefOf('/partnerships')}>{t('nav.partnerships')}</Link>}
        </p>
      )}
    </div>
  )
}

function Sides({ pair }: { pair: Partnership }) {
  const { t } = useTranslation()
  const label = useLabel()
  return (
    <div className="pair-sides">
      {(['a', 'b'] as const).map(side => {
        const one = pair[side]
        const others = one.organisations.filter(other => other.id !== one.lead?.id)
        return (
          <section key={side} className="pair-side-card" data-side={side} aria-label={label(one.city)}>
            <h2>
              {label(one.city)} {one.country ? <small>{one.country}</small> : null} {one.mine ? <span className="pair-public">{t('pair.mine')}</span> : null}
            </h2>
            {one.lead ? <Who organisation={one.lead} lead /> : <p className="muted">{t('pair.noLead')}</p>}
            {others.map(other => (
              <Who key={other.id} organisation={other} />
            ))}
          </section>
        )
      })}
    </div>
  )
}

function Who({ organisation, lead = false }: { organisation: Organisation; lead?: boolean }) {
  const { t } = useTranslation()
  const { regions } = useCut()
  const label = useLabel()
  const ledger = regions.find(one => one.id === organisation.region)
  return (
    <p>
      {label(organisation.name)} {ledger?.synthetic ? <span className="pair-tag pair-warn">{t('synthetic.short')}</span> : null}
      <small className="muted">
        {[lead ? t('pair.lead') : '', t(`pair.role.${organisation.kind}`), organisation.remote ? t('pair.remote') : organisation.region ? t('pair.readsLedger', { region: label(ledger?.name) || organisation.region }) : ''].filter(Boolean).join(' · ')}
      </small>
    </p>
  )
}

/** Networking, coordination, cooperation, collaboration: what is reached, and what the next one lacks. */
function Steps({ pair }: { pair: Partnership }) {
  const { t } = useTranslation()
  const { hrefOf } = useCut()
  const format = useFormat()
  const { data, error, refetch } = useLadder(pair.id)
  const agreement = useAgreement(pair.id)
  if (error) return <ErrorNote error={error} retry={() => void refetch()} />
  if (!data) return <span className="bone" style={{ width: '100%', height: 130 }} aria-hidden="true" />
  return (
    <section className="pair-section">
      <h2>{t('pair.ladder')}</h2>
      <ol className="pair-ladder">
        {data.levels.map((level, at) => (
          <li key={level} data-reached={at < data.rung || undefined} aria-current={at === data.rung - 1 ? 'step' : undefined}>
            <strong>{t(`pair.level.${level}`, { defaultValue: level })}</strong>
            <span>{t(at < data.rung ? 'pair.reached' : at === data.rung ? 'pair.next' : 'pair.later')}</span>
          </li>
        ))}
      </ol>
      {data.lacks.length > 0 ? (
        <ul className="pair-lacks">
          {data.lacks.map(one => (
            <li key={one.indicator}>
              {t('pair.lack', { what: t(`pair.ladderIndicator.${one.indicator}`, { defaultValue: one.indicator }), needed: format.count(one.needed), value: one.value === null ? t('pair.notKnown') : format.count(one.value) })}
            </li>
          ))}
        </ul>
      ) : (
        <p className="muted">{t('pair.ladderTop')}</p>
      )}
      {agreement.data?.proposals.length ? (
        <p className="note">
          {t('pair.openProposal', { count: agreement.data.proposals.length })} <Link to={hrefOf(`/partnerships/${pair.id}`, { tab: 'agreement' })}>{t('pair.tab.agreement')}</Link>
        </p>
      ) : null}
    </section>
  )
}

function Compared({ pair }: { pair: Partnership }) {
  const { t } = useTranslation()
  const { region } = useCut()
  const label = useLabel()
  // What is not shared is not asked for.
  const sees = usePlan(pair.id).data?.sees
  const [year, setYear] = useParam('year', String(region.periods.last_year))
  const years = Array.from({ length: region.periods.last_year - region.periods.first_year + 1 }, (_, at) => String(region.periods.last_year - at))
  return (
    <section className="pair-section">
      <div className="pair-section-head">
        <h2>{t('pair.compared')}</h2>
        <Pick label={t('pair.year')} value={year} onChange={next => setYear(next ?? '')} options={(years.includes(year) ? years : [year, ...years]).map(one => ({ value: one, label: one }))} />
      </div>
      <ScrollTable label={t('pair.compared')} className="pair-compare">
        <thead>
          <tr>
            <th scope="col">{t('pick.indicator')}</th>
            {(['a', 'b'] as const).map(side => (
              <th key={side} scope="col" data-numeric>
                {label(pair[side].city)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {SHOWN.map(({ indicator, what }) => (
            <tr key={indicator}>
              <th scope="row">{t(`indicator.${indicator}`)}</th>
              {(['a', 'b'] as const).map(side => (
                <td key={side} data-numeric>
                  {side === pair.my_side || sees?.some(one => one.what === what || one.what === `indicator:${indicator}`) ? <SideFigure pair={pair} side={side} indicator={indicator} year={year} /> : sees ? <span className="muted">{t('pair.notShared')}</span> : <span className="bone" style={{ width: 90, height: 18 }} aria-hidden="true" />}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </ScrollTable>
      <p className="muted">{t('pair.comparedNote')}</p>
    </section>
  )
}

function SideFigure({ pair, side, indicator, year }: { pair: Partnership; side: SideId; indicator: string; year: string }) {
  const { t } = useTranslation()
  const format = useFormat()
  const why = useReason()
  const text = usePairText()
  const { data, error } = useFigures(pair.id, /^\d{4}$/.test(year) ? { side, indicator, year } : null)
  if (error) {
    const code = error instanceof ApiError ? (error.code as string) : 'http'
    return <span className="muted">{code === 'not_shared' ? t('pair.notShared') : t(`error.${code}`, { defaultValue: t('error.http') })}</span>
  }
  if (!data) return <span className="bone" style={{ width: 90, height: 18 }} aria-hidden="true" />
  const { total } = data
  if (total.value === null) return <span className="muted">– {t(`pair.reason.${total.reason}`, { defaultValue: why(total.reason) })}</span>
  const scale = format.table(data.unit, data.quantity)
  return (
    <>
      {format.full(total.value * scale.factor, decimalsFor([total.value * scale.factor], 1))} {scale.label}
      <small>
        {total.completeness_percent !== null && total.completeness_percent < 100 ? <Completeness percent={total.completeness_percent} compact /> : null}
        {data.synthetic ? <SyntheticMark of={data} /> : null}
        {data.source === 'file' ? ` ${t('pair.fromFile', { date: text.date(data.as_of) })}` : ''}
      </small>
    </>
  )
}

/** What the agreement in force recognises. */
function Recognised({ pair }: { pair: Partnership }) {
  const { t } = useTranslation()
  const agreement = useAgreement(pair.id).data?.in_force
  if (!agreement || agreement.terms.recognitions.length === 0) return null
  return (
    <section className="pair-section">
      <h2>{t('pair.recognitions')}</h2>
      <Recognitions rows={agreement.terms.recognitions} pair={pair} ends={agreement.ends} />
    </section>
  )
}

function Indicators({ pair }: { pair: Partnership }) {
  const { t } = useTranslation()
  const { data, error, refetch } = useIndicators(pair.id)
  if (error) return <ErrorNote error={error} retry={() => void refetch()} />
  if (!data || data.length === 0) return null
  return (
    <section className="pair-section">
      <h2>{t('pair.indicators')}</h2>
      <IndicatorTable rows={data} pair={pair} explain />
    </section>
  )
}

/** Work and money in sums: of both where the other side shows them. */
function Totals({ pair }: { pair: Partnership }) {
  const { t } = useTranslation()
  const format = useFormat()
  const label = useLabel()
  const { data } = usePlan(pair.id)
  if (!data) return null
  const { totals_of_other: other } = data
  const theirs = pair.my_side === 'a' ? pair.b : pair.a
  return (
    <section className="pair-section">
      <h2>{t('pair.work')}</h2>
      <dl className="pair-numbers">
        <div>
          <dt>{t('pair.projects')}</dt>
          <dd>{format.count(data.projects.length)}</dd>
        </div>
        <div>
          <dt>{t('pair.tasksOpen')}</dt>
          <dd>{format.count(data.tasks.total - data.tasks.done)}</dd>
        </div>
        <div>
          <dt>{t('pair.tasksLate')}</dt>
          <dd>{format.count(data.tasks.late)}</dd>
        </div>
        <div>
          <dt>{t('pair.tasksDone')}</dt>
          <dd>{format.count(data.tasks.done)}</dd>
        </div>
        {other.projects ? (
          <div>
            <dt>{t('pair.projectsOf', { city: label(theirs.city) })}</dt>
            <dd>{format.count(other.projects.total)}</dd>
          </div>
        ) : null}
      </dl>
      <BudgetTables sums={data.budget} city={side => label(pair[side].city)} />
      {other.budget && other.budget.length > 0 && !data.sees.some(one => one.what === 'budget' && one.detail === 'full') ? (
        <>
          <h3>{t('pair.budgetOf', { city: label(theirs.city) })}</h3>
          <BudgetTables of={label(theirs.city)} sums={other.budget.map(one => ({ ...one, by_funder: [], by_side: [] }))} city={side => label(pair[side].city)} />
        </>
      ) : null}
    </section>
  )
}
