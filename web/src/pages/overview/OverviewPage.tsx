import type { CSSProperties } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useOverview } from '@/api/queries'
import type { Card, CubeRow } from '@/api/types'
import { usePlaceTree } from '@/app/CutBar'
import { ErrorNote } from '@/components/ErrorNote'
import { ExplainValue, Figure, useReason } from '@/components/Figure'
import { Spark } from '@/components/Spark'
import { useCut } from '@/cut/useCut'
import { colourVar } from '@/format/colours'
import { useFormat } from '@/format/useFormat'
import { useLabel } from '@/i18n'
import { useNames } from '@/i18n/names'
import './overview.css'

/** Indicators that stand in front, beside the first; the rest stands smaller below. */
const FRONT = 4

/** The answer at once: the four indicators with their change, trend and completeness; by field; the largest places. */
export function OverviewPage() {
  const { t } = useTranslation()
  const { cut, region, hrefOf } = useCut()
  const format = useFormat()
  const label = useLabel()
  const tree = usePlaceTree(region.id)
  const { data, error, refetch, isPlaceholderData } = useOverview(region.id, { place: cut.place, period: cut.period })
  const place = tree.byCode.get(cut.place)
  const cards = data?.cards ?? []
  const present = cards.filter((card) => card.value !== null || card.trend.some((point) => point.value !== null))
  const absent = cards.filter((card) => !present.includes(card))
  const [hero, ...all] = present
  const others = all.slice(0, FRONT)
  const further = all.slice(FRONT)
  const name = label(data?.place.name ?? place?.name ?? region.name)
  return (
    <div className="page overview" aria-busy={!data || isPlaceholderData}>
      <h1 className="visually-hidden">{t('nav.overview')}</h1>
      {error ? <ErrorNote error={error} retry={() => void refetch()} /> : null}
      {data ? (
        <>
          {hero ? <Hero card={hero} name={name} /> : <p className="note">{t('overview.none')}</p>}
          {others.length > 0 ? (
            <div className="cards" style={{ '--count': others.length } as CSSProperties}>
              {others.map((card) => (
                <SmallCard key={card.indicator} card={card} />
              ))}
            </div>
          ) : null}
          {further.length > 0 ? (
            <div className="further">
              {further.map((card) => (
                <FurtherCard key={card.indicator} card={card} />
              ))}
            </div>
          ) : null}
          {absent.length > 0 && present.length > 0 ? (
            <p className="muted overview-absent">
              {t('overview.absent', { list: absent.map((card) => t(`indicator.${card.indicator}`)).join(t('app.comma')) })}
            </p>
          ) : null}
          <div className="halves">
            <Bars title={t('overview.byField')} rows={data.by_field} dim="field" unit={data.list_unit} indicator={data.list_indicator} more={hrefOf('/trend', { by: 'field' })} moreText={t('overview.toTrend')} />
            <Bars title={t('overview.topPlaces')} rows={data.top_places} dim="place" unit={data.list_unit} indicator={data.list_indicator} more={hrefOf('/table')} moreText={t('overview.toTable')} />
          </div>
          <p className="overview-findings">
            <Link to={hrefOf('/findings', { tab: 'imports' })}>{t('overview.findings', { count: data.findings_count, number: format.count(data.findings_count) })}</Link>
          </p>
        </>
      ) : error ? null : (
        <OverviewBones />
      )}
    </div>
  )
}

function useChange(card: Card) {
  const { t } = useTranslation()
  const format = useFormat()
  if (card.change_percent === null || !card.previous_period) return null
  return { text: format.change(card.change_percent), against: t('overview.against', { period: format.period(card.previous_period) }), down: card.change_percent < 0 }
}

function Change({ card }: { card: Card }) {
  const change = useChange(card)
  if (!change) return null
  return (
    <span className="change">
      <strong>{change.text}</strong> {change.against}
    </span>
  )
}

function Hero({ card, name }: { card: Card; name: string }) {
  const { t } = useTranslation()
  const { cut } = useCut()
  const title = t(`indicator.${card.indicator}`)
  return (
    <section className="hero" aria-label={title}>
      <div className="hero-answer">
        <h2>
          {title} <span className="muted">{name}</span>
        </h2>
        <Figure size="hero" name={title} value={card.value} unit={card.unit} quantity={card.quantity} reason={card.reason} completeness={card.completeness_percent} estimated={card.estimated} explain={{ indicator: card.indicator, place: cut.place, period: cut.period }} beside={<Change card={card} />} />
      </div>
      <Spark points={card.trend} unit={card.unit} quantity={card.quantity} name={title} current={cut.period} height={168} large />
    </section>
  )
}

