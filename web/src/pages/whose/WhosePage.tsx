import { Segmented } from 'antd'
import { useCallback, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type TradeRegion, useTradeAccounts, useTradeTables } from '@/api/flows'
import { useSession } from '@/api/queries'
import { usePlaceTree } from '@/app/CutBar'
import { useNarrow } from '@/app/prefs'
import { ChartFrame } from '@/components/ChartFrame'
import { ErrorNote } from '@/components/ErrorNote'
import { Figure } from '@/components/Figure'
import { Icon } from '@/components/Icon'
import { PageHead } from '@/components/PageHead'
import { Pick } from '@/components/Pick'
import { useSvgPictures } from '@/components/svgPicture'
import { useCut, useParam } from '@/cut/useCut'
import { chemical } from '@/format/units'
import { useFormat } from '@/format/useFormat'
import { useLabel } from '@/i18n'
import { boxOf, type Box, union } from '../map/geometry'
import { useGround } from '../map/useMapData'
import { ArcMap } from './ArcMap'
import { ChordView } from './ChordView'
import { flowsOf, foldMatrix, partnersOf, shownFlows } from './flows'
import { Mark, SideBySide, SIDES } from './SideBySide'
import { TradeForm } from './TradeForm'
import '../map/map.css'
import '../flow/flow.css'
import './whose.css'

const FLOWS_SHOWN = 60
const ARCS_SHOWN = 14
const MAY_IMPORT = new Set(['admin', 'officer'])

