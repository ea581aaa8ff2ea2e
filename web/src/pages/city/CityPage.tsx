import { useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { type CityAnswer, type CityTable, useCity, useCluster } from '@/api/cities'
import type { Item } from '@/api/types'
import { Chart, picturesOf, structure } from '@/charts/Chart'
import type { ECharts } from '@/charts/echarts'
import { ChartFrame } from '@/components/ChartFrame'
import { ErrorNote } from '@/components/ErrorNote'
import { PageHead } from '@/components/PageHead'
import { Pick } from '@/components/Pick'
import { useSvgPictures } from '@/components/svgPicture'
import { useCut, useParam } from '@/cut/useCut'
import { colourToken, readToken } from '@/format/colours'
import { useFormat } from '@/format/useFormat'
import { useLabel } from '@/i18n'
import { AskBar } from '../cluster/AskBar'
import { Fact, Findings, TableRibbon, useOrigin, usePartName, useRoom, useWhy } from '../cluster/parts'
import { useAsk } from '../cluster/useAsk'
import { CityChain } from './CityChain'
import { Partners } from './Partners'
import { Shares } from './Shares'
import '../flow/flow.css'
import '../whose/whose.css'
import '../findings/findings.css'
import '../cluster/cluster.css'

/** Bars of a structure that are drawn; the table has all. */
const PARTS_SHOWN = 16

/** One city: what it is made of, what it is strong in, who complements it, whose path it walks. */
export default function CityPage() {
  const { t } = useTranslation()
  const { cut, region, hrefOf } = useCut()
  const label = useLabel()
  const state = useAsk()
  const [wanted, setCity] = useParam('city', '')
  // Without a city in the address it is the place that is looked at, else the first of those that are compared.
  const cluster = useCluster(region.id, wanted === '' ? state.ask : null)
  const city = wanted || (cluster.data?.cities.find(one => one.place === cut.place) ?? cluster.data?.cities[0])?.id || null
  const answer = useCity(region.id, state.ask ? city : null, state.ask ?? {})
  const data = answer.data ?? null
  const error = state.tables.error ?? cluster.error ?? answer.error
  const kept = { of: state.of || null, level: state.level || null, parts: state.by || null }
  return (
    <div className="page cluster-page whose-page flow-page">
      <PageHead page="city">
        <AskBar state={state} source={data?.source ?? null} />
        {data ? <Pick label={t('cluster.city')} value={data.profile.city.id} onChange={next => next && setCity(next)} options={data.cities.map(one => ({ value: one.id, label: label(one.label) }))} width={220} /> : null}
      </PageHead>
      {error ? <ErrorNote error={error} retry={() => void Promise.all([state.tables.refetch(), answer.refetch()])} /> : null}
      {state.tables.data && state.ask === null ? (
        <div className="empty">
          <p>{t('cluster.none')}</p>
          <code>carbonshed city keep FILE.csv --into {region.id} --kind structure --origin &quot;…&quot;</code>
        </div>
      ) : data ? (
        <Profile data={data} tables={state.tables.data ?? null} busy={answer.isFetching} cityHref={id => hrefOf('/city', { ...kept, city: id })} compareHref={ids => hrefOf('/compare', { ...kept, cities: ids.join(',') })} />
      ) : error ? null : (
        <span className="bone cluster-bone" />
      )}
    </div>
  )
}

function Profile({ data, tables, busy, cityHref, compareHref }: { data: CityAnswer; tables: readonly CityTable[] | null; busy: boolean; cityHref: (id: string) => string; compareHref: (ids: string[]) => string }) {
  const { t } = useTranslation()
  const { region } = useCut()
  const label = useLabel()
  const format = useFormat()
  const origin = useOrigin()
  const part = usePartName()
  const why = useWhy()
  const [room, holder] = useRoom()
  const { profile, source } = data
  const { city } = profile
  const name = label(city.name)
  const note = origin(source.table)
  const partOf = (one: Item) => part(one, source.by, source.table)
  const number = (value: number | null | undefined, decimals = 3) => (typeof value === 'number' ? format.full(value, decimals) : '–')
  const industries = profile.industries.toSorted((a, b) => (b.value ?? -1) - (a.value ?? -1))
  const title = t('city.structureTitle', { name, year: source.year ?? '' })
  const strong = industries.filter(one => one.strong).toSorted((a, b) => (b.quotient ?? 0) - (a.quotient ?? 0))
  const chances = industries.filter(one => one.strong === false && one.density !== null).toSorted((a, b) => (b.density ?? 0) - (a.density ?? 0))
  const summary = strong.length > 0 ? t('city.structureSummary', { name, list: strong.slice(0, 3).map(one => `${partOf(one.industry)} ${number(one.quotient, 2)}`).join(t('cluster.comma')) }) : t('city.strongNone', { name })
  const [svg, pictures] = useSvgPictures(title, note)
  const scale = format.table(source.unit, source.quantity)
  const list = (items: readonly Item[]) => (items.length > 0 ? items.map(partOf).join(t('cluster.comma')) : '–')
  return (
    <>
      <TableRibbon table={source.table} />
      <div ref={holder} className="whose-room" />
      {profile.industries.length > 0 ? (
        <>
          <div className="cluster-two">
            <ChartFrame
              title={title}
              summary={summary}
              name={`carbonshed-${region.id}-${city.id}-structure`}
              note={note}
              busy={busy}
              pictures={pictures}
              table={{
                columns: [
                  { title: t(`dim.${source.by ?? 'industry'}`) },
                  { title: `${t('city.value')}${scale.label ? ` (${scale.label})` : ''}`, numeric: true, decimals: 3 },
                  ...(['share', 'shareAll', 'quotient', 'density', 'partComplexity'] as const).map(key => ({ title: t(`city.${key}`), numeric: true, decimals: 4 })),
                  { title: t('city.ubiquity'), numeric: true, decimals: 0 },
                  ...(profile.shift_years ? (['national', 'mix', 'regional', 'total'] as const).map(key => ({ title: `${t(`city.shift.${key}`)}${scale.label ? ` (${scale.label})` : ''}`, numeric: true, decimals: 3 })) : []),
                ],
                rows: profile.industries.map(one => [
                  partOf(one.industry),
                  one.value === null ? null : one.value * scale.factor,
                  one.share,
                  one.share_all,
                  one.quotient,
                  one.density,
                  one.complexity,
                  one.ubiquity,
                  ...(profile.shift_years ? (['national', 'mix', 'regional', 'total'] as const).map(key => (one.shift ? one.shift[key] * scale.factor : null)) : []),
                ]),
              }}
            >
              <Shares
                svgRef={svg}
                width={Math.max(280, room > 900 ? room - 330 : room)}
                rows={industries.slice(0, PARTS_SHOWN).map(one => ({ id: one.industry.id, name: partOf(one.industry), values: [one.share ?? null, one.share_all ?? null], said: `${t('city.quotient')} ${number(one.quotient, 2)}`, strong: one.strong === true }))}
                series={[name, t('city.allCities')]}
                label={`${title}. ${summary}`}
              />
              {industries.length > PARTS_SHOWN ? <p className="whose-key">{t('city.moreParts', { number: format.count(industries.length - PARTS_SHOWN) })}</p> : null}
            </ChartFrame>
            <dl className="whose-lines cluster-facts">
              <Fact name={t('city.total')}>{city.total === null ? t('city.totalUnknown') : format.figure(city.total, source.unit, source.quantity).join(' ')}</Fact>
              <Fact name={t('city.specialisation')} note={t('city.specialisationNote')}>
                {number(city.specialisation)}
              </Fact>
              <Fact name={t('city.diversity')}>{profile.diversity === null || profile.diversity === undefined ? '–' : format.count(profile.diversity)}</Fact>
              <Fact name={t('city.complexity')} note={typeof profile.complexity_rank === 'number' ? t('city.rank', { rank: format.count(profile.complexity_rank), of: format.count(profile.complexity_of) }) : undefined}>
                {typeof profile.complexity === 'number' ? number(profile.complexity) : why(profile.complexity_reason)}
              </Fact>
              {profile.shift && profile.shift_years ? (
                <>
                  {(['total', 'national', 'mix', 'regional'] as const).map(key => (
                    <Fact key={key} name={key === 'total' ? t('city.change', { from: profile.shift_years?.[0], to: profile.shift_years?.[1] }) : t(`city.shift.${key}`)}>
                      {format.figure(profile.shift?.[key] ?? null, source.unit, source.quantity).join(' ')}
                    </Fact>
                  ))}
                </>
              ) : null}
            </dl>
          </div>
          <section className="cluster-block">
            <h2>{t('city.chances', { name })}</h2>
            <p className="frame-summary">{t('city.chancesNote')}</p>
            {chances.length === 0 ? (
              <p>{t('city.noChances')}</p>
            ) : (
              <ol className="cluster-bars">
                {chances.slice(0, 5).map(one => (
                  <li key={one.industry.id}>
                    <span className="cluster-bar-name">{partOf(one.industry)}</span>
                    <span className="cluster-bar">
                      <span style={{ width: `${(one.density ?? 0) * 100}%` }} />
                    </span>
                    <span className="cluster-bar-value">{number(one.density, 2)}</span>
                    <span className="cluster-bar-part">{t('city.quotientIs', { value: number(one.quotient, 2) })}</span>
                  </li>
                ))}
              </ol>
            )}
          </section>
        </>
      ) : (
        <p className="note">{t('city.onlyMatrix')}</p>
      )}
      {profile.partners.length > 0 ? <Partners profile={profile} list={list} cityHref={cityHref} compareHref={compareHref} /> : null}
      <AlikeList data={data} cityHref={cityHref} compareHref={compareHref} />
      {profile.path.some(value => value !== null) && profile.path_years.length > 1 ? <PathChart data={data} busy={busy} cityHref={cityHref} /> : null}
      {tables ? <CityChain city={city} tables={tables} /> : null}
      <Findings findings={data.findings} />
    </>
  )
}

function AlikeList({ data, cityHref, compareHref }: { data: CityAnswer; cityHref: (id: string) => string; compareHref: (ids: string[]) => string }) {
  const { t } = useTranslation()
  const label = useLabel()
  const format = useFormat()
  const known = data.profile.alike.filter(one => one.similarity !== null)
  const most = known.slice(0, 5)
  const least = known.slice(5).slice(-5).toReversed()
  const group = (title: string, rows: typeof known) =>
    rows.length === 0 ? null : (
      <div>
        <h3>{title}</h3>
        <ul className="cluster-bars">
          {rows.map(one => (
            <li key={one.city.id}>
              <Link className="cluster-bar-name" to={cityHref(one.city.id)}>
                {label(one.city.label)}
              </Link>
              <span className="cluster-bar">
                <span style={{ width: `${Math.max(0, one.similarity ?? 0) * 100}%` }} />
              </span>
              <span className="cluster-bar-value">{typeof one.similarity === 'number' ? format.full(one.similarity, 3) : '–'}</span>
              <span className="cluster-bar-part">{typeof one.krugman === 'number' ? t('city.krugmanIs', { value: format.full(one.krugman, 2) }) : ''}</span>
            </li>
          ))}
        </ul>
      </div>
    )
  if (known.length === 0) return null
  return (
    <section className="cluster-block">
      <h2>{t('city.alike')}</h2>
      <div className="cluster-halves">
        {group(t('city.mostAlike'), most)}
        {group(t('city.leastAlike'), least)}
      </div>
      {data.profile.partners.length === 0 ? (
        <p className="whose-key">
          <Link to={compareHref([data.profile.city.id, ...most.slice(0, 3).map(one => one.city.id)])}>{t('city.compareThese')}</Link>
        </p>
      ) : null}
    </section>
  )
}

function PathChart({ data, busy, cityHref }: { data: CityAnswer; busy: boolean; cityHref: (id: string) => string }) {
  const { t } = useTranslation()
  const { region } = useCut()
  const label = useLabel()
  const format = useFormat()
  const origin = useOrigin()
  const chart = useRef<ECharts | null>(null)
  const { profile } = data
  const years = profile.path_years
  const name = label(profile.city.name)
  const ahead = profile.on_path.filter(one => one.lag_years > 0)
  const behind = profile.on_path.filter(one => one.lag_years < 0)
  const beside = profile.on_path.filter(one => one.lag_years === 0)
  const drawn = [...ahead.slice(0, 2), ...behind.slice(0, 1), ...beside.slice(0, 1)]
  const measure = data.measure ? t(`indicator.${data.measure}`) : (data.source.table?.name ?? '')
  const scale = format.picture(data.measure_unit, Math.max(0, ...profile.path.map(value => Math.abs(value ?? 0))), data.measure_quantity)
  const times = (value: number | null | undefined) => (typeof value === 'number' ? value * scale.factor : null)
  const best = ahead[0]
  const summary = best ? t('city.pathSummary', { name, other: label(best.city.label), count: best.lag_years, years: best.lag_years }) : t('city.pathNone', { name })
  const option = () => {
    const s = structure()
    return {
      grid: { left: 8, right: 14, top: 14, bottom: 4, containLabel: true },
      tooltip: { trigger: 'axis' as const, confine: true, backgroundColor: s.raised, borderColor: s.line, textStyle: { color: s.ink, fontSize: 13 }, valueFormatter: (value: unknown) => `${format.short(value as number | null)} ${scale.label}` },
      xAxis: { type: 'category' as const, data: years.map(String), boundaryGap: false, axisTick: { show: false }, axisLine: { lineStyle: { color: s.lineStrong } }, axisLabel: { color: s.ink3, hideOverlap: true } },
      yAxis: { type: 'value' as const, scale: true, splitNumber: 4, axisLabel: { color: s.ink3, formatter: (value: number) => format.axis(value) }, splitLine: { lineStyle: { color: s.line } } },
      series: [
        { type: 'line' as const, name, data: profile.path.map(times), showSymbol: years.length < 5, lineStyle: { width: 3, color: s.accent }, itemStyle: { color: s.accent }, z: 5 },
        ...drawn.map((one, at) => ({ type: 'line' as const, name: label(one.city.label), data: one.values.map(times), showSymbol: false, lineStyle: { width: 1.4, color: readToken(colourToken('city', one.city.id, at)) }, itemStyle: { color: readToken(colourToken('city', one.city.id, at)) } })),
      ],
    }
  }
  const group = (title: string, rows: typeof ahead) =>
    rows.length === 0 ? null : (
      <div>
        <h3>{title}</h3>
        <ul className="city-lags">
          {rows.map(one => (
            <li key={one.city.id}>
              <Link to={cityHref(one.city.id)}>{label(one.city.label)}</Link>
              <span>{one.lag_years === 0 ? t('city.noLag') : t(one.lag_years > 0 ? 'city.aheadBy' : 'city.behindBy', { count: Math.abs(one.lag_years) })}</span>
            </li>
          ))}
        </ul>
      </div>
    )
  return (
    <>
      <ChartFrame
        title={t('city.pathTitle', { measure, name })}
        summary={summary}
        name={`carbonshed-${region.id}-${profile.city.id}-path`}
        note={origin(data.source.table)}
        busy={busy}
        // The ref is read when a download is asked for, not while drawing.
        // oxlint-disable-next-line react/refs
        pictures={picturesOf(chart)}
        table={{
          columns: [{ title: t('cluster.city') }, { title: t('city.lag'), numeric: true, decimals: 0 }, { title: `${t('city.error')} (${scale.label})`, numeric: true, decimals: 3 }, { title: `${t('city.errorWithout')} (${scale.label})`, numeric: true, decimals: 3 }, { title: t('city.overlap'), numeric: true, decimals: 0 }, { title: t('city.warped'), numeric: true, decimals: 2 }, ...years.map(year => ({ title: `${year} (${scale.label})`, numeric: true, decimals: 3 }))],
          rows: [[name, null, null, null, null, null, ...profile.path.map(times)], ...profile.on_path.map(one => [label(one.city.label), one.lag_years, times(one.error), times(one.error_without), one.overlap, one.warped_lag_years ?? null, ...one.values.map(times)])],
        }}
      >
        <div className="trend-unit">{scale.label}</div>
        <Chart chart={chart} height="min(44vh, 340px)" option={option} deps={[data, format]} />
        <ul className="cluster-classes">
          <li>
            <span className="swatch cluster-line" style={{ background: 'var(--accent)' }} />
            {name}
          </li>
          {drawn.map((one, at) => (
            <li key={one.city.id}>
              <span className="swatch cluster-line" style={{ background: `var(${colourToken('city', one.city.id, at)})` }} />
              {label(one.city.label)}
            </li>
          ))}
        </ul>
      </ChartFrame>
      <div className="cluster-halves">
        {group(t('city.ahead', { name }), ahead)}
        {group(t('city.behind', { name }), behind)}
        {group(t('city.beside', { name }), beside)}
      </div>
      <p className="whose-key">{t('city.pathNote')}</p>
    </>
  )
}
