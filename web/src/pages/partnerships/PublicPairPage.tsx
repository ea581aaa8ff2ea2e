import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useParams } from 'react-router'
import { ApiError } from '@/api/client'
import { type PlanItem, publicDocumentHref, type PublicPage, usePublicPair } from '@/api/partners'
import { usePrefs } from '@/app/prefs'
import { ErrorNote } from '@/components/ErrorNote'
import { useReason } from '@/components/Figure'
import { Mark } from '@/components/Icon'
import { ScrollTable } from '@/components/ScrollTable'
import { decimalsFor } from '@/format/number'
import { useFormat } from '@/format/useFormat'
import { changeLanguage, useLabel } from '@/i18n'
import { IndicatorTable } from './IndicatorTable'
import { BudgetTables, StateTag, StatusTag, SyntheticMark } from './parts'
import { board, itemsOf } from './plan'
import { Recognitions } from './Recognitions'
import { usePairText } from './text'
import '../data/data.css'
import './partnerships.css'

/** What both cities show to everybody; no account, no region, no cut. */
export default function PublicPairPage() {
  const { t } = useTranslation()
  const { pair: id = '' } = useParams()
  const label = useLabel()
  const { language } = usePrefs()
  const { data, error, refetch } = usePublicPair(id)
  const title = data ? `${label(data.pair.a.city)} – ${label(data.pair.b.city)}` : t('nav.pair')
  useEffect(() => {
    document.title = `${title} · Carbonshed`
  }, [title])
  const gone = error instanceof ApiError && error.status === 404
  return (
    <div className="public-pair">
      <header>
        <Link to="/" className="brand" aria-label={t('nav.home')}>
          <Mark size={26} />
          <span>Carbonshed</span>
        </Link>
        <button type="button" className="bare language" lang={language === 'zh' ? 'en' : 'zh-CN'} onClick={() => void changeLanguage(language === 'zh' ? 'en' : 'zh')}>
          {language === 'zh' ? 'English' : '中文'}
        </button>
      </header>
      <main id="main" className="page partnerships">
        <div className="page-head pair-head">
          <h1>{gone ? t('pair.publicGone') : title}</h1>
          {data ? <StateTag state={data.pair.agreement.state} /> : null}
        </div>
        {gone ? <p className="note">{t('pair.publicGoneHint')}</p> : error ? <ErrorNote error={error} retry={() => void refetch()} /> : null}
        {data ? <Body data={data} /> : error ? null : <span className="bone" style={{ width: '100%', height: 320 }} aria-hidden="true" />}
      </main>
    </div>
  )
}

