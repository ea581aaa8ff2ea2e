import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { RouteAnswer, RouteOne } from '@/api/board'
import { ChartFrame, PlainTable } from '@/components/ChartFrame'
import { ErrorNote } from '@/components/ErrorNote'
import { useSvgPictures } from '@/components/svgPicture'
import { usePlaceTree } from '@/app/CutBar'
import { usePrefs } from '@/app/prefs'
import { useCut, useParam } from '@/cut/useCut'
import { useFormat } from '@/format/useFormat'
import { Findings } from '../exchange/Findings'
import { frameOf, tableOf } from '../exchange/result'
import { useGroundMap } from '../exchange/useGroundMap'
import { useRoom } from '../exchange/useRoom'
import { useCityName, useMoney } from '../exchange/useWords'
import { Files, useAnswer, useToolFiles } from './Files'
import { FrontFrame } from './FrontFrame'
import { RouteMap } from './RouteMap'
import { boxOfPoints, legsOf, placeName, pointsOf } from './routes'

type Aim = 'time_h' | 'yuan' | 'co2_kg' | 'reliability'
const of1 = (route: RouteOne, aim: Aim) => route[aim]

/** The road, rail, river, sea and air that a route goes by, leg by leg. */
function Legs({ route, city }: { route: RouteOne; city: (id: string) => string }) {
  const { t } = useTranslation()
  const format = useFormat()
  const total = route.legs.reduce((sum, leg) => sum + leg.km, 0)
  return (
    <ol className="st-legs">
      <li className="st-stop">{city(route.legs[0]?.from ?? '')}</li>
      {route.legs.map((leg, at) => (
        // A route passes no link twice.
        // oxlint-disable-next-line no-array-index-key
        <li key={at} className="st-leg" data-mode={leg.mode} style={{ flexGrow: Math.max(0.18, leg.km / Math.max(total, 1)) }}>
          <span className="st-leg-line" aria-hidden="true" />
          <small>
            {t(`siting.mode.${leg.mode}`)} · {format.full(leg.km, 0)} {format.unit('km')}
          </small>
          <span className="st-stop">{city(leg.to)}</span>
        </li>
      ))}
    </ol>
  )
}

