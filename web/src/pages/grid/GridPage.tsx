import { useCallback, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useGridDay, useGrids } from '@/api/flows'
import { useDark, useNarrow } from '@/app/prefs'
import { ChartFrame } from '@/components/ChartFrame'
import { ErrorNote } from '@/components/ErrorNote'
import { Figure } from '@/components/Figure'
import { Icon } from '@/components/Icon'
import { PageHead } from '@/components/PageHead'
import { Pick } from '@/components/Pick'
import { useSvgPictures } from '@/components/svgPicture'
import { useCut, useParam } from '@/cut/useCut'
import { useFormat } from '@/format/useFormat'
import { ramp } from '../map/ramp'
import { Timeline } from '../map/Timeline'
import { bounds, classOf, hourOf, meanIntensity } from './grid'
import { GridPicture } from './GridPicture'
import '../map/map.css'
import '../flow/flow.css'
import '../whose/whose.css'
import './grid.css'

/** What a unit of power carries at every bus of a grid, hour by hour. */
export default function GridPage() {
  const { t } = useTranslation()
  const { region } = useCut()
  const format = useFormat()
  const unit = format.unit('kg/kWh')
  const megawatt = format.unit('MW')
  const dark = useDark()
  const narrow = useNarrow()
  const grids = useGrids(region.id)
  const [gridText, setGrid] = useParam('grid', '')
  const [date, setDate] = useParam('day', '')
  const [hour, setHour] = useParam('hour', '')
  const [atText, setAt] = useParam('at', '')
  const grid = grids.data?.find(one => String(one.id) === gridText) ?? grids.data?.[0] ?? null
  const answer = useGridDay(region.id, grid?.id ?? null, date && grid?.days.includes(date) ? date : null)
  const day = answer.data ?? null
  const hours = useMemo(() => day?.steps.map(one => hourOf(one.at)) ?? [], [day])
  // An hour that a clock change repeats stands twice; the slider goes by place.
  const named = useMemo(() => hours.map((one, at) => (hours.indexOf(one) === at ? one : `${one} (2)`)), [hours])
  const step = Math.max(0, named.indexOf(hour))
  const now = day?.steps[step]
  const of = useMemo(() => bounds(day?.intensity_span), [day])
  const colours = ramp('carbon', dark ? 'dark' : 'light')
  const chosen = useMemo(() => {
    const at = day?.buses.findIndex(bus => bus.name === atText) ?? -1
    return at < 0 ? null : at
  }, [day, atText])
  const choose = useCallback((at: number | null) => setAt(at === null ? '' : (day?.buses[at]?.name ?? '')), [day, setAt])
  const [room, setRoom] = useState(0)
  const holder = useCallback((element: HTMLDivElement | null) => {
    if (!element) return
    const observer = new ResizeObserver(([entry]) => setRoom(Math.floor(entry?.contentRect.width ?? 0)))
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
  const width = Math.max(280, room)
  const intensity = useCallback((value: number | null | undefined) => (value === null || value === undefined ? t('grid.idle') : `${format.short(value)} ${unit}`), [format, t, unit])
  const power = useCallback((value: number) => `${format.short(value)} ${megawatt}`, [format, megawatt])
  const mean = now ? meanIntensity(now) : null
  const ranked = useMemo(
    () =>
      (now?.intensity ?? [])
        .map((value, at) => ({ at, value }))
        .filter((one): one is { at: number; value: number } => one.value !== null && one.value !== undefined)
        .toSorted((a, b) => b.value - a.value),
    [now],
  )
  const [dirtiest, cleanest] = [ranked[0], ranked.at(-1)]
  const nameOf = (at: number | undefined) => (at === undefined ? '' : (day?.buses[at]?.name ?? ''))
  const summary = dirtiest && cleanest ? t('grid.summary', { most: nameOf(dirtiest.at), mostValue: intensity(dirtiest.value), least: nameOf(cleanest.at), leastValue: intensity(cleanest.value) }) : ''
  const title = day && now ? t('grid.title', { name: day.grid.name, date: day.date, hour: hourOf(now.at) }) : t('nav.grid')
  const note = day ? `${t('grid.source', { source: day.grid.source || t('app.sourceUnsaid'), sha: day.grid.sha256 })}${day.grid.synthetic ? ` ${t('grid.synthetic')}` : ''}` : ''
  const [svg, pictures] = useSvgPictures(`${title}, ${unit}${day?.grid.synthetic ? ` · ${t('synthetic.short')}` : ''}`, note)
  const table =
    day && now
      ? {
          columns: [
            { title: t('grid.bus') },
            { title: t('grid.zone') },
            { title: `${t('grid.intensity')} (${unit})`, numeric: true, decimals: 4 },
            { title: `${t('grid.power')} (${megawatt})`, numeric: true, decimals: 3 },
          ],
          rows: day.buses.map((bus, at) => [bus.name, bus.zone, now.intensity[at] ?? null, now.through_mw[at] ?? null]),
        }
      : null
  const bus = chosen === null ? null : day?.buses[chosen]
  return (
    <div className="page flow-page grid-page">
      <PageHead page="grid">
        {grids.data && grids.data.length > 1 ? (
          <Pick label={t('grid.grid')} value={grid ? String(grid.id) : null} onChange={next => setGrid(next ?? '')} options={grids.data.map(one => ({ value: String(one.id), label: `${one.name}${one.synthetic ? ` · ${t('synthetic.short')}` : ''}` }))} />
        ) : null}
        {grid && grid.days.length > 1 ? <Pick label={t('grid.day')} value={day?.date ?? null} onChange={next => setDate(next ?? '')} options={grid.days.map(one => ({ value: one, label: one }))} /> : null}
      </PageHead>
      {grids.error || answer.error ? <ErrorNote error={grids.error ?? answer.error} retry={() => void Promise.all([grids.refetch(), answer.refetch()])} /> : null}
      {grids.data?.length === 0 ? (
        <div className="empty whose-empty">
          <p>{t('grid.none')}</p>
          <code>carbonshed trace grid DIR --into {region.id} --start 2026-05-04T00:00 --origin &quot;…&quot;</code>
        </div>
      ) : null}
      {day?.grid.synthetic ? (
        <div className="ribbon whose-ribbon" role="note">
          <strong>{t('synthetic.short')}</strong> <span>{t('grid.synthetic')}</span>
        </div>
      ) : null}
      {day && now ? (
        <>
          <div className="map-answer flow-answer">
            <div className="map-total">
              <Figure name={t('grid.mean')} value={mean} unit={unit} size="large" beside={<span className="whose-of">{t('grid.meanOf', { buses: format.count(day.grid.buses), branches: format.count(day.grid.branches) })}</span>} />
            </div>
          </div>
          {day.grid.factor_zones.length > 0 ? <p className="note">{t('grid.factors', { count: day.grid.factor_zones.length, zones: day.grid.factor_zones.slice(0, 8).join(t('app.comma')) })}</p> : null}
          <div className="flow-body" data-panel={bus ? true : undefined}>
            <div className="flow-main">
              <div ref={holder} className="whose-room" />
              <ChartFrame title={title} summary={summary} table={table} name={`carbonshed-grid-${region.id}-${day.date}-${hourOf(now.at).replace(':', '')}`} note={note} busy={answer.isFetching} pictures={pictures}>
                <GridPicture svgRef={svg} day={day} step={step} of={of} colours={colours} width={width} height={Math.round(Math.max(300, Math.min(520, width * 0.56)))} chosen={chosen} onChoose={choose} intensity={intensity} power={power} label={t('grid.picture', { title, summary })} />
                <ul className="grid-legend" aria-label={t('grid.legend', { unit })}>
                  {colours.map((colour, at) => (
                    <li key={colour}>
                      <span className="grid-swatch" style={{ background: colour }} />
                      {`${format.short(at === 0 ? (day.intensity_span?.[0] ?? 0) : (of[at - 1] ?? 0))}–${format.short(at === colours.length - 1 ? (day.intensity_span?.[1] ?? 0) : (of[at] ?? 0))}`}
                    </li>
                  ))}
                  <li>{unit}</li>
                </ul>
              </ChartFrame>
              <Timeline years={named} year={step} onYear={setHour} said={{ group: t('grid.time'), slider: t('grid.hour') }} />
              <p className="note flow-note">{note}</p>
            </div>
            {bus && chosen !== null ? (
              <aside className="flow-side" aria-label={t('flow.node')}>
                <div className="flow-panel" role="group" aria-label={bus.name}>
                  <button type="button" className="bare map-back" onClick={() => choose(null)}>
                    <Icon name="close" size={16} />
                    {t('flow.close')}
                  </button>
                  <h2 className="map-panel-name">{bus.name}</h2>
                  <p className="map-panel-level">{t('grid.inZone', { zone: bus.zone })}</p>
                  <Figure name={bus.name} value={now.intensity[chosen] ?? null} unit={unit} size="large" reason="no_data" />
                  <DayBars values={day.steps.map(one => one.intensity[chosen] ?? null)} hours={hours} step={step} of={of} colours={colours} onStep={at => setHour(named[at] ?? '')} text={intensity} narrow={narrow} />
                  <Neighbours day={day} step={step} bus={chosen} power={power} onChoose={choose} />
                </div>
              </aside>
            ) : null}
          </div>
        </>
      ) : null}
    </div>
  )
}

/** The day of one bus, a bar an hour. */
function DayBars({ values, hours, step, of, colours, onStep, text, narrow }: {
  values: (number | null)[]
  hours: string[]
  step: number
  of: readonly number[]
  colours: readonly string[]
  onStep: (at: number) => void
  text: (value: number | null) => string
  narrow: boolean
}) {
  const { t } = useTranslation()
  const most = Math.max(0, ...values.map(value => value ?? 0))
  return (
    <div className="grid-day" role="group" aria-label={t('grid.ofDay')} style={{ height: narrow ? 96 : 84 }}>
      {values.map((value, at) => {
        const at_class = classOf(value, of)
        return (
          <button
            // Hours may stand twice on the day of a clock change.
            // oxlint-disable-next-line no-array-index-key
            key={at}
            type="button"
            className="grid-day-bar"
            aria-pressed={at === step}
            aria-label={`${hours[at] ?? ''} ${text(value)}`}
            title={`${hours[at] ?? ''} ${text(value)}`}
            onClick={() => onStep(at)}
            tabIndex={at === step ? 0 : -1}
          >
            <span style={{ height: `${most > 0 ? Math.max(2, ((value ?? 0) / most) * 100) : 2}%`, background: at_class === null ? 'var(--map-none)' : colours[at_class] }} />
          </button>
        )
      })}
    </div>
  )
}

/** What comes in and what goes out at a bus, in the hour that is shown. */
function Neighbours({ day, step, bus, power, onChoose }: { day: NonNullable<ReturnType<typeof useGridDay>['data']>; step: number; bus: number; power: (value: number) => string; onChoose: (at: number) => void }) {
  const { t } = useTranslation()
  const now = day.steps[step]
  const lines = day.branches.flatMap((branch, at) => {
    const flow = now?.flow_mw[at] ?? 0
    if (branch.from !== bus && branch.to !== bus) return []
    const other = branch.from === bus ? branch.to : branch.from
    const comes = branch.from === bus ? -flow : flow
    return [{ at, other, comes }]
  })
  return (
    <>
      {(['in', 'out'] as const).map(side => {
        const rows = lines.filter(line => (side === 'in' ? line.comes > 1e-9 : line.comes < -1e-9)).toSorted((a, b) => Math.abs(b.comes) - Math.abs(a.comes))
        return rows.length > 0 ? (
          <section key={side} className="whose-partners" aria-label={t(`flow.${side}`)}>
            <h3>{t(`flow.${side}`)}</h3>
            <table>
              <tbody>
                {rows.map(row => (
                  <tr key={row.at}>
                    <th scope="row">
                      <button type="button" className="bare" onClick={() => onChoose(row.other)}>
                        {day.buses[row.other]?.name}
                      </button>
                    </th>
                    <td data-numeric>{power(Math.abs(row.comes))}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </section>
        ) : null
      })}
    </>
  )
}