function SmallCard({ card }: { card: Card }) {
  const { t } = useTranslation()
  const { cut } = useCut()
  const title = t(`indicator.${card.indicator}`)
  return (
    <section className="card" aria-label={title}>
      <h2>{title}</h2>
      <Figure size="large" name={title} value={card.value} unit={card.unit} quantity={card.quantity} reason={card.reason} completeness={card.completeness_percent} estimated={card.estimated} explain={{ indicator: card.indicator, place: cut.place, period: cut.period }} beside={<Change card={card} />} />
      <Spark points={card.trend} unit={card.unit} quantity={card.quantity} name={title} current={cut.period} height={44} />
    </section>
  )
}

function FurtherCard({ card }: { card: Card }) {
  const { t } = useTranslation()
  const { cut } = useCut()
  const format = useFormat()
  const why = useReason()
  const title = t(`indicator.${card.indicator}`)
  const [text, unit] = format.figure(card.value, card.unit, card.quantity)
  return (
    <div className="further-card">
      <span className="muted">{title}</span>
      <span>
        {card.value === null ? <span title={why(card.reason)}>–</span> : <ExplainValue name={title} text={text} query={{ indicator: card.indicator, place: cut.place, period: cut.period }} />} <span className="figure-unit">{unit}</span>
      </span>
      <span className="muted">{format.change(card.change_percent)}</span>
    </div>
  )
}

/** A list that is its own picture: name, bar, figure. */
function Bars({ title, rows, dim, unit, indicator, more, moreText }: { title: string; rows: CubeRow[]; dim: 'field' | 'place'; unit: string; indicator: string; more: string; moreText: string }) {
  const { t } = useTranslation()
  const { cut, setCut } = useCut()
  const format = useFormat()
  const names = useNames()
  const why = useReason()
  const largest = Math.max(...rows.map((row) => Math.abs(row.value ?? 0)), 0)
  const scale = format.picture(unit, largest, indicator.startsWith('carbon') ? 'CO2e' : null)
  const text = format.column(rows.map((row) => times(row.value, scale.factor)))
  // One bar for what nobody parted says nothing.
  if (rows.length === 0 || (dim === 'field' && rows.every((row) => !row.keys.field || row.keys.field.id === 'unstated'))) return null
  return (
    <section className="bars" aria-label={title}>
      <header>
        <h2>{title}</h2>
        <span className="muted">{scale.label}</span>
      </header>
      <ul>
        {rows.map((row, index) => {
          const key = row.keys[dim]
          const id = key?.id ?? ''
          const name = names.member(dim, key) || (dim === 'field' ? t('field.none') : id)
          const negative = (row.value ?? 0) < 0
          return (
            <li key={id || index} className="bar-row">
              {dim === 'place' ? (
                <button type="button" className="bar-name link-button" onClick={() => setCut({ place: id })}>
                  {name}
                </button>
              ) : (
                <span className="bar-name">{name}</span>
              )}
              <span className="bar-track" aria-hidden="true">
                <span
                  className={row.estimated || negative ? 'hatched' : undefined}
                  style={{ width: `${(Math.abs(row.value ?? 0) / (largest || 1)) * 100}%`, backgroundColor: dim === 'field' ? colourVar('field', id, index) : 'var(--ink-3)' }}
                />
              </span>
              <span className="bar-value">
                {row.value === null ? (
                  <span title={why(row.reason)}>–</span>
                ) : (
                  <ExplainValue name={name} text={text(row.value * scale.factor)} query={{ indicator, place: dim === 'place' ? id : cut.place, period: cut.period, ...(dim === 'field' ? { field: id } : {}) }} />
                )}
              </span>
            </li>
          )
        })}
      </ul>
      <Link className="bars-more" to={more}>
        {moreText}
      </Link>
    </section>
  )
}

const times = (value: number | null, factor: number) => (value === null ? null : value * factor)

function OverviewBones() {
  return (
    <div aria-hidden="true">
      <div className="hero">
        <div className="hero-answer">
          <span className="bone" style={{ width: 160, height: 18 }} />
          <span className="bone" style={{ width: 220, height: 52 }} />
          <span className="bone" style={{ width: 140, height: 16 }} />
        </div>
        <span className="bone" style={{ width: '100%', height: 168 }} />
      </div>
    </div>
  )
}
