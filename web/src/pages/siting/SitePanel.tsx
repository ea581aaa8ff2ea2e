import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { SitingAnswer, SitingChoice } from '@/api/board'
import { ChartFrame, PlainTable } from '@/components/ChartFrame'
import { ErrorNote } from '@/components/ErrorNote'
import { useSvgPictures } from '@/components/svgPicture'
import { useParam } from '@/cut/useCut'
import { useFormat } from '@/format/useFormat'
import { Findings } from '../exchange/Findings'
import { FlowMap, type MapNode } from '../exchange/FlowMap'
import { Fact } from '../exchange/NetworkPanel'
import { frameOf, tableOf } from '../exchange/result'
import { useGroundMap } from '../exchange/useGroundMap'
import { useRoom } from '../exchange/useRoom'
import { useCityName, useMoney } from '../exchange/useWords'
import { type Box, union } from '../map/geometry'
import { Files, useAnswer, useToolFiles } from './Files'
import { FrontFrame } from './FrontFrame'

type Aim = 'yuan' | 'carbon_t' | 'farthest_km' | 'headroom'
const figure: Record<Aim, (choice: SitingChoice) => number | null> = {
  yuan: one => one.yuan,
  carbon_t: one => one.carbon_t,
  farthest_km: one => one.farthest_km,
  headroom: one => one.least_headroom,
}
const AIMS: readonly Aim[] = ['yuan', 'carbon_t', 'farthest_km', 'headroom']
const keyOf = (choice: SitingChoice) => choice.sites.toSorted().join('+')

