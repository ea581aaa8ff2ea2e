import { lazy, Suspense, useCallback, useDeferredValue, useEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useGet } from '@/api/queries'
import type { Points } from '@/api/types'
import { usePlaceTree } from '@/app/CutBar'
import { useDark, useNarrow } from '@/app/prefs'
import { ErrorNote } from '@/components/ErrorNote'
import { Figure } from '@/components/Figure'
import { PageHead } from '@/components/PageHead'
import { Pick } from '@/components/Pick'
import { useCut, useParam } from '@/cut/useCut'
import { FIELDS, readToken } from '@/format/colours'
import { useFormat } from '@/format/useFormat'
import { useLabel } from '@/i18n'
import { atLeast, type Box, circleRadius } from './geometry'
import { HoverCard } from './HoverCard'
import type { DrawnPoint, HoverTarget, MapColours, MapHandle } from './MapCanvas'
import { MapLegend, PointLegend } from './MapLegend'
import { MapList, type ListRow } from './MapList'
import { MapPanel } from './MapPanel'
import { ramp, rampKind } from './ramp'
import { legend, ranked, yearIndex } from './series'
import { Timeline } from './Timeline'
import { levelsBelow, METHODS, type Method, useCubeOf, useGround, useMapAnswer } from './useMapData'
import './map.css'


/** Above this many facilities the near ones are drawn as one circle with their number. */
const CLUSTER_FROM = 400

const drawable = (() => {
  try {
    const canvas = document.createElement('canvas')
    return Boolean(canvas.getContext('webgl2') ?? canvas.getContext('webgl'))
  } catch {
    return false
  }
})()

// Its library is the largest of all: it is on its way while the rows are asked for.
const canvasModule = drawable ? import('./MapCanvas') : null
const MapCanvas = lazy(() => (canvasModule ?? import('./MapCanvas')).then(module => ({ default: module.MapCanvas })))

const stillMedia = typeof matchMedia === 'function' ? matchMedia('(prefers-reduced-motion: reduce)') : null

/** The smallest 1, 2 or 5 times a power of ten that is not below `value`: sizes then stay comparable from year to year. */
function niceCeiling(value: number): number {
  if (!(value > 0)) return 1
  const power = 10 ** Math.floor(Math.log10(value))
  return [1, 2, 5, 10].map(step => step * power).find(step => step >= value * (1 - 1e-9)) as number
}

