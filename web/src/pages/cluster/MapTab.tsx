import { Segmented, Switch } from 'antd'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { Cluster, Ties } from '@/api/cities'
import { usePlaceTree } from '@/app/CutBar'
import { useDark, useNarrow } from '@/app/prefs'
import { ChartFrame } from '@/components/ChartFrame'
import { Pick } from '@/components/Pick'
import { useSvgPictures } from '@/components/svgPicture'
import { useCut, useParam } from '@/cut/useCut'
import { colourVar } from '@/format/colours'
import { useFormat } from '@/format/useFormat'
import { useLabel } from '@/i18n'
import { boxOf, type Box, union } from '../map/geometry'
import { ramp, rampKind } from '../map/ramp'
import { useGround } from '../map/useMapData'
import { ClusterMap, type MapShape } from './ClusterMap'
import { Classes } from './Matrix'
import { classOf, quantileBreaks } from './matrix'
import { useOrigin, usePartName, useRoom, useWhy } from './parts'
import type { AskState } from './useAsk'

const COLOURS = ['measure', 'spot', 'strongest', 'position', 'core'] as const
type Colour = (typeof COLOURS)[number]
export const SPOTS = ['high_high', 'high_low', 'low_high', 'low_low'] as const
/** High among high deepest, low among low the other hue; mixed ones between. */
export const SPOT_COLOURS: Record<(typeof SPOTS)[number], string> = { high_high: 'var(--carbon-out)', high_low: 'color-mix(in srgb, var(--carbon-out) 38%, var(--ground))', low_high: 'color-mix(in srgb, var(--carbon-in) 38%, var(--ground))', low_low: 'var(--carbon-in)' }
/** What chance explains as well. */
const CHANCE = 'var(--sunken)'
const FLOWS_SHOWN = 40

