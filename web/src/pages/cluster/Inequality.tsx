import { useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { Cluster } from '@/api/cities'
import { Chart, picturesOf, structure } from '@/charts/Chart'
import type { ECharts } from '@/charts/echarts'
import { ChartFrame } from '@/components/ChartFrame'
import { Pick } from '@/components/Pick'
import { useCut } from '@/cut/useCut'
import { readToken } from '@/format/colours'
import { useFormat } from '@/format/useFormat'
import { useLabel } from '@/i18n'
import { Fact, useOrigin, useWhy } from './parts'
import type { AskState } from './useAsk'

const LINES = [
  { key: 'gini', token: '--accent' },
  { key: 'theil_t', token: '--carbon-out' },
  { key: 'between', token: '--field-construction' },
  { key: 'variation', token: '--ink-3' },
] as const

/** How unequal the cities are, year by year, and whether near ones are alike. */
export function Inequality({ data, busy, state }: { data: Cluster; busy: boolean; state: AskState }) {
  const { t } = useTranslation()
  const { region } = useCut()
  const format = useFormat()
  const label = useLabel()
  const origin = useOrigin()
  const why = useWhy()
  const chart = useRef<ECharts | null>(null)
  const { inequality: years, moran, source } = data
  const now = years.find(one => one.year === source.year) ?? years.at(-1)
  const measureName = data.measure ? t(`indicator.${data.measure}`) : (source.table?.name ?? '')
  if (years.length === 0 || !now) return <p className="note">{t('cluster.noStructure')}</p>
  const lines = LINES.filter(line => years.some(one => one[line.key] !== null))
  const number = (value: number | null | undefined, decimals = 4) => (typeof value === 'number' ? format.full(value, decimals) : '–')
  const note = origin(source.table)
  const title = t('cluster.unequalTitle', { measure: measureName })
  const first = years[0]
  const summary = t('cluster.unequalSummary', { year: now.year ?? '', count: now.cities, cities: format.count(now.cities), gini: number(now.gini, 3), firstYear: first?.year ?? '', first: number(first?.gini, 3) })
  const group = data.group ? label(data.group.label) : ''
  const measures = region.indicators.filter(id => id !== 'population' && id !== 'land_area')
  const option = () => {
    const s = structure()
    return {
      grid: { left: 8, right: 14, top: 34, bottom: 4, containLabel: true },
      legend: { show: false },
      tooltip: { trigger: 'axis' as const, confine: true, backgroundColor: s.raised, borderColor: s.line, textStyle: { color: s.ink, fontSize: 13 }, valueFormatter: (value: unknown) => number(value as number | null) },
      xAxis: { type: 'category' as const, data: years.map(one => String(one.year ?? '')), boundaryGap: false, axisTick: { show: false }, axisLine: { lineStyle: { color: s.lineStrong } }, axisLabel: { color: s.ink3, hideOverlap: true } },
      yAxis: { type: 'value' as const, min: 0, splitNumber: 4, axisLabel: { color: s.ink3, formatter: (value: number) => format.axis(value) }, splitLine: { lineStyle: { color: s.line } } },
      series: lines.map(line => ({
        type: 'line' as const,
        name: t(`cluster.index.${line.key}`),
        data: years.map(one => one[line.key] ?? null),
        showSymbol: years.length < 3,
        connectNulls: false,
        lineStyle: { width: 2.2, color: readToken(line.token), type: line.key === 'between' ? ('dashed' as const) : ('solid' as const) },
        itemStyle: { color: readToken(line.token) },
      })),
    }
  }
  return (
    <>
      {state.table === null && measures.length > 1 ? (
        <div className="cluster-tools">
          <Pick label={t('cluster.measure')} value={data.measure ?? null} onChange={next => state.setMeasure(next ?? '')} options={measures.map(id => ({ value: id, label: t(`indicator.${id}`) }))} />
        </div>
      ) : null}
      <div className="cluster-two">
        <ChartFrame
          title={title}
          summary={summary}
          name={`carbonshed-${region.id}-inequality`}
          note={note}
          busy={busy}
          // The ref is read when a download is asked for, not while drawing.
          // oxlint-disable-next-line react/refs
          pictures={picturesOf(chart)}
          table={{
            columns: [
              { title: t('trend.period') },
              { title: t('cluster.cities'), numeric: true, decimals: 0 },
              ...(['gini', 'theil_t', 'within', 'between', 'theil_l', 'variation', 'moran', 'moran_z'] as const).map(key => ({ title: t(`cluster.index.${key}`), numeric: true, decimals: 6 })),
            ],
            rows: years.map(one => [one.year === null ? '–' : String(one.year), one.cities, one.gini, one.theil_t, one.within, one.between, one.theil_l, one.variation, one.moran, one.moran_z]),
          }}
        >
          <Chart chart={chart} height="min(48vh, 380px)" option={option} deps={[years, format]} />
          <ul className="cluster-classes">
            {lines.map(line => (
              <li key={line.key}>
                <span className="swatch cluster-line" style={{ background: `var(${line.token})` }} />
                {t(`cluster.index.${line.key}`)}
              </li>
            ))}
          </ul>
        </ChartFrame>
        <dl className="whose-lines cluster-facts">
          <Fact name={t('cluster.index.gini')}>{now.gini === null ? why(now.reason) : number(now.gini)}</Fact>
          <Fact name={t('cluster.index.theil_t')}>{number(now.theil_t)}</Fact>
          {data.group ? (
            <>
              <Fact name={t('cluster.withinGroups', { group })}>{number(now.within)}</Fact>
              <Fact name={t('cluster.betweenGroups', { group })}>{number(now.between)}</Fact>
            </>
          ) : null}
          <Fact name={t('cluster.index.variation')}>{number(now.variation)}</Fact>
          {moran ? (
            <>
              <Fact name={t('cluster.index.moran')}>{moran.i === null ? why(moran.reason) : number(moran.i)}</Fact>
              <Fact name={t('cluster.index.moran_z')}>{number(moran.z, 2)}</Fact>
            </>
          ) : null}
          {data.weight ? <p className="whose-key">{t('cluster.weighed', { weight: t(`indicator.${data.weight}`) })}</p> : null}
          {moran ? <p className="whose-key">{t(typeof moran.z === 'number' && Math.abs(moran.z) > 1.96 ? (moran.z > 0 ? 'cluster.moranAlike' : 'cluster.moranUnlike') : 'cluster.moranNone', { pairs: format.count(moran.pairs.length) })}</p> : <p className="whose-key">{t('cluster.noNeighbours')}</p>}
        </dl>
      </div>
    </>
  )
}