/** Where the carbon is: places in five classes, facilities as circles, the list of the same rows beside. */
export default function MapPage() {
  const { t } = useTranslation()
  const { cut, region, setCut } = useCut()
  const label = useLabel()
  const format = useFormat()
  const dark = useDark()
  const narrow = useNarrow()
  const tree = usePlaceTree(region.id)
  const [levelParam, setLevel] = useParam('level', '')
  const [method, setMethod] = useParam('classes', 'jenks')
  const [at, setAt] = useParam('at', '')
  const [hover, setHover] = useState<HoverTarget | null>(null)
  const [lost, setLost] = useState(!drawable)
  const canvas = useRef<MapHandle>(null)

  // A leaf has no members: it is shown among its neighbours, unless it has facilities of its own.
  const here = tree.byCode.get(cut.place)
  const facilities = region.has_points && (here?.enterprises ?? 0) > 0
  const frame = here && here.children === 0 && here.parent !== null ? here.parent : cut.place
  const below = useMemo(() => levelsBelow(tree.byCode.get(frame), region, tree.places), [tree, frame, region])
  const levels = useMemo(() => [...below, ...(facilities ? ['enterprise'] : [])], [below, facilities])
  const standard = here && here.children === 0 ? (facilities ? 'enterprise' : here.level) : (below.at(-1) ?? '')
  const level = levels.includes(levelParam) ? levelParam : standard
  const byPoint = level === 'enterprise'
  const areaLevel = byPoint ? below[0] : level
  const selected = at || (here && frame !== cut.place && !byPoint ? cut.place : null)

  const { first_year, last_year } = region.periods
  const shared = { indicator: cut.indicator, field: cut.field, industry: cut.industry, carrier: cut.carrier, scope: cut.scope, view: cut.view }
  const answer = useMapAnswer(
    region,
    tree.ready && level
      ? { ...shared, parent: frame, level: areaLevel, period: `${first_year}..${last_year}`, method, classes: 5 }
      : null,
  )
  const rows = useMemo(() => answer.data?.rows ?? [], [answer.data])
  const years = answer.data?.years ?? []

  // The year runs ahead of the address while it plays or is dragged; the address follows when it rests.
  const [running, setRunning] = useState<string | null>(null)
  const year = yearIndex(years, running ?? cut.period)
  const yearText = years[year] ?? cut.period.slice(0, 4)
  useEffect(() => {
    if (running === null) return
    const timer = setTimeout(() => {
      setCut({ period: running }, { replace: true })
      setRunning(null)
    }, 900)
    return () => clearTimeout(timer)
  }, [running, setCut])

  const parent_of = useMemo(() => new Map(tree.places.map(place => [place.code, place.parent])), [tree])
  const ground = useGround(region, rows, parent_of)

  const whole = useCubeOf(tree.ready ? region.id : null, { ...shared, place: cut.place, by: 'period', step: 'year', period: `${first_year}..${last_year}` })
  const total = whole.data?.rows.find(row => row.keys.period?.id === yearText) ?? null
  const before = whole.data?.rows.find(row => row.keys.period?.id === String(Number(yearText) - 1)) ?? null
  const changed = total?.value != null && before?.value ? ((total.value - before.value) / Math.abs(before.value)) * 100 : null

  const points = useGet<Points>(byPoint ? `/regions/${region.id}/points` : null, { ...shared, place: cut.place, period: yearText })

  const kind = rampKind(cut.indicator)
  const classes = Math.max(1, (answer.data?.breaks.length ?? 6) - 1)
  const colours = useMemo<MapColours>(
    () => ({
      ground: dark ? 'dark' : 'light',
      sea: readToken('--sunken'),
      land: readToken('--map-none'),
      line: readToken('--line-strong'),
      ink: readToken('--ink'),
      paper: readToken('--ground'),
      classes: ramp(kind, dark ? 'dark' : 'light', classes),
    }),
    [dark, kind, classes],
  )

  // One unit for all years and rows: the middle value decides, so that most figures have digits before the point.
  const scale = useMemo(() => {
    const unit = answer.data?.unit ?? ''
    const values = (byPoint ? (points.data?.rows ?? []).map(row => row.value) : rows.map(row => row.values[row.values.length - 1] ?? null))
      .filter((value): value is number => value !== null && value > 0)
      .toSorted((a, b) => a - b)
    return format.picture(byPoint ? (points.data?.unit ?? unit) : unit, values[Math.floor(values.length / 2)] ?? 0, answer.data?.quantity)
  }, [answer.data, rows, byPoint, points.data, format])
  const figure = useCallback((value: number | null) => (value === null ? format.short(null) : format.short(value * scale.factor)), [format, scale])

  const largest = niceCeiling(Math.max(0, ...(points.data?.rows ?? []).map(row => row.value ?? 0)))
  const drawn = useMemo<DrawnPoint[]>(
    () =>
      byPoint
        ? (points.data?.rows ?? []).map(row => ({
            code: row.enterprise.id,
            lon: row.lon,
            lat: row.lat,
            radius: circleRadius(row.value ?? 0, largest),
            value: row.value ?? 0,
            colour: readToken(row.field ? `--field-${row.field}` : '--carrier-other'),
            missing: row.value === null,
          }))
        : [],
    // Colours are read again when the ground changes.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
    [byPoint, points.data, largest, dark],
  )

  const list = useMemo<ListRow[]>(() => {
    if (byPoint) {
      return (points.data?.rows ?? [])
        .toSorted((a, b) => (b.value ?? -Infinity) - (a.value ?? -Infinity))
        .map((row, index) => ({
          id: row.enterprise.id,
          name: label(row.enterprise.label),
          rank: row.value === null ? null : index + 1,
          value: row.value,
          colour: `var(${row.field ? `--field-${row.field}` : '--carrier-other'})`,
          missing: row.value === null,
          hint: row.field ? t(`field.${row.field}`) : null,
          quiet: true,
        }))
    }
    const byPlace = new Map(rows.map(row => [row.place, row]))
    return ranked(rows, year).map(one => ({
      id: one.place,
      name: label(byPlace.get(one.place)?.label),
      rank: one.rank,
      value: one.value,
      colour: one.class === null ? null : (colours.classes[one.class] ?? null),
      missing: one.value === null,
      hint: one.completeness_percent !== null && one.completeness_percent < 99.95 && one.value !== null ? format.percent(one.completeness_percent) : null,
    }))
  }, [byPoint, points.data, rows, year, label, colours, format, t])
  const shownList = useDeferredValue(list)
  const byId = useMemo(() => new Map(list.map(row => [row.id, row])), [list])

  const counts = useMemo(() => (answer.data && year >= 0 ? legend(answer.data, year) : { classes: [], missing: 0 }), [answer.data, year])
  const box = useMemo(() => {
    if (here && frame !== cut.place && !byPoint) return ground.box
    if (byPoint && !ground.areas.features.length && points.data?.rows.length) {
      const xs = points.data.rows.map(row => row.lon)
      const ys = points.data.rows.map(row => row.lat)
      return atLeast([Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)], 0.1)
    }
    return ground.box ? atLeast(ground.box, 0.05) : (region.bbox as Box | null)
  }, [ground, here, frame, cut.place, byPoint, points.data, region.bbox])

  const levelName = useCallback(
    (id: string) => (id === 'enterprise' ? t('map.facilities') : label(region.levels.find(one => one.id === id)?.name)),
    [t, label, region.levels],
  )
  const open = useCallback(
    (id: string) => {
      const place = tree.byCode.get(id)
      if (!place || (place.children === 0 && place.enterprises === 0)) return
      setCut({ place: id, at: null, level: null })
    },
    [tree, setCut],
  )
  const select = useCallback((id: string | null) => setAt(id ?? ''), [setAt])

  const back = useCallback(() => select(null), [select])

  const name = t(`indicator.${cut.indicator}`)
  const placeName = label(here?.name ?? region.name)
  const known = list.filter(row => row.value !== null)
  const summary =
    known.length === 0
      ? t('map.summaryNone', { year: yearText })
      : t(known.length === 1 ? 'map.summaryOne' : 'map.summary', {
          n: format.count(list.length),
          level: levelName(level),
          year: format.period(yearText),
          top: known[0]?.name,
          topValue: `${figure(known[0]?.value ?? null)} ${scale.label}`,
          low: known.at(-1)?.name,
          lowValue: `${figure(known.at(-1)?.value ?? null)} ${scale.label}`,
        })
  const error = answer.error ?? points.error
  const hovered = hover && hover.kind !== 'cluster' ? hover.id : null
  const picked = selected ? byId.get(selected) : undefined

  return (
    <div className="page map-page">
      <PageHead page="map">
        <Pick
          label={t('map.indicator')}
          value={cut.indicator}
          onChange={indicator => setCut({ indicator: indicator === region.default_indicator ? null : indicator })}
          options={region.indicators.map(id => ({ value: id, label: t(`indicator.${id}`) }))}
        />
        {region.dims.fields.length > 1 ? (
          <Pick
            label={t('map.field')}
            value={cut.field ?? ''}
            onChange={field => setCut({ field: field || null })}
            options={[
              { value: '', label: t('map.allFields') },
              ...FIELDS.filter(id => region.dims.fields.includes(id)).map(id => ({ value: id, label: t(`field.${id}`) })),
            ]}
          />
        ) : null}
      </PageHead>

      <div className="map-answer">
        <div className="map-total">
          <Figure
            name={`${name}, ${placeName}, ${yearText}`}
            value={total?.value}
            unit={whole.data?.unit ?? answer.data?.unit ?? ''}
            quantity={whole.data?.quantity}
            reason={total?.reason}
            completeness={total?.completeness_percent}
            estimated={total?.estimated}
            explain={{ ...shared, place: cut.place, period: yearText }}
            size="large"
          />
          {changed !== null ? (
            <span className="map-change">
              <strong>{format.change(changed)}</strong> {t('map.against', { period: format.period(String(Number(yearText) - 1)) })}
            </span>
          ) : null}
        </div>
        <p className="map-summary">{answer.data ? summary : <span className="bone">{t('map.summaryNone', { year: yearText })}</span>}</p>
        {levels.length > 1 ? (
          <div className="map-levels" role="radiogroup" aria-label={t('map.level')}>
            {levels.map(id => (
              <button
                key={id}
                type="button"
                role="radio"
                aria-checked={id === level}
                tabIndex={id === level ? 0 : -1}
                className="map-level"
                onClick={() => {
                  setCut({ level: id === standard ? null : id, at: null })
                }}
                onKeyDown={event => {
                  const step = event.key === 'ArrowRight' || event.key === 'ArrowDown' ? 1 : event.key === 'ArrowLeft' || event.key === 'ArrowUp' ? -1 : 0
                  if (!step) return
                  event.preventDefault()
                  const next = levels[(levels.indexOf(level) + step + levels.length) % levels.length] as string
                  setLevel(next === standard ? '' : next)
                  const buttons = event.currentTarget.parentElement?.querySelectorAll<HTMLButtonElement>('button')
                  buttons?.[levels.indexOf(next)]?.focus()
                }}
              >
                {levelName(id)}
              </button>
            ))}
          </div>
        ) : null}
      </div>

      {error ? <ErrorNote error={error} retry={answer.refetch} /> : null}

      <div className={`map-body${lost ? ' map-body-list' : ''}`}>
        <section className="map-stage" aria-label={t('map.region')}>
          {lost ? (
            <div className="note map-lost" role="note">
              {t('map.noWebgl')}
            </div>
          ) : (
            <div className="map-frame">
              <Suspense fallback={<div className="map-canvas" aria-busy="true" />}>
                <MapCanvas
                  ref={canvas}
                  land={ground.land}
                  areas={ground.areas}
                  owner_of={ground.owner_of}
                  rows={rows}
                  year={year}
                  colours={colours}
                  points={drawn}
                  clustered={drawn.length > CLUSTER_FROM}
                  outlinesOnly={byPoint}
                  selected={selected}
                  hovered={hovered}
                  box={box}
                  still={stillMedia?.matches ?? false}
                  label={t('map.canvas', { summary })}
                  onHover={setHover}
                  onSelect={what => {
                    if (what === null) select(null)
                    else if (byPoint === (what.kind === 'enterprise')) select(what.id)
                  }}
                  onOpen={open}
                  onLost={() => setLost(true)}
                />
              </Suspense>
              <div className="map-zoom" role="group" aria-label={t('map.zoom')}>
                <button type="button" onClick={() => canvas.current?.zoom(1)} aria-label={t('map.zoomIn')}>
                  +
                </button>
                <button type="button" onClick={() => canvas.current?.zoom(-1)} aria-label={t('map.zoomOut')}>
                  −
                </button>
                <button type="button" onClick={() => canvas.current?.fit()} aria-label={t('map.fit')} title={t('map.fit')}>
                  <svg width="16" height="16" viewBox="0 0 16 16" fill="none" stroke="currentColor" strokeWidth="1.5" aria-hidden="true">
                    <path d="M2 6V2h4M10 2h4v4M14 10v4h-4M6 14H2v-4" />
                  </svg>
                </button>
              </div>
              {hover ? <HoverCard hover={hover} list={byId} rows={rows} year={year} figure={figure} unit={scale.label} narrow={narrow} /> : null}
              {!narrow ? legendOf() : null}
            </div>
          )}
          {narrow && !lost ? legendOf() : null}
          <Timeline years={years} year={year} onYear={setRunning} />
        </section>
        <aside className="map-side" aria-label={t('map.rows')}>
          {selected && (picked || (here && selected === cut.place)) ? (
            <MapPanel
              key={selected}
              id={selected}
              enterprise={byPoint}
              name={picked?.name ?? placeName}
              rank={picked?.rank ?? null}
              of={known.length}
              value={picked?.value ?? null}
              row={rows.find(row => row.place === selected) ?? null}
              years={years}
              year={yearText}
              unit={(byPoint ? points.data?.unit : answer.data?.unit) ?? ''}
              quantity={answer.data?.quantity ?? null}
              completeness={byPoint ? (points.data?.rows.find(row => row.enterprise.id === selected)?.completeness_percent ?? null) : null}
              shared={shared}
              place={tree.byCode.get(selected) ?? null}
              levelName={levelName}
              back={t('map.backToList', { n: format.count(list.length) })}
              onBack={back}
              onOpen={() => open(selected)}
              openable={!byPoint && selected !== cut.place && ((tree.byCode.get(selected)?.children ?? 0) > 0 || (region.has_points && (tree.byCode.get(selected)?.enterprises ?? 0) > 0))}
            />
          ) : (
            <MapList
              rows={shownList}
              head={levelName(level)}
              unit={scale.label}
              figure={figure}
              busy={answer.busy && !answer.data}
              onSelect={select}
              onOpen={byPoint ? null : open}
              onHover={id => setHover(id === null ? null : { kind: byPoint ? 'enterprise' : 'place', id, x: -1, y: -1 })}
              label={t('map.listLabel', { indicator: name, year: yearText })}
            />
          )}
        </aside>
      </div>
    </div>
  )

  function legendOf() {
    if (!answer.data) return null
    return byPoint ? (
      <PointLegend
        title={name}
        unit={scale.label}
        largest={largest}
        figure={figure}
        fields={FIELDS.map(id => ({ id, count: (points.data?.rows ?? []).filter(row => row.field === id).length })).filter(one => one.count > 0)}
        unplaced={points.data?.without_coordinates ?? 0}
      />
    ) : (
      <MapLegend
        title={name}
        unit={scale.label}
        counts={counts}
        colours={colours.classes}
        figure={figure}
        method={METHODS.includes(method as Method) ? (method as Method) : 'jenks'}
        onMethod={setMethod}
      />
    )
  }
}