/** Width of what a picture may fill, as the window has it. */
function useRoom(): [number, (element: HTMLDivElement | null) => void | (() => void)] {
  const [room, setRoom] = useState(0)
  const holder = useCallback((element: HTMLDivElement | null) => {
    if (!element) return
    const observer = new ResizeObserver(([entry]) => setRoom(Math.floor(entry?.contentRect.width ?? 0)))
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
  return [room, holder]
}

/** Whose carbon it is: what places emit, what is emitted for them, and who emits for whom. */
export default function WhosePage() {
  const { t } = useTranslation()
  const { region, cut, setCut } = useCut()
  const format = useFormat()
  const label = useLabel()
  const narrow = useNarrow()
  const tree = usePlaceTree(region.id)
  const session = useSession()
  const may = session.data?.user?.roles.some(role => MAY_IMPORT.has(role)) ?? false
  const [adding, setAdding] = useState(false)
  const tables = useTradeTables(region.id)
  const [tableText, setTable] = useParam('table', '')
  const [stressor, setStressor] = useParam('stressor', '')
  const [show, setShow] = useParam('show', 'map')
  const [atText] = useParam('at', '')
  const id = tables.data?.find(one => String(one.id) === tableText)?.id ?? tables.data?.[0]?.id ?? null
  const answer = useTradeAccounts(region.id, id, stressor || null)
  const data = answer.data ?? null
  const n = data?.regions.length ?? 0
  const nameOf = useCallback((one: TradeRegion | undefined) => (one ? (one.place ? label(one.place.name) : one.name) : ''), [label])
  // A place of the address is a place of the table, so that a city has one address on all pages; a name of the table goes before it.
  const chosen = useMemo(() => {
    const here = atText === '' && cut.place !== region.root_place ? cut.place : null
    const at = data?.regions.findIndex(one => (here === null ? one.name === atText : one.place?.code === here)) ?? -1
    return at < 0 ? null : at
  }, [data, atText, cut.place, region.root_place])
  const choose = useCallback((at: number | null) => setCut({ at: at === null ? null : (data?.regions[at]?.name ?? null), place: null }), [data, setCut])

  const all = useMemo(() => (data ? flowsOf(data.bilateral, n) : []), [data, n])
  const { shown, rest } = useMemo(() => shownFlows(all, FLOWS_SHOWN, chosen), [all, chosen])
  const traded = all.reduce((sum, flow) => sum + flow.value, 0)
  const produced = data?.regions.reduce((sum, one) => sum + one.production, 0) ?? 0
  const unit = data?.unit || ''
  const scale = useMemo(() => {
    const values = all.map(flow => flow.value)
    return format.picture(unit, values[Math.floor(values.length * 0.2)] ?? 0)
  }, [all, unit, format])
  const figure = useCallback((value: number) => format.short(value * scale.factor), [format, scale])

  // Only places with an outline of their own or a point can be on the map.
  const rows = useMemo(() => (data?.regions ?? []).flatMap(one => (one.place ? [{ place: one.place.code, level: tree.byCode.get(one.place.code)?.level ?? '' }] : [])), [data, tree])
  const parent_of = useMemo(() => new Map(tree.places.map(place => [place.code, place.parent])), [tree])
  const ground = useGround(region, rows, parent_of)
  const cities = useMemo(
    () =>
      (data?.regions ?? []).flatMap((one, at) => {
        const own = ground.areas.features.find(feature => feature.properties.code === one.place?.code)
        const box = own ? boxOf(own.geometry) : null
        const lon = one.lon ?? (box ? (box[0] + box[2]) / 2 : null)
        const lat = one.lat ?? (box ? (box[1] + box[3]) / 2 : null)
        return lon === null || lat === null ? [] : [{ at, name: nameOf(one), lon, lat, consumption: one.consumption }]
      }),
    [data, ground, nameOf],
  )
  const box = useMemo<Box | null>(() => union([ground.box, ...cities.map((city): Box => [city.lon, city.lat, city.lon, city.lat])]), [ground.box, cities])
  const mapped = cities.length > 1 && box !== null
  const view = show === 'map' && !mapped && data && !ground.busy ? 'chord' : show

  const [room, holder] = useRoom()
  const width = Math.max(280, room)
  const folded = useMemo(() => {
    if (!data) return null
    const weight = (one: TradeRegion) => one.imports + one.exports
    let kept = data.regions.map((_, at) => at)
    if (n > ARCS_SHOWN + 1) {
      const largest = kept.toSorted((a, b) => weight(data.regions[b] as TradeRegion) - weight(data.regions[a] as TradeRegion)).slice(0, ARCS_SHOWN)
      if (chosen !== null && !largest.includes(chosen)) largest[ARCS_SHOWN - 1] = chosen
      kept = kept.filter(at => largest.includes(at))
    }
    const others = n - kept.length
    return {
      matrix: foldMatrix(data.bilateral, n, kept),
      names: [...kept.map(at => nameOf(data.regions[at])), ...(others > 0 ? [t('flow.rest', { count: others, number: format.count(others) })] : [])],
      indices: [...kept, ...(others > 0 ? [null] : [])],
    }
  }, [data, n, chosen, nameOf, t, format])

  const sides = useMemo(
    () =>
      (data?.regions ?? [])
        .map((one, at) => ({ at, name: nameOf(one), production: one.production, consumption: one.consumption, half: one.shared_half, valueAdded: one.shared_value_added }))
        .toSorted((a, b) => b.consumption - a.consumption),
    [data, nameOf],
  )
  /** What is emitted, as a table of trade calls it. */
  const emitted = chemical(data?.stressor ?? '')
  const tableName = data ? `${data.table.name}${data.table.year === null ? '' : ` (${data.table.year})`}` : ''
  const invented = data?.table.synthetic ? ` ${t('whose.synthetic')}` : ''
  const note = data ? `${t('whose.source', { table: tableName, source: data.table.source || t('app.sourceUnsaid') })}${data.table.licence ? ` (${data.table.licence})` : ''}${t('app.stop')}${invented}` : ''
  const mark = data?.table.synthetic ? ` · ${t('synthetic.short')}` : ''
  const [pictureSvg, pictures] = useSvgPictures(`${t('whose.carbon')}, ${emitted}, ${scale.label}${mark}`, note)
  const [sidesSvg, sidesPictures] = useSvgPictures(`${t('whose.sidesTitle', { stressor: emitted })}, ${scale.label}${mark}`, note)
  const file = `carbonshed-whose-${region.id}-${data?.table.id ?? ''}`
  const heads = (keys: readonly string[]) => keys.map(key => ({ title: `${t(`whose.${key}`)} (${format.table(unit).label || '–'})`, numeric: true, decimals: 3 }))
  const factor = format.table(unit).factor
  const flowTable = data
    ? {
        columns: [{ title: t('flow.from') }, { title: t('flow.to') }, ...heads(['carbon'])],
        rows: all.map(flow => [nameOf(data.regions[flow.from]), nameOf(data.regions[flow.to]), flow.value * factor]),
      }
    : null
  const sidesTable = data
    ? {
        columns: [{ title: t('whose.place') }, ...heads(['production', 'consumption', 'imports', 'exports', 'direct', 'half', 'valueAdded'])],
        rows: data.regions.map(one => [nameOf(one), ...[one.production, one.consumption, one.imports, one.exports, one.direct, one.shared_half, one.shared_value_added].map(value => (value === null || value === undefined ? null : value * factor))]),
      }
    : null
  const biggest = all[0]
  const summary = biggest && data ? t('whose.summary', { from: nameOf(data.regions[biggest.from]), to: nameOf(data.regions[biggest.to]), value: `${figure(biggest.value)} ${scale.label}` }) : ''
  const own = chosen === null ? null : data?.regions[chosen]

  return (
    <div className="page flow-page whose-page">
      <PageHead page="whose">
        {tables.data && tables.data.length > 1 ? (
          <Pick
            label={t('whose.table')}
            value={id === null ? null : String(id)}
            onChange={next => setTable(next ?? '')}
            options={tables.data.map(one => ({ value: String(one.id), label: `${one.name}${one.year === null ? '' : ` (${one.year})`}${one.synthetic ? ` · ${t('synthetic.short')}` : ''}` }))}
          />
        ) : null}
        {data && data.table.stressors.length > 1 ? (
          <Pick label={t('whose.stressor')} value={data.stressor} onChange={next => setStressor(next ?? '')} options={data.table.stressors.map(one => ({ value: one.name, label: chemical(one.name) }))} />
        ) : null}
        {may ? (
          <button type="button" className="bare outlined" onClick={() => setAdding(!adding)} aria-expanded={adding}>
            {t('whose.add')}
          </button>
        ) : null}
      </PageHead>
      {adding ? <TradeForm region={region.id} done={made => { setAdding(false); setTable(String(made)) }} /> : null}
      {tables.error || answer.error ? <ErrorNote error={tables.error ?? answer.error} retry={() => void Promise.all([tables.refetch(), answer.refetch()])} /> : null}
      {tables.data?.length === 0 ? (
        <div className="empty whose-empty">
          <p>{t('whose.none')}</p>
          <code>carbonshed trace trade DIR --into {region.id} --origin &quot;…&quot; --year 2020</code>
        </div>
      ) : null}
      {data?.table.synthetic ? (
        <div className="ribbon whose-ribbon" role="note">
          <strong>{t('synthetic.short')}</strong> <span>{t('whose.synthetic')}</span>
        </div>
      ) : null}
      {data && folded ? (
        <>
          <div className="map-answer flow-answer">
            <div className="map-total">
              <Figure
                name={t('whose.traded')}
                value={traded}
                unit={unit}
                size="large"
                beside={<span className="whose-of">{t('whose.tradedOf', { share: produced > 0 ? format.percent((traded / produced) * 100) : '–', table: tableName, stressor: emitted })}</span>}
              />
            </div>
          </div>
          {data.findings.length > 0 ? (
            <ul className="whose-findings">
              {data.findings.map(one => (
                <li key={one.code} className="note">
                  {t(`whose.finding.${one.code}`, { count: one.count, first: one.first })}
                </li>
              ))}
            </ul>
          ) : null}
          <div className="flow-body" data-panel={own ? true : undefined}>
            <div className="flow-main">
              <div ref={holder} className="whose-room" />
              <ChartFrame
                title={t(view === 'map' ? 'whose.mapTitle' : 'whose.chordTitle', { stressor: emitted })}
                summary={`${summary} ${t('flow.unit', { unit: scale.label || '–' })}`}
                table={flowTable}
                name={`${file}-flows`}
                note={note}
                busy={answer.isFetching}
                pictures={pictures}
                controls={
                  mapped ? (
                    <Segmented
                      aria-label={t('whose.show')}
                      size="small"
                      value={view}
                      onChange={setShow}
                      options={[
                        { value: 'map', label: t('whose.map') },
                        { value: 'chord', label: t('whose.chord') },
                      ]}
                    />
                  ) : undefined
                }
              >
                {view === 'map' && mapped && box ? (
                  <ArcMap
                    svgRef={pictureSvg}
                    features={ground.areas.features}
                    box={box}
                    cities={cities}
                    flows={shown}
                    chosen={chosen}
                    onChoose={choose}
                    figure={figure}
                    unit={scale.label}
                    width={width}
                    height={Math.round(Math.max(320, Math.min(560, width * 0.62)))}
                    label={t('whose.picture', { summary })}
                  />
                ) : view === 'chord' ? (
                  <ChordView
                    svgRef={pictureSvg}
                    matrix={folded.matrix}
                    names={folded.names}
                    indices={folded.indices}
                    chosen={chosen}
                    onChoose={choose}
                    figure={figure}
                    unit={scale.label}
                    size={Math.min(width, 620)}
                    label={t('whose.picture', { summary })}
                  />
                ) : (
                  <div className="bone whose-bone" />
                )}
                <p className="whose-key">
                  {chosen === null ? null : (
                    <>
                      <span className="whose-key-out">{t('whose.keyOut', { name: nameOf(own ?? undefined) })}</span>
                      <span className="whose-key-in">{t('whose.keyIn', { name: nameOf(own ?? undefined) })}</span>
                    </>
                  )}
                  <span>{t(view === 'map' ? 'whose.keyBow' : 'whose.keyChord')}</span>
                  {view === 'map' && rest.count > 0 ? <span>{t('whose.restFlows', { count: rest.count, number: format.count(rest.count), value: `${figure(rest.value)} ${scale.label}` })}</span> : null}
                </p>
              </ChartFrame>
              <ChartFrame
                title={t('whose.sidesTitle', { stressor: emitted })}
                summary={`${t('whose.sidesSummary')} ${t('flow.unit', { unit: scale.label || '–' })}`}
                table={sidesTable}
                name={`${file}-sides`}
                note={note}
                pictures={sidesPictures}
              >
                <p className="whose-key">
                  {SIDES.map(side => (
                    <span key={side} className="whose-key-mark">
                      <svg width={16} height={18} viewBox="0 0 16 18" aria-hidden="true">
                        <Mark side={side} x={8} y={9} />
                      </svg>
                      {t(`whose.${side}`)}
                    </span>
                  ))}
                </p>
                <SideBySide svgRef={sidesSvg} rows={sides} chosen={chosen} onChoose={choose} figure={figure} unit={scale.label} width={width} label={t('whose.sidesTitle', { stressor: emitted })} />
              </ChartFrame>
              <p className="note flow-note">{note}</p>
            </div>
            {own && chosen !== null ? (
              <aside className="flow-side" aria-label={t('flow.node')}>
                <CityPanel one={own} name={nameOf(own)} partners={partnersOf(data.bilateral, n, chosen)} regions={data.regions} nameOf={nameOf} unit={unit} onBack={() => choose(null)} onChoose={choose} narrow={narrow} />
              </aside>
            ) : null}
          </div>
        </>
      ) : null}
    </div>
  )
}

/** A place: its sides, and who owes whom. */
function CityPanel({ one, name, partners, regions, nameOf, unit, onBack, onChoose, narrow }: {
  one: TradeRegion
  name: string
  partners: ReturnType<typeof partnersOf>
  regions: readonly TradeRegion[]
  nameOf: (one: TradeRegion | undefined) => string
  unit: string
  onBack: () => void
  onChoose: (at: number | null) => void
  narrow: boolean
}) {
  const { t } = useTranslation()
  const format = useFormat()
  const scale = format.picture(unit, Math.max(...partners.map(partner => partner.gives + partner.takes), 0) / 4)
  const column = format.column(partners.flatMap(partner => [partner.gives * scale.factor, partner.takes * scale.factor]))
  const signed = (value: number) => `${value > 0 ? '+' : value < 0 ? '−' : ''}${column(Math.abs(value) * scale.factor)}`
  const net = one.consumption - one.production
  const lines = [
    ['production', one.production],
    ['consumption', one.consumption],
    ['half', one.shared_half],
    ['valueAdded', one.shared_value_added],
    ['direct', one.direct],
  ] as const
  const large = format.picture(unit, Math.min(one.production, one.consumption))
  const most = narrow ? 8 : 15
  // A remainder of one would hide a name for nothing.
  const shown = partners.slice(0, partners.length === most + 1 ? most + 1 : most)
  const rest = partners.slice(shown.length)
  return (
    <div className="flow-panel" role="group" aria-label={name}>
      <button type="button" className="bare map-back" onClick={onBack}>
        <Icon name="close" size={16} />
        {t('flow.close')}
      </button>
      <h2 className="map-panel-name">{name}</h2>
      <p className="map-panel-level">{t(net > 0 ? 'whose.carriesMoreLong' : 'whose.emitsMoreLong', { value: format.figure(Math.abs(net), unit).join(' ') })}</p>
      <dl className="whose-lines">
        {lines.map(([key, value]) => (
          <div key={key}>
            <dt>{t(`whose.${key}`)}</dt>
            <dd>{value === null ? '–' : `${format.short(value * large.factor)} ${large.label}`}</dd>
          </div>
        ))}
      </dl>
      <section className="whose-partners" aria-label={t('whose.partners')}>
        <h3>
          {t('whose.partners')} <small>{scale.label}</small>
        </h3>
        <table>
          <thead>
            <tr>
              <th scope="col">{t('whose.partner')}</th>
              <th scope="col" data-numeric>
                {t('whose.gives')}
              </th>
              <th scope="col" data-numeric>
                {t('whose.takes')}
              </th>
              <th scope="col" data-numeric>
                {t('whose.net')}
              </th>
            </tr>
          </thead>
          <tbody>
            {shown.map(partner => (
              <tr key={partner.at}>
                <th scope="row">
                  <button type="button" className="bare" onClick={() => onChoose(partner.at)}>
                    {nameOf(regions[partner.at])}
                  </button>
                </th>
                <td data-numeric>{column(partner.gives * scale.factor)}</td>
                <td data-numeric>{column(partner.takes * scale.factor)}</td>
                <td data-numeric>{signed(partner.net)}</td>
              </tr>
            ))}
            {rest.length > 0 ? (
              <tr>
                <th scope="row">{t('flow.rest', { count: rest.length, number: format.count(rest.length) })}</th>
                <td data-numeric>{column(rest.reduce((sum, partner) => sum + partner.gives, 0) * scale.factor)}</td>
                <td data-numeric>{column(rest.reduce((sum, partner) => sum + partner.takes, 0) * scale.factor)}</td>
                <td data-numeric>{signed(rest.reduce((sum, partner) => sum + partner.net, 0))}</td>
              </tr>
            ) : null}
          </tbody>
        </table>
        <p className="note">{t('whose.netNote', { name })}</p>
      </section>
    </div>
  )
}