/** How to carry: every route that no other betters in time, cost, carbon and reliability. */
export function RoutePanel() {
  const { t } = useTranslation()
  const format = useFormat()
  const files = useToolFiles('route')
  const { data, error, busy } = useAnswer<RouteAnswer>('route', files.files)
  const [choice, setChoice] = useParam('choice', '1')
  const [width, holder] = useRoom()
  const money = useMoney()
  const { language } = usePrefs()
  const ofRegion = useCityName()
  // A place outside of the region is named by the file.
  const city = useMemo(() => placeName(data?.places ?? [], language, ofRegion), [data, language, ofRegion])
  const note = t('siting.routeNote')
  const [mapRef, mapPictures] = useSvgPictures(t('siting.routeMap'), note)
  const { region } = useCut()
  const tree = usePlaceTree(region.id)
  const ground = useGroundMap()
  const routes = data?.routes ?? []
  const at = Math.min(Math.max(0, Number(choice) - 1 || 0), Math.max(0, routes.length - 1))
  const shown = routes[at] ?? null
  const points = useMemo(() => (data ? pointsOf(data, tree.places, city) : []), [data, tree.places, city])
  const box = useMemo(() => boxOfPoints(points), [points])
  const drawn = useMemo(() => legsOf(data?.routes ?? [], at, city), [data, at, city])
  const missing = [...new Set(routes.flatMap(route => route.legs.flatMap(leg => [leg.from, leg.to])))].filter(id => !points.some(point => point.id === id))
  const aims = (data?.aims ?? []) as Aim[]
  const head = (column: string) => t(`column.${column}`, { defaultValue: column })
  const modes = (text: string) => text.split(' > ').map(one => t(`siting.mode.${one}`)).join(' → ')
  const table = frameOf(tableOf(data?.result, 'routes.csv'), head, (column, text) => (column === 'modes' ? modes(text) : column === 'least_in' ? text.split(' ').map(one => t(`siting.aim.${one}`)).join(t('app.comma')) : column === 'way' ? text.split(' > ').map(city).join(' → ') : text))
  const value = (route: RouteOne, aim: Aim) => {
    const figure = of1(route, aim)
    if (figure === null) return '–'
    if (aim === 'reliability') return format.percent(figure * 100)
    if (aim === 'yuan') return money(figure)
    if (aim === 'co2_kg') return format.figure(figure / 1000, 't CO2e').join(' ')
    return `${format.short(figure)} ${t('siting.hours')}`
  }
  const wayOf = (route: RouteOne) => [city(route.legs[0]?.from ?? ''), ...route.legs.map(leg => t('siting.wayLeg', { mode: t(`siting.mode.${leg.mode}`), to: city(leg.to) }))].join(' ')
  const legTable = shown
    ? {
        columns: [{ title: t('siting.setting.start') }, { title: t('siting.setting.end') }, { title: head('mode') }, { title: head('km'), numeric: true, decimals: 0 }, ...(['time_h', 'yuan', 'co2_kg', 'reliability'] as const).map(aim => ({ title: t(aim === 'reliability' ? 'siting.aim.reliability' : `siting.axis.${aim}`), numeric: true, decimals: aim === 'reliability' ? 4 : 1 }))],
        rows: shown.legs.map(leg => [city(leg.from), city(leg.to), t(`siting.mode.${leg.mode}`), leg.km, leg.time_h ?? null, leg.yuan ?? null, leg.co2_kg ?? null, leg.reliability ?? null]),
      }
    : null
  // Less is better on both axes: of reliability what is missing to certainty.
  const along = (route: RouteOne, aim: Aim) => {
    const figure = of1(route, aim) ?? 0
    return aim === 'reliability' ? (1 - figure) * 100 : figure
  }
  return (
    <>
      <Files tool="route" of={files} />
      {files.error || error ? <ErrorNote error={files.error ?? error} /> : null}
      <div ref={holder} className="ex-room" />
      {data ? (
        <>
          {files.example !== 'own' ? <p className="note">{t('siting.inventedRoute')}</p> : null}
          <Findings answer={data.result} />
          {shown ? (
            <>
              <ul className="st-routes" aria-label={t('siting.routes')} aria-busy={busy}>
                {routes.map((route, index) => (
                  // Routes stand in the order of the table.
                  // oxlint-disable-next-line no-array-index-key
                  <li key={index} data-on={index === at || undefined}>
                    <button type="button" className="st-route" aria-pressed={index === at} onClick={() => setChoice(String(index + 1))}>
                      <span className="ex-place">{index + 1}</span>
                      <span className="st-route-figures">
                        {(['time_h', 'yuan', 'co2_kg', 'reliability'] as const).map(aim => (
                          <span key={aim}>
                            <small>{t(`siting.aim.${aim}`)}</small>
                            <strong>{value(route, aim)}</strong>
                          </span>
                        ))}
                      </span>
                    </button>
                    <Legs route={route} city={city} />
                  </li>
                ))}
              </ul>
              {points.length > 1 && box ? (
                <ChartFrame title={t('siting.routeMap')} summary={t('siting.routeMapSummary', { number: at + 1, way: wayOf(shown), tonnes: format.exact(data.tonnes) })} table={legTable} name={`carbonshed-route-${files.example ?? 'own'}-map`} note={note} pictures={mapPictures} busy={busy}>
                  <RouteMap svgRef={mapRef} features={ground.areas.features} box={box} points={points} legs={drawn.legs} others={drawn.others} width={width} height={Math.round(Math.max(260, Math.min(480, width * 0.5)))} label={t('siting.routeMapSummary', { number: at + 1, way: wayOf(shown), tonnes: format.exact(data.tonnes) })} />
                  <ul className="st-key st-modes">
                    {[...new Set(drawn.legs.map(leg => leg.mode))].map(mode => (
                      <li key={mode} className="st-leg" data-mode={mode}>
                        <span className="st-leg-line" aria-hidden="true" />
                        {t(`siting.mode.${mode}`)}
                      </li>
                    ))}
                  </ul>
                  <p className="whose-key">
                    <span>{t('siting.routeMapNote')}</span>
                    {missing.length > 0 ? <span>{t('siting.routeMapMissing', { names: missing.map(city).join(t('app.comma')) })}</span> : null}
                  </p>
                </ChartFrame>
              ) : null}
              <FrontFrame
                aims={aims}
                first={['time_h', 'co2_kg']}
                points={routes.map((route, index) => ({ key: String(index + 1), name: String(index + 1), of: (aim: Aim) => along(route, aim) }))}
                chosen={String(at + 1)}
                onChoose={setChoice}
                width={width}
                title={t('siting.routeFront')}
                summary={t('siting.routeSummary', { count: routes.length, tonnes: format.exact(data.tonnes) })}
                table={table}
                name={`carbonshed-routes-${files.example ?? 'own'}`}
                note={note}
              />
              {table ? (
                <section className="st-choices" aria-label={t('siting.routes')}>
                  <h2>{t('siting.routes')}</h2>
                  <PlainTable table={table} caption={t('exchange.tableOf', { title: t('siting.routes') })} />
                </section>
              ) : null}
            </>
          ) : null}
        </>
      ) : error ? null : (
        <div className="bone ex-bone" />
      )}
    </>
  )
}
