import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { usePlaces } from '@/api/queries'
import type { Place } from '@/api/types'
import { Icon } from '@/components/Icon'
import { PickList } from '@/components/PickList'
import { Pop } from '@/components/Pop'
import { stepPeriod, yearOf } from '@/cut/cut'
import { useCut } from '@/cut/useCut'
import { useFormat } from '@/format/useFormat'
import { useLabel } from '@/i18n'

/** All places of the region by code; a region's tree is small enough to hold. */
export function usePlaceTree(region: string) {
  const { data } = usePlaces(region)
  return useMemo(() => {
    const byCode = new Map<string, Place>()
    for (const place of data ?? []) byCode.set(place.code, place)
    /** From the root down to the place itself. */
    const pathOf = (code: string): Place[] => {
      const path: Place[] = []
      for (let at = byCode.get(code); at && path.length < 16; at = at.parent === null ? undefined : byCode.get(at.parent)) path.unshift(at)
      return path
    }
    return { places: data ?? [], byCode, pathOf, ready: data !== undefined }
  }, [data])
}

/** Where and when: region, place, period. Always the same place on the screen. */
export function CutBar() {
  return (
    <div className="cutbar">
      <PlacePart />
      <PeriodPart />
    </div>
  )
}

function PlacePart() {
  const { t } = useTranslation()
  const { cut, region, regions, setCut } = useCut()
  const label = useLabel()
  const tree = usePlaceTree(region.id)
  const path = tree.pathOf(cut.place)
  const above = path.slice(1, -1)
  const here = path.at(-1)
  return (
    <nav className="crumbs" aria-label={t('cut.where')}>
      <Pop label={t('cut.region', { name: label(region.name) })} className={`crumb${path.length <= 1 ? ' crumb-here' : ''}`} button={<><span className="crumb-text">{label(region.name)}</span><Icon name="down" size={14} /></>}>
        {(close) => (
          <ul className="menu">
            {regions.map((one) => (
              <li key={one.id}>
                <button
                  type="button"
                  className="menu-item"
                  aria-current={one.id === region.id || undefined}
                  onClick={() => {
                    setCut({ region: one.id, place: null })
                    close()
                  }}
                >
                  <span className="menu-grow">
                    {label(one.name)}
                    <small>
                      {one.periods.first_year}–{one.periods.last_year}
                      {one.synthetic ? ` · ${t('synthetic.short')}` : ''}
                    </small>
                  </span>
                  {one.id === region.id ? <Icon name="check" size={16} /> : null}
                </button>
              </li>
            ))}
          </ul>
        )}
      </Pop>
      {above.map((place) => (
        <span key={place.code} className="crumb-step crumb-above">
          <Icon name="right" size={14} />
          <button type="button" className="bare crumb" onClick={() => setCut({ place: place.code })}>
            {label(place.name)}
          </button>
        </span>
      ))}
      <span className="crumb-step">
        <Icon name="right" size={14} />
        <Pop
          label={t('cut.place', { name: here && path.length > 1 ? label(here.name) : t('cut.all') })}
          className={`crumb${path.length > 1 ? ' crumb-here' : ''}`}
          button={
            <>
              <span className="crumb-text">{here && path.length > 1 ? label(here.name) : t('cut.all')}</span>
              <Icon name="down" size={14} />
            </>
          }
        >
          {(close) => <PlacePicker close={close} />}
        </Pop>
      </span>
    </nav>
  )
}

function PlacePicker({ close }: { close: () => void }) {
  const { t } = useTranslation()
  const { cut, region, setCut } = useCut()
  const label = useLabel()
  const tree = usePlaceTree(region.id)
  const [query, setQuery] = useState('')
  // The server also matches aliases and Pinyin.
  const found = usePlaces(query.trim() ? region.id : null, { q: query.trim(), limit: 50 })
  const levelName = (id: string) => label(region.levels.find((level) => level.id === id)?.name)
  const path = tree.pathOf(cut.place)
  const here = path.at(-1)
  const inside = tree.places.filter((place) => place.parent === here?.code)
  const beside = here?.parent ? tree.places.filter((place) => place.parent === here.parent) : []
  const pick = (place: Place) => () => {
    setCut({ place: place.code === region.root_place ? null : place.code, enterprise: null })
    close()
  }
  const item = (place: Place, group: string) => ({ id: `${group}/${place.code}`, group, label: label(place.name), hint: levelName(place.level), current: place.code === cut.place, pick: pick(place) })
  const items = query.trim()
    ? (found.data ?? []).map((place) => item(place, t('cut.found')))
    : [
        ...path.slice(0, -1).map((place) => item(place, t('cut.above'))),
        ...inside.map((place) => item(place, here ? t('cut.within', { name: label(here.name) }) : '')),
        ...(inside.length === 0 ? beside.map((place) => item(place, t('cut.beside'))) : []),
      ]
  return <PickList label={t('cut.findPlace')} placeholder={t('cut.findPlace')} query={query} onQuery={setQuery} items={items} empty={found.isFetching ? '' : t('cut.nothing')} />
}

function PeriodPart() {
  const { t } = useTranslation()
  const { cut, region, setCut } = useCut()
  const format = useFormat()
  const { first_year, last_year, finest } = region.periods
  const before = stepPeriod(cut.period, -1, region)
  const after = stepPeriod(cut.period, 1, region)
  const year = yearOf(cut.period)
  const years = Array.from({ length: last_year - first_year + 1 }, (_, index) => last_year - index)
  return (
    <div className="periods" role="group" aria-label={t('cut.when')}>
      <button type="button" className="bare" disabled={!before} aria-label={t('cut.earlier')} onClick={() => before && setCut({ period: before })}>
        <Icon name="left" size={16} />
      </button>
      <Pop label={t('cut.period', { period: format.period(cut.period) })} className="period" align="end" button={format.period(cut.period)}>
        {(close) => (
          <div className="period-panel">
            <div className="period-grid">
              {years.map((one) => (
                <button
                  key={one}
                  type="button"
                  className="bare"
                  aria-pressed={one === year}
                  onClick={() => {
                    setCut({ period: String(one) })
                    if (finest !== 'month') close()
                  }}
                >
                  {one}
                </button>
              ))}
            </div>
            {finest === 'month' ? (
              <div className="period-grid period-months">
                {Array.from({ length: 12 }, (_, index) => {
                  const month = `${year}-${String(index + 1).padStart(2, '0')}`
                  return (
                    <button
                      key={month}
                      type="button"
                      className="bare"
                      aria-pressed={month === cut.period}
                      onClick={() => {
                        setCut({ period: month })
                        close()
                      }}
                    >
                      {format.month(index + 1)}
                    </button>
                  )
                })}
              </div>
            ) : null}
          </div>
        )}
      </Pop>
      <button type="button" className="bare" disabled={!after} aria-label={t('cut.later')} onClick={() => after && setCut({ period: after })}>
        <Icon name="right" size={16} />
      </button>
    </div>
  )
}