/** Where to build: the best choice on a map, who is served from where, and every choice that cannot be bettered. */
export function SitePanel() {
  const { t } = useTranslation()
  const format = useFormat()
  const of = useToolFiles('site')
  const { data, error, busy } = useAnswer<SitingAnswer>('site', of.files)
  const [choiceKey, setChoice] = useParam('choice', '')
  const [chosenNode, setNode] = useParam('at', '')
  const [width, holder] = useRoom()
  const money = useMoney()
  const city = useCityName()
  const nameOf = (choice: SitingChoice) => city(choice.sites.join(' + '))
  const ground = useGroundMap()
  const choices = useMemo(() => {
    if (!data) return []
    const all = data.front.some(one => data.best && keyOf(one) === keyOf(data.best)) || !data.best ? data.front : [data.best, ...data.front]
    return all
  }, [data])
  const shown = choices.find(one => keyOf(one) === choiceKey) ?? data?.best ?? null
  const isBest = shown !== null && data?.best !== null && data?.best !== undefined && keyOf(shown) === keyOf(data.best)
  const plan = data?.places.some(place => place.x_km !== null) ?? false
  const nodes = useMemo<MapNode[]>(() => {
    const built = new Set(shown?.sites)
    // On a plan a km is what a degree is on the map of the Earth at the equator: only the shape counts.
    return (data?.places ?? []).map(place => ({
      id: `${place.kind} ${place.id}`,
      name: city(place.id),
      lon: place.lon ?? (place.x_km ?? 0) / 100,
      lat: place.lat ?? (place.y_km ?? 0) / 100,
      kind: place.kind === 'client' ? ('end' as const) : built.has(place.id) ? ('chosen' as const) : ('site' as const),
    }))
  }, [data, shown, city])
  const box = useMemo<Box | null>(() => {
    const own = union(nodes.map((one): Box => [one.lon - 0.02, one.lat - 0.02, one.lon + 0.02, one.lat + 0.02]))
    return plan ? own : (own ?? ground.box)
  }, [nodes, plan, ground.box])
  const demand = new Map((data?.places ?? []).filter(place => place.kind === 'client').map(place => [place.id, place.amount ?? 0]))
  const arcs = (shown?.served ?? []).map(one => ({
    from: `site ${one.site}`,
    to: `client ${one.client}`,
    value: one.share * (demand.get(one.client) ?? 0),
    label: t('siting.served', { client: city(one.client), site: city(one.site), share: format.percent(one.share * 100) }),
  }))
  const note = t('siting.note')
  const [mapRef, mapPictures] = useSvgPictures(t('siting.mapTitle'), note)
  const has = (aim: Aim) => choices.length > 0 && choices.every(one => figure[aim](one) !== null)
  const aims = AIMS.filter(has)
  const head = (column: string) => t(`column.${column}`, { defaultValue: column })
  const served = shown
    ? {
        columns: [{ title: head('client') }, { title: head('site') }, { title: head('share'), numeric: true, decimals: 3 }],
        rows: shown.served.map(one => [city(one.client), city(one.site), one.share]),
      }
    : null
  const front = frameOf(tableOf(data?.result, 'front.csv'), head, (column, text) => (column === 'sites' ? city(text) : text))
  const file = `carbonshed-siting-${of.example ?? 'own'}`
  const sum = (name: string) => data?.result.sums.find(one => one.name === name)?.value ?? null
  const summary = shown ? t('siting.mapSummary', { sites: nameOf(shown), yuan: money(shown.yuan) }) : t('siting.none')
  return (
    <>
      <Files tool="site" of={of} />
      {of.error || error ? <ErrorNote error={of.error ?? error} /> : null}
      <div ref={holder} className="ex-room" />
      {data ? (
        <>
          {of.example !== 'own' ? <p className="note">{t('siting.invented')}</p> : null}
          {shown ? (
            <dl className="ex-facts" aria-busy={busy}>
              <Fact name={t(isBest ? 'siting.best' : 'siting.chosen')} value={nameOf(shown)} />
              <Fact name={t('siting.aim.yuan')} value={money(shown.yuan)} />
              <Fact name={t('siting.aim.carbon_t')} value={shown.carbon_t === null ? '–' : format.figure(shown.carbon_t, 't CO2e').join(' ')} />
              <Fact name={t('siting.aim.farthest_km')} value={`${format.short(shown.farthest_km)} ${format.unit('km')}`} />
            </dl>
          ) : null}
          {isBest && sum('cost') !== null ? <p className="muted ex-judged">{sum('bound') === sum('cost') || (sum('bound') ?? 0) >= (sum('cost') ?? 0) * (1 - 1e-9) ? t('siting.proved') : t('siting.gap', { bound: format.short(sum('bound')), cost: format.short(sum('cost')) })}</p> : null}
          <Findings answer={data.result} />
          {shown ? (
            <>
              <ChartFrame
                title={t('siting.mapTitle')}
                summary={summary}
                table={served}
                name={`${file}-served`}
                note={note}
                pictures={mapPictures}
                busy={busy}
                controls={
                  isBest ? undefined : (
                    <button type="button" className="bare" onClick={() => setChoice('')}>
                      {t('siting.toBest')}
                    </button>
                  )
                }
              >
                {box ? (
                  <FlowMap
                    key={of.example}
                    svgRef={mapRef}
                    features={plan ? [] : ground.areas.features}
                    box={box}
                    nodes={nodes}
                    arcs={arcs}
                    chosen={chosenNode || null}
                    onChoose={id => setNode(id ?? '')}
                    width={width}
                    height={Math.round(Math.max(320, Math.min(540, width * 0.58)))}
                    label={summary}
                  />
                ) : (
                  <div className="bone ex-bone" />
                )}
                <p className="whose-key">
                  <span>{t('siting.keyChosen')}</span>
                  <span>{t('siting.keySite')}</span>
                  <span>{t('siting.keyClient')}</span>
                </p>
              </ChartFrame>
              <FrontFrame
                aims={aims}
                first={['yuan', 'carbon_t']}
                points={choices.map(one => ({ key: keyOf(one), name: nameOf(one), of: (aim: Aim) => figure[aim](one) ?? 0 }))}
                chosen={keyOf(shown)}
                onChoose={key => setChoice(data.best && key === keyOf(data.best) ? '' : key)}
                width={width}
                title={t('siting.frontTitle')}
                summary={t(data.front_complete ? 'siting.frontWhole' : 'siting.frontPart', { count: data.front.length })}
                table={front}
                name={`${file}-front`}
                note={note}
              />
              {front ? (
                <section className="st-choices" aria-label={t('siting.choices')}>
                  <h2>{t('siting.choices')}</h2>
                  <PlainTable table={front} caption={t('exchange.tableOf', { title: t('siting.choices') })} />
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
