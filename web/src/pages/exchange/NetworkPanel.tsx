import { Input } from 'antd'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { askIntroduction, useBoard, useNetwork } from '@/api/board'
import { useSession } from '@/api/queries'
import { usePrefs } from '@/app/prefs'
import { ChartFrame, PlainTable } from '@/components/ChartFrame'
import { ErrorNote } from '@/components/ErrorNote'
import { useSvgPictures } from '@/components/svgPicture'
import { useCut, useParam } from '@/cut/useCut'
import { useFormat } from '@/format/useFormat'
import { fitText } from '../flow/text'
import type { Box } from '../map/geometry'
import { union } from '../map/geometry'
import { AskIntro } from './AskIntro'
import { Findings } from './Findings'
import { FlowMap, type MapNode } from './FlowMap'
import { type Bar, figureOf, flowsOf, frameOf, nameIn, rowsOf, sides, tableOf, wordsIn } from './result'
import { useGroundMap } from './useGroundMap'
import { useRoom } from './useRoom'
import { useMoney } from './useWords'

/** Most entries that the board tells at once. */
const ENTRIES = 500
const METHODS = ['shadow_prices', 'shapley', 'halves', 'stated_prices']

/** Who can use whose leftovers: on the map, or as a network with what each gains. */
export function NetworkPanel({ view }: { view: 'map' | 'network' }) {
  const { t } = useTranslation()
  const { language } = usePrefs()
  const { region } = useCut()
  const format = useFormat()
  const session = useSession()
  const [carbon, setCarbon] = useParam('carbon', '')
  const [chosen, setChosen] = useParam('at', '')
  const [typed, setTyped] = useState(carbon)
  const answer = useNetwork(region.id, carbon)
  const data = answer.data ?? null
  const [width, holder] = useRoom()
  const ground = useGroundMap()
  const word = wordsIn(data?.names, language)
  const partners = useMemo(() => new Map((data?.partners ?? []).map(one => [one.id, one])), [data])
  const name = (id: string) => nameIn(partners.get(id)?.name ?? id, language)
  const exchanges = tableOf(data?.result, 'exchanges.csv')
  const flows = useMemo(() => flowsOf(rowsOf(exchanges)), [exchanges])
  const of = chosen && flows.some(flow => flow.from === chosen || flow.to === chosen) ? flows.filter(flow => flow.from === chosen || flow.to === chosen) : flows
  const sum = (key: string) => data?.result.sums.find(one => one.name === key)?.value ?? null
  const money = useMoney()
  const head = (column: string) => t(`column.${column}`, { defaultValue: column })
  // What an entry offers or needs, by the id that it has in its file.
  const board = useBoard(region.id, { family: 'symbiosis', side: null, what: null, q: null, mine: null, limit: ENTRIES })
  const entries = useMemo(() => new Map([...(board.data?.entries ?? []).map(one => [one.name, one.what] as const), ...flows.flatMap(flow => [[flow.offer, flow.material], [flow.need, flow.material]] as const)]), [board.data, flows])
  const entry = (id: string) => word(entries.get(id) ?? id)
  const cell = (column: string, text: string) => {
    if (column === 'from' || column === 'to' || column === 'partner') return text === 'total' ? t('exchange.total') : name(text)
    if (column === 'material') return word(text)
    if (column === 'method') return t(`exchange.method.${text}`, { defaultValue: text })
    if (column === 'stable') return t(`exchange.stable.${text || 'unknown'}`)
    if (column === 'unit' || column === 'replaced_unit') return format.unit(text)
    if (column === 'offer' || column === 'need' || column === 'id') return entry(text)
    if (column === 'kind') return t(`exchange.side.${text}`, { defaultValue: text })
    return text
  }
  const says = (flow: (typeof flows)[number]) => t('exchange.flowLine', { from: name(flow.from), to: name(flow.to), material: language === 'en' ? word(flow.material).toLowerCase() : word(flow.material), amount: format.short(flow.sent), unit: format.unit(flow.unit), gain: money(flow.gain) })
  const top = flows[0]
  const summary = top ? t('exchange.networkSummary', { count: flows.length, gain: money(sum('gain_yuan') ?? 0), line: says(top) }) : t('exchange.networkNone')
  const invented = data?.synthetic ? ` ${t('exchange.synthetic')}` : ''
  const note = `${t('exchange.networkNote')}${invented}`
  const [svgRef, pictures] = useSvgPictures(`${t(view === 'map' ? 'exchange.tab.matches' : 'exchange.tab.network')}${data?.synthetic ? ` · ${t('synthetic.short')}` : ''}`, note)
  const nodes = useMemo<MapNode[]>(() => {
    const taking = new Set(flows.flatMap(flow => [flow.from, flow.to]))
    return (data?.partners ?? []).flatMap(one => (one.lon === null || one.lat === null || !taking.has(one.id) ? [] : [{ id: one.id, name: nameIn(one.name, language), lon: one.lon, lat: one.lat, kind: 'end' as const }]))
  }, [data, flows, language])
  const box = useMemo<Box | null>(() => union([ground.box, ...nodes.map((one): Box => [one.lon, one.lat, one.lon, one.lat])]), [ground.box, nodes])
  const file = `carbonshed-exchange-${region.id}`
  const frame = frameOf(exchanges, head, cell)
  const splits = rowsOf(tableOf(data?.result, 'splits.csv'))
  const savings = tableOf(data?.result, 'savings.csv')
  const rest = tableOf(data?.result, 'rest.csv')
  const splitTable = (() => {
    const ids = [...new Set(splits.map(row => row.partner ?? ''))]
    const kept = METHODS.filter(method => splits.some(row => row.method === method))
    const stable = (method: string) => splits.find(row => row.method === method)?.stable || 'unknown'
    return {
      columns: [{ title: t('column.partner') }, ...kept.map(method => ({ title: `${t(`exchange.method.${method}`)} (${t('exchange.yuan')}; ${t(`exchange.stable.${stable(method)}`)})`, numeric: true, decimals: 0 }))],
      rows: ids.map(id => [name(id), ...kept.map(method => figureOf(splits.find(row => row.method === method && row.partner === id) ?? {}, 'gain_yuan'))]),
    }
  })()
  const owners = useMemo(() => {
    const owned = rest?.columns.indexOf('partner') ?? -1
    const named = rest?.columns.indexOf('id') ?? -1
    return new Map((rest?.rows ?? []).map(row => [row[named] ?? '', row[owned] ?? '']))
  }, [rest])
  /** An entry as people know it: who, and what. */
  const nameOfEntry = (id: string) => (owners.has(id) ? `${name(owners.get(id) ?? '')}${entries.has(id) ? t('exchange.entryOf', { material: entry(id) }) : ''}` : id)
  const may = (id: number | undefined) => id !== undefined && session.data?.user != null
  return (
    <>
      <div className="ex-controls">
        <label className="pick">
          <span>{t('exchange.carbonPrice')}</span>
          <Input
            value={typed}
            inputMode="decimal"
            suffix={t('exchange.yuanPerT')}
            style={{ width: 150 }}
            status={typed !== '' && !(Number(typed) >= 0) ? 'error' : undefined}
            onChange={event => setTyped(event.target.value)}
            onBlur={() => setCarbon(Number(typed) > 0 ? typed : '')}
            onPressEnter={() => setCarbon(Number(typed) > 0 ? typed : '')}
          />
        </label>
        {chosen ? (
          <button type="button" className="bare" onClick={() => setChosen('')}>
            {t('exchange.showAll')}
          </button>
        ) : null}
      </div>
      {data?.synthetic ? (
        <div className="ribbon ex-ribbon" role="note">
          <strong>{t('synthetic.short')}</strong> <span>{t('exchange.synthetic')}</span>
        </div>
      ) : null}
      {answer.error ? <ErrorNote error={answer.error} retry={() => void answer.refetch()} /> : null}
      <div ref={holder} className="ex-room" />
      {data ? (
        <>
          <dl className="ex-facts">
            <Fact name={t('exchange.fact.gain')} value={sum('gain_yuan') === null ? '–' : money(sum('gain_yuan') ?? 0)} />
            <Fact name={t('exchange.fact.co2')} value={sum('saved_co2_kg') === null ? '–' : format.figure((sum('saved_co2_kg') ?? 0) / 1000, 't CO2e').join(' ')} />
            <Fact name={t('exchange.fact.exchanges')} value={format.count(flows.length)} />
            <Fact name={t('exchange.fact.of')} value={`${format.count(sum('offers') ?? 0)} / ${format.count(sum('needs') ?? 0)}`} />
          </dl>
          <Findings answer={data.result} entry={nameOfEntry} />
          <ChartFrame title={t(view === 'map' ? 'exchange.mapTitle' : 'exchange.networkTitle')} summary={summary} table={frame} name={`${file}-exchanges`} note={note} pictures={flows.length > 0 ? pictures : undefined} busy={answer.isFetching}>
            {flows.length === 0 ? (
              <p className="muted">{t('exchange.networkNone')}</p>
            ) : view === 'map' ? (
              box ? (
                <>
                <FlowMap
                  svgRef={svgRef}
                  features={ground.areas.features}
                  box={box}
                  nodes={nodes}
                  arcs={flows.map(flow => ({ from: flow.from, to: flow.to, value: flow.gain, label: says(flow) }))}
                  chosen={chosen || null}
                  onChoose={id => setChosen(id ?? '')}
                  width={width}
                  height={Math.round(Math.max(340, Math.min(560, width * 0.6)))}
                  label={summary}
                />
                  <p className="whose-key">
                    <span>{t('exchange.keyBow')}</span>
                    <span>{t('exchange.keyWithin')}</span>
                  </p>
                </>
              ) : (
                <div className="bone ex-bone" />
              )
            ) : (
              <Sides flows={flows} name={name} word={word} chosen={chosen} onChoose={setChosen} width={width} says={says} svgRef={svgRef} label={summary} />
            )}
          </ChartFrame>
          {of.length > 0 ? (
            <ul className="ex-flows" aria-label={t('exchange.list')}>
              {of.slice(0, 30).map(flow => (
                <li key={`${flow.offer}>${flow.need}`}>
                  <span>{says(flow)}</span>
                  <small>
                    {t(flow.savedCo2 < 0 ? 'exchange.flowMoreWorse' : 'exchange.flowMore', { km: format.short(flow.km), co2: format.figure(Math.abs(flow.savedCo2) / 1000, 't CO2e').join(' ') })}
                  </small>
                  {may(data.offers[flow.offer]) && data.needs[flow.need] !== undefined ? <AskIntro ask={message => askIntroduction(region.id, data.offers[flow.offer] ?? 0, data.needs[flow.need] ?? 0, message)} /> : null}
                </li>
              ))}
            </ul>
          ) : null}
          {view === 'network' && flows.length > 0 ? (
            <>
              <ChartFrame title={t('exchange.splitTitle')} summary={t('exchange.splitSummary')} table={splitTable} name={`${file}-splits`} note={note}>
                <PlainTable table={splitTable} caption={t('exchange.tableOf', { title: t('exchange.splitTitle') })} />
              </ChartFrame>
              {[
                ['savings', savings] as const,
                ['rest', rest] as const,
              ].map(([key, table]) => {
                const shown = frameOf(table, column => (column === 'id' ? t('exchange.what') : head(column)), cell)
                return shown ? (
                  <ChartFrame key={key} title={t(`exchange.${key}Title`)} summary={t(`exchange.${key}Summary`)} table={shown} name={`${file}-${key}`} note={note}>
                    <PlainTable table={shown} caption={t('exchange.tableOf', { title: t(`exchange.${key}Title`) })} />
                  </ChartFrame>
                ) : null
              })}
            </>
          ) : null}
        </>
      ) : answer.error ? null : (
        <div className="bone ex-bone" />
      )}
    </>
  )
}

