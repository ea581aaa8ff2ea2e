import { Button } from 'antd'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { Query } from '@/api/client'
import type { Place } from '@/api/types'
import { Figure } from '@/components/Figure'
import { Icon } from '@/components/Icon'
import { Spark } from '@/components/Spark'
import { useCut } from '@/cut/useCut'
import { useFormat } from '@/format/useFormat'
import { useNames } from '@/i18n/names'
import { change } from './series'
import { type MapRow, useCubeOf } from './useMapData'

/** What is selected: its figure, its years, what it is made of, and where to go from here. */
export function MapPanel({ id, enterprise, name, rank, of, value, row, years, year, unit, quantity, completeness, shared, place, levelName, back, onBack, onOpen, openable }: {
  id: string
  enterprise: boolean
  name: string
  rank: number | null
  of: number
  value: number | null
  row: MapRow | null
  years: readonly string[]
  year: string
  unit: string
  quantity: string | null
  completeness: number | null
  shared: Query
  place: Place | null
  levelName: (id: string) => string
  back: string
  onBack: () => void
  onOpen: () => void
  openable: boolean
}) {
  const { t } = useTranslation()
  const { region, cut, hrefOf } = useCut()
  const format = useFormat()
  const names = useNames()
  const backButton = useRef<HTMLButtonElement>(null)
  const root = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const panel = root.current
    const key = (event: KeyboardEvent) => {
      if (event.key === 'Escape') onBack()
    }
    panel?.addEventListener('keydown', key)
    return () => panel?.removeEventListener('keydown', key)
  }, [onBack])
  useEffect(() => backButton.current?.focus({ preventScroll: true }), [])
  const at = years.indexOf(year)
  const subject: Query = enterprise ? { ...shared, place: cut.place, enterprise: id } : { ...shared, place: id }
  const first = years[0]
  const last = years.at(-1)
  // A place's years came with the map; a facility's are asked for.
  const own = useCubeOf(enterprise && first && last ? region.id : null, { ...subject, by: 'period', step: 'year', period: `${first}..${last}` })
  const values = row ? row.values : years.map(one => own.data?.rows.find(r => r.keys.period?.id === one)?.value ?? null)
  const additive = cut.indicator.endsWith('_total') || cut.indicator === 'biogenic_co2'
  const axis = enterprise ? 'carrier' : 'field'
  const parts = useCubeOf(additive && !(axis === 'field' && cut.field) ? region.id : null, { ...subject, by: axis, period: year })
  const shown = (parts.data?.rows ?? []).filter(one => one.value !== null && one.value !== 0).toSorted((a, b) => Math.abs(b.value ?? 0) - Math.abs(a.value ?? 0))
  const biggest = Math.max(0, ...shown.map(one => Math.abs(one.value ?? 0)))
  const whole = shown.reduce((sum, one) => sum + Math.abs(one.value ?? 0), 0)
  const since = change(values, at)
  const scale = format.picture(parts.data?.unit ?? unit, biggest, parts.data?.quantity)
  const indicator = t(`indicator.${cut.indicator}`)
  return (
    <div
      className="map-panel"
      role="group"
      aria-label={name}
      ref={root}
    >
      <button ref={backButton} type="button" className="bare map-back" onClick={onBack}>
        <Icon name="left" size={16} />
        {back}
      </button>
      <h2 className="map-panel-name">{name}</h2>
      <p className="map-panel-level">
        {enterprise ? t('map.facility') : place ? levelName(place.level) : ''}
        {rank !== null ? ` · ${t('map.rank', { rank: format.count(rank), of: format.count(of) })}` : ''}
      </p>
      <p className="map-panel-what">
        {indicator}, {format.period(year)}
      </p>
      <Figure
        name={`${indicator}, ${name}, ${year}`}
        value={value}
        unit={unit}
        quantity={quantity}
        reason={row?.reasons[at]}
        completeness={row ? row.completeness[at] : completeness}
        explain={{ ...subject, period: year }}
        size="large"
      />
      {since ? (
        <p className="map-panel-since">
          <strong>{format.change(since.percent)}</strong> {t('map.since', { year: years[since.from] })}
        </p>
      ) : null}
      <Spark points={years.map((period, i) => ({ period, value: values[i] ?? null }))} unit={unit} quantity={quantity} name={`${indicator}, ${name}`} current={year} height={96} large />
      {shown.length > 0 ? (
        <section className="map-parts" aria-label={t(`map.by.${axis}`)}>
          <h3>
            {t(`map.by.${axis}`)} <small>{scale.label}</small>
          </h3>
          <ul>
            {shown.slice(0, 7).map(one => {
              const key = one.keys[axis]
              const part = Math.abs(one.value ?? 0)
              return (
                <li key={key?.id ?? ''}>
                  <span className="map-part-name">{names.member(axis, key)}</span>
                  <span className="map-part-value">{format.short((one.value ?? 0) * scale.factor)}</span>
                  <span className="map-part-share">{whole > 0 ? format.percent((part / whole) * 100) : ''}</span>
                  <span className="map-part-bar" aria-hidden="true">
                    <span style={{ width: `${biggest > 0 ? (part / biggest) * 100 : 0}%`, background: axis === 'field' ? `var(--field-${key?.id}, var(--carrier-other))` : 'var(--ink-3)' }} />
                  </span>
                </li>
              )
            })}
          </ul>
        </section>
      ) : null}
      <div className="map-panel-actions">
        {openable ? (
          <Button type="primary" onClick={onOpen}>
            {(place?.children ?? 0) > 0 ? t('map.open', { count: place?.children ?? 0, number: format.count(place?.children) }) : t('map.openFacilities', { count: place?.enterprises ?? 0, number: format.count(place?.enterprises) })}
          </Button>
        ) : null}
        {enterprise ? null : (
          <>
            <Link className="map-link" to={hrefOf('/flow', { place: id })}>
              {t('map.toFlow')}
            </Link>
            <Link className="map-link" to={hrefOf('/trend', { place: id })}>
              {t('map.toTrend')}
            </Link>
          </>
        )}
      </div>
    </div>
  )
}