/** The cities on the map, coloured by what is asked, with what flows between them. */
export function MapTab({ data, ties, busy, onChoose, state }: { data: Cluster; ties: Ties | null; busy: boolean; onChoose: (id: string) => void; state: AskState }) {
  const { t } = useTranslation()
  const { region } = useCut()
  const label = useLabel()
  const format = useFormat()
  const origin = useOrigin()
  const partName = usePartName()
  const why = useWhy()
  const dark = useDark()
  const narrow = useNarrow()
  const tree = usePlaceTree(region.id)
  const [room, holder] = useRoom()
  const { cities, source } = data
  const positions = useMemo(() => new Map((ties?.positions.cities ?? []).flatMap(one => (one.city.place ? [[one.city.place, one] as const] : []))), [ties])
  const cores = useMemo(() => new Map((ties?.flows?.cities ?? []).flatMap(one => (one.city.place ? [[one.city.place, one] as const] : []))), [ties])
  const possible: Record<Colour, boolean> = {
    measure: cities.some(city => city.measure !== null),
    spot: cities.some(city => city.spot !== null),
    strongest: cities.some(city => city.strongest !== null),
    position: cities.some(city => positions.has(city.place ?? '')),
    core: cities.some(city => cores.get(city.place ?? '')?.core !== null && cores.has(city.place ?? '')),
  }
  const [wanted, setColour] = useParam('show', '')
  const colour = COLOURS.find(one => one === wanted && possible[one]) ?? COLOURS.find(one => possible[one]) ?? 'measure'
  const [withFlows, setFlows] = useParam('flows', '')
  const flowsView = ties?.flows ?? null
  const unit = data.measure_unit
  const values = cities.flatMap(city => (typeof city.measure === 'number' ? [city.measure] : []))
  const scale = format.picture(unit, Math.max(0, ...values.map(Math.abs)), data.measure_quantity)
  const breaks = quantileBreaks(values, 5)
  const ground = dark ? 'dark' : 'light'
  const colours = ramp(rampKind(data.measure ?? ''), ground, breaks.length + 1)
  const parts = data.industries
  const paths = ties?.positions.paths ?? []
  const pathOf = (place: string | null) => {
    const one = positions.get(place ?? '')
    return one ? (one.found.length === 1 ? one.found[0] : one.found.length === 0 ? one.stated : null) ?? null : null
  }
  const figure = (value: number) => format.short(value * scale.factor)
  const fillOf = (at: number): [string, string] => {
    const city = cities[at]
    const none = 'var(--map-none)'
    if (!city) return [none, '']
    if (colour === 'measure') return typeof city.measure === 'number' ? [colours[classOf(city.measure, breaks)] ?? none, `${figure(city.measure)} ${scale.label}`] : [none, t('reason.no_data')]
    if (colour === 'spot') {
      if (!city.spot) return [none, why(city.reason)]
      const said = `${t(`cluster.spot.${city.spot}`)}${t('cluster.comma')}${t(city.spot_significant ? 'cluster.spotSure' : 'cluster.spotChance', { p: typeof city.spot_adjusted === 'number' ? format.full(city.spot_adjusted, 4) : '–' })}`
      return city.spot_significant ? [SPOT_COLOURS[city.spot], said] : [CHANCE, said]
    }
    if (colour === 'strongest') {
      const part = parts.findIndex(one => one.id === city.strongest?.id)
      return part >= 0 && city.strongest ? [colourVar('industry', city.strongest.id, part), `${partName(city.strongest, source.by, source.table)} ${typeof city.strongest_quotient === 'number' ? format.full(city.strongest_quotient, 2) : ''}`] : [none, t('reason.no_data')]
    }
    if (colour === 'position') {
      const path = pathOf(city.place ?? null)
      const index = paths.findIndex(one => one.path.id === path)
      return index >= 0 ? [colourVar('path', path ?? '', index), label(paths[index]?.path.label)] : [none, t('cluster.positionUnknown')]
    }
    const core = cores.get(city.place ?? '')
    return core ? [core.core ? 'var(--accent)' : 'color-mix(in srgb, var(--accent) 22%, var(--ground))', t(core.core ? 'cluster.core' : 'cluster.periphery')] : [none, t('reason.no_data')]
  }
  const rows = useMemo(() => cities.flatMap(city => (city.place ? [{ place: city.place, level: tree.byCode.get(city.place)?.level ?? '' }] : [])), [cities, tree])
  const parent_of = useMemo(() => new Map(tree.places.map(place => [place.code, place.parent])), [tree])
  const map = useGround(region, rows, parent_of)
  const ownerOf = useMemo(() => {
    const index = new Map(cities.map((city, at) => [city.place ?? '', at]))
    return new Map([...map.owner_of].flatMap(([code, owner]) => (index.has(owner) ? [[code, index.get(owner) as number] as const] : [])))
  }, [map.owner_of, cities])
  const shapes: MapShape[] = cities.flatMap((city, at) => {
    if (typeof city.lon !== 'number' || typeof city.lat !== 'number') return []
    const [fill, said] = fillOf(at)
    return [{ at, name: label(city.name), lon: city.lon, lat: city.lat, fill, said }]
  })
  const box = useMemo<Box | null>(
    () => union([...map.areas.features.map(feature => boxOf(feature.geometry)), ...cities.map((city): Box | null => (typeof city.lon === 'number' && typeof city.lat === 'number' ? [city.lon, city.lat, city.lon, city.lat] : null))]),
    [map.areas, cities],
  )
  const flows = useMemo(() => {
    if (!withFlows || !flowsView) return []
    const index = new Map(cities.map((city, at) => [city.place ?? '', at]))
    return flowsView.flows.slice(0, FLOWS_SHOWN).flatMap(flow => {
      const [from, to] = [index.get(flowsView.cities[flow.from]?.city.place ?? ''), index.get(flowsView.cities[flow.to]?.city.place ?? '')]
      return from === undefined || to === undefined ? [] : [{ from, to, value: flow.value }]
    })
  }, [withFlows, flowsView, cities])
  const width = Math.max(280, room)
  const height = Math.round(Math.max(340, Math.min(620, width * 0.72)))
  // Names of many would lie on each other; each city says its own.
  // Of hot spots those that are more than chance bear theirs, so that colour is not all that tells.
  const sure = cities.flatMap((city, at) => (city.spot && city.spot_significant ? [at] : []))
  const named = new Set(cities.length <= (narrow ? 16 : 20) ? shapes.map(shape => shape.at) : colour === 'spot' && sure.length <= (narrow ? 12 : 30) ? sure : [])
  const measureName = data.measure ? t(`indicator.${data.measure}`) : (source.table?.name ?? '')
  const title = t('cluster.mapTitle', { what: colour === 'measure' ? measureName : t(`cluster.colour.${colour}`), year: source.year ?? '' })
  const note = [origin(source.table), colour === 'core' || withFlows ? origin(flowsView?.table) : '', colour === 'position' ? origin(ties?.positions.table) : ''].filter(Boolean).join('; ')
  const [svg, pictures] = useSvgPictures(title, note)
  const summary = t('cluster.mapSummary', { count: cities.length, number: format.count(cities.length), placed: format.count(shapes.length) })
  const measures = region.indicators.filter(id => id !== 'population' && id !== 'land_area')
  const invented = (colour === 'core' || withFlows !== '') && flowsView?.table.synthetic
  return (
    <>
      <div className="cluster-tools">
        <Segmented aria-label={t('cluster.colourBy')} value={colour} onChange={next => setColour(next)} options={COLOURS.filter(one => possible[one]).map(id => ({ value: id, label: t(`cluster.colour.${id}`) }))} />
        {state.table === null && colour === 'measure' && measures.length > 1 ? <Pick label={t('cluster.measure')} value={data.measure ?? null} onChange={next => state.setMeasure(next ?? '')} options={measures.map(id => ({ value: id, label: t(`indicator.${id}`) }))} /> : null}
        {flowsView && possible.core ? (
          <label className="cluster-switch">
            <Switch size="small" checked={withFlows !== ''} onChange={on => setFlows(on ? 'yes' : '')} aria-label={t('cluster.withFlows')} /> {t('cluster.withFlows')}
          </label>
        ) : null}
      </div>
      {invented ? (
        <div className="ribbon whose-ribbon" role="note">
          <strong>{t('synthetic.short')}</strong> <span>{t('cluster.synthetic', { name: flowsView?.table.name })}</span>
        </div>
      ) : null}
      <div ref={holder} className="whose-room" />
      <ChartFrame
        title={title}
        summary={summary}
        name={`carbonshed-${region.id}-cluster-map`}
        note={note}
        busy={busy || map.busy}
        pictures={pictures}
        table={{
          columns: [
            { title: t('cluster.city') },
            { title: `${measureName}${unit ? ` (${format.table(unit, data.measure_quantity).label})` : ''}`, numeric: true, decimals: 3 },
            { title: t('cluster.colour.spot') },
            { title: t('cluster.localMoran'), numeric: true, decimals: 4 },
            { title: 'z', numeric: true, decimals: 3 },
            { title: t('cluster.spotP'), numeric: true, decimals: 4 },
            { title: t('cluster.spotAdjusted'), numeric: true, decimals: 4 },
            { title: t('cluster.spotMore') },
            { title: t('cluster.colour.strongest') },
            { title: t('city.quotient'), numeric: true, decimals: 3 },
            { title: t('city.specialisation'), numeric: true, decimals: 4 },
            { title: t('cluster.colour.position') },
          ],
          rows: cities.map(city => [
            label(city.name),
            typeof city.measure === 'number' ? city.measure * format.table(unit, data.measure_quantity).factor : null,
            city.spot ? t(`cluster.spot.${city.spot}`) : null,
            city.local_moran ?? null,
            city.spot_z ?? null,
            city.spot_p ?? null,
            city.spot_adjusted ?? null,
            typeof city.spot_significant === 'boolean' ? t(city.spot_significant ? 'cluster.yes' : 'cluster.no') : null,
            city.strongest ? partName(city.strongest, source.by, source.table) : null,
            city.strongest_quotient ?? null,
            city.specialisation ?? null,
            label(paths.find(one => one.path.id === pathOf(city.place ?? null))?.path.label) || null,
          ]),
        }}
      >
        {box && shapes.length > 0 ? (
          <ClusterMap svgRef={svg} features={map.areas.features} land={map.land?.features ?? []} box={box} cities={shapes} ownerOf={ownerOf} flows={flows} width={width} height={height} label={`${title}. ${summary}`} onChoose={at => onChoose(cities[at]?.id ?? '')} named={named} />
        ) : map.busy ? (
          <span className="bone cluster-bone" />
        ) : (
          <p className="note">{t('cluster.noMap')}</p>
        )}
        {colour === 'measure' ? (
          <Classes breaks={breaks} colours={colours} figure={figure} label={`${measureName}, ${scale.label}`} none={cities.some(city => city.measure === null) ? t('reason.no_data') : undefined} />
        ) : (
          <ul className="cluster-classes">
            {legendOf(colour, { t, parts: parts.map((part, at) => ({ name: partName(part, source.by, source.table), fill: colourVar('industry', part.id, at), used: cities.some(city => city.strongest?.id === part.id) })), paths: paths.map((one, at) => ({ name: label(one.path.label), fill: colourVar('path', one.path.id, at), used: true })) }).map(one => (
              <li key={one.name}>
                <span className="swatch" style={{ background: one.fill }} />
                {one.name}
              </li>
            ))}
          </ul>
        )}
        {colour === 'spot' && data.moran ? (
          <>
            <dl className="cluster-spots" aria-label={t('cluster.spotList')}>
              {SPOTS.map(id => ({ id, names: sure.filter(at => cities[at]?.spot === id).map(at => label(cities[at]?.name)) }))
                .filter(one => one.names.length > 0)
                .map(one => (
                  <div key={one.id}>
                    <dt>{t(`cluster.spot.${one.id}`)}</dt>
                    <dd>{one.names.join(t('cluster.comma'))}</dd>
                  </div>
                ))}
            </dl>
            <p className="whose-key">{t(sure.length > 0 ? 'cluster.spotNote' : 'cluster.spotNobody', { count: sure.length, permutations: format.count(data.moran.permutations), level: format.percent(data.moran.level * 100) })}</p>
          </>
        ) : null}
        {colour === 'position' ? <p className="whose-key">{t(ties?.positions.table ? (ties.positions.table.synthetic ? 'cluster.positionInvented' : 'cluster.positionNote') : 'cluster.positionStated')}</p> : null}
      </ChartFrame>
    </>
  )
}

type Entry = { name: string; fill: string; used: boolean }
function legendOf(colour: Colour, of: { t: (key: string) => string; parts: Entry[]; paths: Entry[] }): { name: string; fill: string }[] {
  if (colour === 'spot') return [...SPOTS.map(id => ({ name: of.t(`cluster.spot.${id}`), fill: SPOT_COLOURS[id] })), { name: of.t('cluster.spotChanceKey'), fill: CHANCE }]
  if (colour === 'strongest') return of.parts.filter(one => one.used)
  if (colour === 'position') return of.paths
  return [
    { name: of.t('cluster.core'), fill: 'var(--accent)' },
    { name: of.t('cluster.periphery'), fill: 'color-mix(in srgb, var(--accent) 22%, var(--ground))' },
  ]
}