function Body({ data }: { data: PublicPage }) {
  const { t } = useTranslation()
  const label = useLabel()
  const text = usePairText(data.topics)
  const format = useFormat()
  const why = useReason()
  const city = (side: 'a' | 'b') => label(data.pair[side].city)
  const visions = itemsOf(data.items, 'vision')
  const topics = [...new Set([...itemsOf(data.items, 'topic').map(one => one.topic ?? ''), ...itemsOf(data.items, 'project').flatMap(one => one.topics ?? [])])].filter(Boolean)
  const columns = board(data.items, data.projects).filter(column => column.cards.length > 0)
  const { agreement } = data.pair
  return (
    <div className="pair-body">
      <p className="pair-lead">
        {(['a', 'b'] as const).map(side => `${city(side)}${data.pair[side].lead ? ` (${label(data.pair[side].lead)})` : ''}`).join(' · ')}
        {data.pair.since_year ? ` · ${t('pair.since', { year: data.pair.since_year })}` : ''}
      </p>
      <p className={agreement.state === 'notice' ? 'note pair-warn' : 'note'} role={agreement.state === 'notice' ? 'status' : undefined}>
        {agreement.state === 'notice' ? t('pair.publicNotice', { date: text.date(agreement.ends) }) : t('pair.publicAgreement', { date: text.date(agreement.since) })}
      </p>
      {visions.map(one => (
        <blockquote key={one.id} className="pair-vision">
          <p>{one.text}</p>
          <footer>{city(one.side)}</footer>
        </blockquote>
      ))}
      {topics.length > 0 ? (
        <ul className="pair-chips">
          {topics.map(one => (
            <li key={one}>{text.topicLong(one)}</li>
          ))}
        </ul>
      ) : null}
      {data.figures.length > 0 ? (
        <section className="pair-section">
          <h2>{t('pair.figures')}</h2>
          <ScrollTable label={t('pair.figures')} className="pair-compare">
            <thead>
              <tr>
                <th scope="col">{t('pick.indicator')}</th>
                <th scope="col">{t('pair.city')}</th>
                <th scope="col">{t('pair.year')}</th>
                <th scope="col" data-numeric>
                  {t('pair.value')}
                </th>
              </tr>
            </thead>
            <tbody>
              {data.figures.map(one => {
                const scale = format.table(one.unit ?? '', one.indicator.startsWith('carbon_') ? 'CO2e' : null)
                return (
                  <tr key={`${one.side} ${one.indicator}`}>
                    <th scope="row">
                      {t(`indicator.${one.indicator}`, { defaultValue: one.indicator })} <SyntheticMark of={one} />
                    </th>
                    <td>{city(one.side)}</td>
                    <td>{one.year ?? '–'}</td>
                    <td data-numeric>{one.value === null ? <span className="muted">– {t(`pair.reason.${one.reason}`, { defaultValue: why(one.reason) })}</span> : `${format.full(one.value * scale.factor, decimalsFor([one.value * scale.factor], 1))} ${scale.label}`}</td>
                  </tr>
                )
              })}
            </tbody>
          </ScrollTable>
        </section>
      ) : null}
      {data.indicators.length > 0 ? (
        <section className="pair-section">
          <h2>{t('pair.indicators')}</h2>
          <IndicatorTable rows={data.indicators} pair={data.pair} />
        </section>
      ) : null}
      {columns.length > 0 ? (
        <section className="pair-section">
          <h2>{t('pair.projects')}</h2>
          <div className="pair-board">
            {columns.map(column => (
              <section key={column.status} aria-label={t('pair.columnCount', { status: t(`pair.status.${column.status}`), n: format.count(column.cards.length) })}>
                <h3>
                  <StatusTag status={column.status} />
                </h3>
                <ul>
                  {column.cards.map(({ project, status }) => (
                    <li key={project.id} className="pair-project" data-side={project.side}>
                      <strong>{project.title}</strong>
                      <span>{city(project.side)}</span>
                      {project.text ? <span className="pair-text">{project.text}</span> : null}
                      {status && status.milestones.total > 0 ? <span className="muted">{t('pair.milestonesDone', { done: format.count(status.milestones.done), total: format.count(status.milestones.total) })}</span> : null}
                      {status?.start ?? status?.end ? (
                        <span className="muted">
                          {text.date(status?.start)} – {text.date(status?.end)}
                        </span>
                      ) : null}
                    </li>
                  ))}
                </ul>
              </section>
            ))}
          </div>
        </section>
      ) : null}
      <List title={t('pair.milestones')} items={itemsOf(data.items, 'milestone')} city={city} about={one => [t('pair.dueOn', { date: text.date(one.due) }), one.done_on ? t('pair.doneOn', { date: text.date(one.done_on) }) : null]} />
      <List title={t('pair.tasks')} items={itemsOf(data.items, 'task')} city={city} about={one => [one.status ? t(`pair.status.${one.status}`) : null, t('pair.untilDate', { date: text.date(one.until) })]} />
      <List title={t('pair.decisions')} items={itemsOf(data.items, 'decision')} city={city} about={one => [text.date(one.on), one.who, one.text]} />
      <List title={t('pair.tab.meetings')} items={itemsOf(data.items, 'meeting')} city={city} about={one => [text.date(one.on), one.where, one.text]} />
      <List title={t('pair.risks')} items={itemsOf(data.items, 'risk')} city={city} about={one => [one.answer]} />
      <List title={t('pair.institutions')} items={itemsOf(data.items, 'institution')} city={city} about={one => [one.role ? t(`pair.role.${one.role}`) : null]} />
      <List title={t('pair.contacts')} items={itemsOf(data.items, 'contact')} city={city} about={one => [one.institution]} />
      <List title={t('pair.tab.documents')} items={itemsOf(data.items, 'document')} city={city} about={one => [one.file_name]} href={one => publicDocumentHref(data.pair.id, one.id)} />
      {data.budget.length > 0 ? (
        <section className="pair-section">
          <h2>{t('pair.budget')}</h2>
          <BudgetTables sums={data.budget} city={city} />
        </section>
      ) : null}
      {data.recognitions.length > 0 ? (
        <section className="pair-section">
          <h2>{t('pair.recognitions')}</h2>
          <Recognitions rows={data.recognitions} pair={data.pair} ends={agreement.ends} />
        </section>
      ) : null}
      <p className="muted">{t('pair.publicFoot')}</p>
    </div>
  )
}

function List({ title, items, city, about, href }: { title: string; items: readonly PlanItem[]; city: (side: 'a' | 'b') => string; about: (item: PlanItem) => (string | null | undefined)[]; /** Where its bytes are, if it has any. */ href?: (item: PlanItem) => string }) {
  if (items.length === 0) return null
  return (
    <section className="pair-section pair-lines">
      <h2>{title}</h2>
      <ul>
        {items.map(one => {
          const name = one.title ?? one.name
          return (
            <li key={one.id}>
              <div>
                <strong>
                  {href ? (
                    <a href={href(one)} download={one.file_name ?? true}>
                      {name}
                    </a>
                  ) : (
                    name
                  )}
                </strong>{' '}
                <span className="muted">{city(one.side)}</span>
                <span className="pair-about">{about(one).filter(Boolean).join(' · ')}</span>
              </div>
            </li>
          )
        })}
      </ul>
    </section>
  )
}