export function Fact({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  )
}

/** Those who give at the left, those who take at the right; a band is as thick as both together gain. */
function Sides({ flows, name, word, chosen, onChoose, width, says, svgRef, label }: {
  flows: ReturnType<typeof flowsOf>
  name: (id: string) => string
  word: (code: string) => string
  chosen: string
  onChoose: (id: string) => void
  width: number
  says: (flow: ReturnType<typeof flowsOf>[number]) => string
  svgRef: React.RefObject<SVGSVGElement | null>
  label: string
}) {
  const [over, setOver] = useState<string | null>(null)
  const narrow = width < 560
  const room = narrow ? 96 : 190
  const count = Math.max(new Set(flows.map(flow => flow.from)).size, new Set(flows.map(flow => flow.to)).size)
  const height = Math.max(260, Math.min(640, count * 44))
  const { left, right, bands } = useMemo(() => sides(flows, height - 24, 16), [flows, height])
  const [x0, x1] = [room, width - room]
  const middle = (x0 + x1) / 2
  const bar = (one: Bar, x: number, anchor: 'start' | 'end') => (
    <g
      key={`${anchor}${one.id}`}
      className="whose-city ex-node"
      role="button"
      tabIndex={0}
      aria-pressed={one.id === chosen}
      aria-label={name(one.id)}
      onClick={() => onChoose(one.id === chosen ? '' : one.id)}
      onKeyDown={event => {
        if (event.key !== 'Enter' && event.key !== ' ') return
        event.preventDefault()
        onChoose(one.id === chosen ? '' : one.id)
      }}
    >
      <rect className="ex-bar" x={x} y={one.y + 8} width={9} height={one.height} rx={2} />
      <text className="whose-name" x={anchor === 'end' ? x - 6 : x + 15} y={one.y + 8 + one.height / 2} dy="0.35em" textAnchor={anchor} fontSize={narrow ? 10.5 : 12.5}>
        {fitText(name(one.id), (room - 18) / 1.1, narrow ? 10.5 : 12.5)}
      </text>
    </g>
  )
  return (
    <div className="ex-map" style={{ width }}>
      <svg ref={svgRef} width={width} height={height} viewBox={`0 0 ${width} ${height}`} role="group" aria-label={label} onPointerLeave={() => setOver(null)}>
        {bands.map(({ flow, y0, y1, thickness }) => {
          const key = `${flow.offer}>${flow.need}`
          const on = !chosen || flow.from === chosen || flow.to === chosen
          return (
            <path
              key={key}
              className="ex-band"
              data-dim={(over !== null && over !== key) || !on || undefined}
              data-on={over === key || undefined}
              d={`M${x0 + 9} ${y0 + 8}C${middle} ${y0 + 8} ${middle} ${y1 + 8} ${x1} ${y1 + 8}`}
              strokeWidth={thickness}
              onPointerEnter={() => setOver(key)}
              onPointerLeave={() => setOver(null)}
            />
          )
        })}
        {narrow
          ? null
          : bands
              .filter(band => band.thickness > 9)
              .map(({ flow, y0, y1 }) => (
                <text key={`${flow.offer}>${flow.need}`} className="ex-band-name" x={middle} y={(y0 + y1) / 2 + 8} dy="0.35em" textAnchor="middle" fontSize={11.5}>
                  {word(flow.material)}
                </text>
              ))}
        {left.map(one => bar(one, x0, 'end'))}
        {right.map(one => bar(one, x1, 'start'))}
      </svg>
      {over ? (
        <div className="ex-hover" aria-hidden="true">
          {says(flows.find(flow => `${flow.offer}>${flow.need}` === over) ?? (flows[0] as ReturnType<typeof flowsOf>[number]))}
        </div>
      ) : null}
    </div>
  )
}
