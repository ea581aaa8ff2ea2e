import { Select } from 'antd'
import { useId, useMemo, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { type Comparison, useCluster, useComparison } from '@/api/cities'
import type { Item } from '@/api/types'
import { Chart, picturesOf, structure } from '@/charts/Chart'
import type { ECharts } from '@/charts/echarts'
import { ChartFrame } from '@/components/ChartFrame'
import { ErrorNote } from '@/components/ErrorNote'
import { PageHead } from '@/components/PageHead'
import { ScrollTable } from '@/components/ScrollTable'
import { useSvgPictures } from '@/components/svgPicture'
import { useCut, useParam } from '@/cut/useCut'
import { readToken } from '@/format/colours'
import { useFormat } from '@/format/useFormat'
import { useLabel } from '@/i18n'
import { AskBar } from '../cluster/AskBar'
import { Findings, TableRibbon, useOrigin, usePartName, useRoom } from '../cluster/parts'
import { useAsk } from '../cluster/useAsk'
import { Shares } from './Shares'
import '../flow/flow.css'
import '../whose/whose.css'
import '../findings/findings.css'
import '../cluster/cluster.css'

const LEAST = 2
const MOST = 4
const TOKENS = ['--accent', '--carbon-out', '--field-construction', '--ink-2']

/** Two to four cities side by side, on the same scales. */
export default function ComparePage() {
  const { t } = useTranslation()
  const { region } = useCut()
  const label = useLabel()
  const state = useAsk()
  const id = useId()
  const [text, setText] = useParam('cities', '')
  const cluster = useCluster(region.id, state.ask)
  const all = useMemo(() => cluster.data?.cities ?? [], [cluster.data])
  const chosen = useMemo(() => {
    const asked = text.split(',').filter(one => all.some(city => city.id === one)).slice(0, MOST)
    return asked.length >= LEAST ? asked : all.slice(0, LEAST).map(city => city.id)
  }, [text, all])
  const answer = useComparison(region.id, state.ask ? chosen : [], state.ask ?? {})
  const data = answer.data ?? null
  const error = state.tables.error ?? cluster.error ?? answer.error
  return (
    <div className="page cluster-page whose-page flow-page">
      <PageHead page="compare">
        <AskBar state={state} source={data?.source ?? null} />
      </PageHead>
      {all.length >= LEAST ? (
        <label className="pick compare-pick" htmlFor={id}>
          <span>{t('compare.cities')}</span>
          <Select
            id={id}
            mode="multiple"
            aria-label={t('compare.cities')}
            value={chosen}
            maxCount={MOST}
            options={all.map(city => ({ value: city.id, label: label(city.name) }))}
            showSearch={{ optionFilterProp: 'label' }}
            onChange={(next: string[]) => next.length >= LEAST && setText(next.join(','))}
            style={{ minWidth: 260, maxWidth: '100%' }}
          />
        </label>
      ) : null}
      {error ? <ErrorNote error={error} retry={() => void Promise.all([state.tables.refetch(), cluster.refetch(), answer.refetch()])} /> : null}
      {state.tables.data && state.ask === null ? (
        <div className="empty">
          <p>{t('cluster.none')}</p>
          <code>carbonshed city keep FILE.csv --into {region.id} --kind structure --origin &quot;…&quot;</code>
        </div>
      ) : data ? (
        <Side data={data} busy={answer.isFetching} />
      ) : error ? null : (
        <span className="bone cluster-bone" />
      )}
    </div>
  )
}

function Side({ data, busy }: { data: Comparison; busy: boolean }) {
  const { t } = useTranslation()
  const { region, hrefOf, parameters } = useCut()
  const label = useLabel()
  const format = useFormat()
  const origin = useOrigin()
  const part = usePartName()
  const chart = useRef<ECharts | null>(null)
  const [room, holder] = useRoom()
  const { profiles, pairs, source } = data
  const names = profiles.map(one => label(one.city.name))
  const note = origin(source.table)
  const partOf = (one: Item) => part(one, source.by, source.table)
  const number = (value: number | null | undefined, decimals = 3) => (typeof value === 'number' ? format.full(value, decimals) : '–')
  const first = profiles[0]
  const parts = first?.industries ?? []
  const order = parts.map((_, at) => at).toSorted((a, b) => Math.max(...profiles.map(one => one.industries[b]?.share ?? 0)) - Math.max(...profiles.map(one => one.industries[a]?.share ?? 0)))
  const title = t('compare.structureTitle', { year: source.year ?? '' })
  const closest = pairs.toSorted((a, b) => (b.similarity ?? -2) - (a.similarity ?? -2))[0]
  const summary = closest && typeof closest.similarity === 'number' ? t('compare.summary', { a: names[closest.a] ?? '', b: names[closest.b] ?? '', value: number(closest.similarity, 2) }) : ' '
  const [svg, pictures] = useSvgPictures(title, note)
  const years = first?.path_years ?? []
  const measure = data.measure ? t(`indicator.${data.measure}`) : (source.table?.name ?? '')
  const scale = format.picture(data.measure_unit, Math.max(0, ...profiles.flatMap(one => one.path.map(value => Math.abs(value ?? 0)))), data.measure_quantity)
  const times = (value: number | null | undefined) => (typeof value === 'number' ? value * scale.factor : null)
  const list = (items: readonly Item[]) => (items.length > 0 ? items.map(partOf).join(t('cluster.comma')) : '–')
  const kept = { of: parameters.get('of'), level: parameters.get('level'), parts: parameters.get('parts') }
  const option = () => {
    const s = structure()
    return {
      grid: { left: 8, right: 14, top: 14, bottom: 4, containLabel: true },
      tooltip: { trigger: 'axis' as const, confine: true, backgroundColor: s.raised, borderColor: s.line, textStyle: { color: s.ink, fontSize: 13 }, valueFormatter: (value: unknown) => `${format.short(value as number | null)} ${scale.label}` },
      xAxis: { type: 'category' as const, data: years.map(String), boundaryGap: false, axisTick: { show: false }, axisLine: { lineStyle: { color: s.lineStrong } }, axisLabel: { color: s.ink3, hideOverlap: true } },
      yAxis: { type: 'value' as const, min: 0, splitNumber: 4, axisLabel: { color: s.ink3, formatter: (value: number) => format.axis(value) }, splitLine: { lineStyle: { color: s.line } } },
      series: profiles.map((one, at) => ({ type: 'line' as const, name: names[at] ?? '', data: one.path.map(times), showSymbol: years.length < 5, lineStyle: { width: 2.4, color: readToken(TOKENS[at] ?? '--ink-3') }, itemStyle: { color: readToken(TOKENS[at] ?? '--ink-3') } })),
    }
  }
  const facts: [string, (at: number) => string][] = [
    [t('city.total'), at => (typeof profiles[at]?.city.total === 'number' ? format.figure(profiles[at]?.city.total ?? null, source.unit, source.quantity).join(' ') : '–')],
    ...(data.measure ? ([[measure, at => (typeof profiles[at]?.city.measure === 'number' ? format.figure(profiles[at]?.city.measure ?? null, data.measure_unit, data.measure_quantity).join(' ') : '–')]] as [string, (at: number) => string][]) : []),
    [t('city.specialisation'), at => number(profiles[at]?.city.specialisation)],
    [t('city.diversity'), at => (typeof profiles[at]?.diversity === 'number' ? format.count(profiles[at]?.diversity) : '–')],
    [t('city.complexity'), at => number(profiles[at]?.complexity)],
  ]
  return (
    <>
      <TableRibbon table={source.table} />
      <div ref={holder} className="whose-room" />
      {parts.length > 0 ? (
        <>
          <ChartFrame
            title={title}
            summary={summary}
            name={`carbonshed-${region.id}-compare`}
            note={note}
            busy={busy}
            pictures={pictures}
            table={{
              columns: [{ title: t(`dim.${source.by ?? 'industry'}`) }, ...names.flatMap(name => [{ title: `${name}: ${t('city.share')}`, numeric: true, decimals: 4 }, { title: `${name}: ${t('city.quotient')}`, numeric: true, decimals: 4 }])],
              rows: parts.map((one, at) => [partOf(one.industry), ...profiles.flatMap(profile => [profile.industries[at]?.share ?? null, profile.industries[at]?.quotient ?? null])]),
            }}
          >
            <Shares svgRef={svg} width={Math.max(280, room)} rows={order.slice(0, 18).map(at => ({ id: parts[at]?.industry.id ?? '', name: parts[at] ? partOf(parts[at].industry) : '', values: profiles.map(one => one.industries[at]?.share ?? null) }))} series={names} label={`${title}. ${summary}`} />
          </ChartFrame>
          <section className="cluster-block">
            <h2>{t('compare.facts')}</h2>
            <ScrollTable label={t('compare.facts')}>
              <thead>
                <tr>
                  <th scope="col">{t('compare.what')}</th>
                  {profiles.map((one, at) => (
                    <th key={one.city.id} scope="col" data-numeric>
                      <Link to={hrefOf('/city', { ...kept, city: one.city.id })}>{names[at]}</Link>
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {facts.map(([name, of]) => (
                  <tr key={name}>
                    <th scope="row">{name}</th>
                    {profiles.map((one, at) => (
                      <td key={one.city.id} data-numeric>
                        {of(at)}
                      </td>
                    ))}
                  </tr>
                ))}
              </tbody>
            </ScrollTable>
          </section>
        </>
      ) : (
        <p className="note">{t('city.onlyMatrix')}</p>
      )}
      <section className="cluster-block">
        <h2>{t('compare.pairs')}</h2>
        <ScrollTable label={t('compare.pairs')} className="cluster-wrap">
          <thead>
            <tr>
              <th scope="col">{t('cluster.pair')}</th>
              <th scope="col" data-numeric>
                {t('cluster.similarity')}
              </th>
              <th scope="col" data-numeric>
                {t('cluster.krugman')}
              </th>
              <th scope="col" data-numeric>
                {t('city.km')}
              </th>
              {parts.length > 0 ? (
                <>
                  <th scope="col">{t('compare.onlyFirst')}</th>
                  <th scope="col">{t('compare.onlySecond')}</th>
                  <th scope="col">{t('city.both')}</th>
                </>
              ) : null}
            </tr>
          </thead>
          <tbody>
            {pairs.map(pair => (
              <tr key={`${pair.a}-${pair.b}`}>
                <th scope="row">
                  {names[pair.a]} – {names[pair.b]}
                </th>
                <td data-numeric>{number(pair.similarity)}</td>
                <td data-numeric>{number(pair.krugman)}</td>
                <td data-numeric>{typeof pair.distance_km === 'number' ? format.count(Math.round(pair.distance_km)) : '–'}</td>
                {parts.length > 0 ? (
                  <>
                    <td>{list(pair.only_a)}</td>
                    <td>{list(pair.only_b)}</td>
                    <td>{list(pair.both)}</td>
                  </>
                ) : null}
              </tr>
            ))}
          </tbody>
        </ScrollTable>
      </section>
      {years.length > 1 ? (
        <>
          <ChartFrame
            title={t('compare.pathTitle', { measure })}
            summary={t('compare.pathSummary', { from: years[0], to: years.at(-1) })}
            name={`carbonshed-${region.id}-compare-paths`}
            note={note}
            busy={busy}
            // The ref is read when a download is asked for, not while drawing.
            // oxlint-disable-next-line react/refs
            pictures={picturesOf(chart)}
            table={{ columns: [{ title: t('trend.period') }, ...names.map(name => ({ title: `${name} (${scale.label})`, numeric: true, decimals: 3 }))], rows: years.map((year, at) => [String(year), ...profiles.map(one => times(one.path[at]))]) }}
          >
            <div className="trend-unit">{scale.label}</div>
            <Chart chart={chart} height="min(44vh, 340px)" option={option} deps={[data, format]} />
            <ul className="cluster-classes">
              {names.map((name, at) => (
                <li key={name}>
                  <span className="swatch cluster-line" style={{ background: `var(${TOKENS[at] ?? '--ink-3'})` }} />
                  {name}
                </li>
              ))}
            </ul>
          </ChartFrame>
        </>
      ) : null}
      <Findings findings={data.findings} />
    </>
  )
}
