import { Segmented } from 'antd'
import { useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useCube } from '@/api/queries'
import { usePlaceTree } from '@/app/CutBar'
import { useNarrow } from '@/app/prefs'
import { Chart, picturesOf, structure } from '@/charts/Chart'
import type { ECharts } from '@/charts/echarts'
import { ChartFrame } from '@/components/ChartFrame'
import { ErrorNote } from '@/components/ErrorNote'
import { ExplainValue } from '@/components/Figure'
import { PageHead } from '@/components/PageHead'
import { Pick } from '@/components/Pick'
import { useCut, useParam } from '@/cut/useCut'
import { colourVar, readColour, readToken } from '@/format/colours'
import type { FrameTable } from '@/format/csv'
import { useFormat } from '@/format/useFormat'
import { useLabel } from '@/i18n'
import { useNames } from '@/i18n/names'
import { type Layer, stack, sum } from './stack'
import './trend.css'

const DIMS = ['field', 'carrier', 'scope', 'industry', 'place'] as const
type Dim = (typeof DIMS)[number]
/** Only sums can be stacked; a ratio of parts does not add up. */
const SUMS = new Set(['carbon_total', 'energy_total', 'biogenic_co2', 'population', 'land_area', 'output_value', 'value_added', 'gdp'])
const LAYERS = 9

/** How it came about: the figure over time, stacked by what it is made of. */
export default function TrendPage() {
  const { t } = useTranslation()
  const { cut, region, setCut } = useCut()
  const label = useLabel()
  const names = useNames()
  const format = useFormat()
  const tree = usePlaceTree(region.id)
  const narrow = useNarrow()
  const chart = useRef<ECharts | null>(null)
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set())
  const [mode, setMode] = useParam('share', 'absolute')
  const [wantedStep, setStep] = useParam('step', 'year')
  const step = region.periods.finest === 'month' && wantedStep === 'month' ? 'month' : 'year'
  const dims = DIMS.filter((dim) => ({ field: region.dims.fields.length > 1, carrier: region.dims.carriers.length > 0, scope: region.dims.scopes.length > 1, industry: region.dims.industries.length > 1, place: (tree.byCode.get(cut.place)?.children ?? 0) > 1 })[dim])
  const [wantedDim, setDim] = useParam('by', dims[0] ?? 'field')
  const dim: Dim = dims.find((one) => one === wantedDim) ?? dims[0] ?? 'field'
  const stacked = SUMS.has(cut.indicator) && dims.length > 0
  const { first_year, last_year } = region.periods
  const { data, error, refetch, isPlaceholderData } = useCube(region.id, {
    by: stacked ? `period,${dim}` : 'period',
    step,
    place: cut.place,
    indicator: cut.indicator,
    view: cut.view,
    period: `${first_year}..${last_year}`,
    ...(cut.field && dim !== 'field' ? { field: cut.field } : {}),
  })
  const nameOf = (id: string, own: Layer['label']) => {
    if (!stacked) return t(`indicator.${cut.indicator}`)
    if (id === 'rest') return t('trend.rest')
    return names.member(dim, own && { id, label: own }) || t(dim === 'field' ? 'field.none' : 'trend.none')
  }
  const picture = useMemo(() => (data ? stack(data, data.by.find((one) => one !== 'period') ?? null, LAYERS) : null), [data])
  const shown = picture?.layers.filter((layer) => !hidden.has(layer.id)) ?? []
  const share = stacked && mode === 'share'
  const totals = picture?.periods.map((_, at) => sum(picture.layers.map((layer) => layer.values[at] ?? null))) ?? []
  const largest = Math.max(...totals.map((value) => Math.abs(value ?? 0)), 0)
  const scale = format.picture(data?.unit ?? '', largest, data?.quantity)
  const unit = share ? '%' : scale.label
  const valueAt = (layer: Layer, at: number) => {
    const value = layer.values[at]
    if (value === null || value === undefined) return null
    const whole = totals[at]
    return share ? (whole ? (value / whole) * 100 : null) : value * scale.factor
  }
  // What is stated for years alone has no place among months, and is not left out in silence.
  const undated = sum(picture?.layers.map((layer) => layer.undated) ?? [])
  const last = totals.findLastIndex((value) => value !== null)
  const first = totals.findIndex((value) => value !== null)
  const chosen = picture ? Math.max(picture.periods.findIndex((period) => period === cut.period || (step === 'month' ? false : period === cut.period.slice(0, 4))), -1) : -1
  const at = chosen >= 0 ? chosen : last
  const legendText = format.column(picture?.layers.map((layer) => valueAt(layer, at)) ?? [])
  const placeName = label(tree.byCode.get(cut.place)?.name ?? region.name)
  const title = t('trend.title', { indicator: t(`indicator.${cut.indicator}`), place: placeName })
  const summary =
    picture && first >= 0
      ? t('trend.summary', {
          from: format.period(picture.periods[first] ?? ''),
          fromValue: `${format.short((totals[first] ?? 0) * scale.factor)} ${scale.label}`,
          to: format.period(picture.periods[last] ?? ''),
          toValue: `${format.short((totals[last] ?? 0) * scale.factor)} ${scale.label}`,
          change: totals[first] ? format.change(((totals[last] ?? 0) / totals[first] - 1) * 100) : '–',
        })
      : ''
  const tableScale = format.table(data?.unit ?? '', data?.quantity)
  const table: FrameTable | null = picture
    ? {
        columns: [
          { title: t('trend.period') },
          ...picture.layers.map((layer) => ({ title: share ? `${nameOf(layer.id, layer.label)} %` : `${nameOf(layer.id, layer.label)} (${tableScale.label})`, numeric: true, decimals: share ? 1 : 3 })),
          ...(stacked && !share ? [{ title: `${t('trend.total')} (${tableScale.label})`, numeric: true, decimals: 3 }] : []),
        ],
        rows: [
          ...picture.periods.map((period, index) => [
            period,
            ...picture.layers.map((layer) => (share ? valueAt(layer, index) : times(layer.values[index], tableScale.factor))),
            ...(stacked && !share ? [times(totals[index], tableScale.factor)] : []),
          ]),
          ...(undated === null ? [] : [[t('trend.undatedRow'), ...picture.layers.map((layer) => times(layer.undated, share ? 100 / undated : tableScale.factor)), ...(stacked && !share ? [times(undated, tableScale.factor)] : [])]]),
        ],
      }
    : null

  const option = () => {
    const s = structure()
    const bars = stacked && step === 'year'
    const periods = picture?.periods ?? []
    return {
      grid: { left: 8, right: 12, top: 14, bottom: 4, containLabel: true },
      tooltip: {
        trigger: 'axis' as const,
        confine: true,
        backgroundColor: s.raised,
        borderColor: s.line,
        textStyle: { color: s.ink, fontSize: 13 },
        axisPointer: { type: bars ? ('shadow' as const) : ('line' as const), lineStyle: { color: s.lineStrong }, shadowStyle: { color: s.sunken } },
        order: 'seriesDesc' as const,
        valueFormatter: (value: unknown) => `${format.short(value as number | null)} ${unit}`,
      },
      xAxis: {
        type: 'category' as const,
        data: periods,
        boundaryGap: bars,
        axisTick: { show: false },
        axisLine: { lineStyle: { color: s.lineStrong } },
        axisLabel: { color: s.ink3, hideOverlap: true, ...(periods.length <= 20 && !narrow ? { interval: 0 } : {}), fontSize: 12, formatter: (text: string) => (text === periods[at] ? `{now|${text}}` : text), rich: { now: { color: s.accent, fontWeight: 'bold' as const, fontSize: 12 } } },
      },
      yAxis: {
        type: 'value' as const,
        ...(share ? { max: 100, interval: 25 } : { splitNumber: 4 }),
        axisLabel: { color: s.ink3, fontSize: 12, formatter: (value: number) => (share ? `${value}%` : format.axis(value)) },
        splitLine: { lineStyle: { color: s.line } },
      },
      series: shown.toReversed().map((layer) => {
        const index = picture?.layers.indexOf(layer) ?? 0
        const colour = stacked ? (layer.id === 'rest' ? readToken('--carrier-other') : readColour(dim, layer.id, index)) : s.accent
        const common = { id: layer.id, name: nameOf(layer.id, layer.label), data: periods.map((_, point) => valueAt(layer, point)), itemStyle: { color: colour, borderColor: s.ground, borderWidth: stacked ? 0.5 : 0 } }
        if (bars)
          return {
            ...common,
            type: 'bar' as const,
            stack: 'all',
            barCategoryGap: '22%',
            data: common.data.map((value, point) => (layer.estimated[point] ? { value, itemStyle: { color: colour, decal: { symbol: 'rect', dashArrayX: [1, 0], dashArrayY: [2, 4], rotation: -Math.PI / 4, color: s.ground } } } : value)),
            emphasis: { focus: 'series' as const },
          }
        return { ...common, type: 'line' as const, ...(stacked ? { stack: 'all', areaStyle: { color: colour, opacity: 1 }, lineStyle: { width: 0.5, color: s.ground } } : { lineStyle: { width: 2.2, color: colour } }), showSymbol: false, connectNulls: false, emphasis: { focus: 'series' as const } }
      }),
    }
  }

  return (
    <div className="page">
      <PageHead page="trend">
        <Pick label={t('pick.indicator')} value={cut.indicator} options={region.indicators.map((id) => ({ value: id, label: t(`indicator.${id}`) }))} onChange={(id) => setCut({ indicator: id === region.default_indicator ? null : id }, { replace: true })} />
        {stacked ? <Pick label={t('pick.by')} value={dim} options={dims.map((id) => ({ value: id, label: t(`dim.${id}`) }))} onChange={(id) => id && setDim(id)} /> : null}
        {stacked ? (
          <Segmented
            aria-label={t('trend.mode')}
            value={mode}
            onChange={setMode}
            options={[
              { value: 'absolute', label: t('trend.absolute') },
              { value: 'share', label: t('trend.share') },
            ]}
          />
        ) : null}
        {region.periods.finest === 'month' ? (
          <Segmented
            aria-label={t('trend.step')}
            value={step}
            onChange={setStep}
            options={[
              { value: 'year', label: t('trend.year') },
              { value: 'month', label: t('trend.month') },
            ]}
          />
        ) : null}
      </PageHead>
      {error ? <ErrorNote error={error} retry={() => void refetch()} /> : null}
      {/* The ref is read when a download is asked for, not while drawing. */}
      {/* oxlint-disable-next-line react/refs */}
      <ChartFrame title={title} summary={summary || ' '} table={table} pictures={picturesOf(chart)} name={`carbonshed-${region.id}-${cut.place}-${cut.indicator}-trend`} note={region.attribution.map((one) => `${one.text} (${one.licence})`).join('; ')} busy={!data || isPlaceholderData}>
        <div className={stacked ? 'trend' : 'trend trend-single'}>
          <div>
            <div className="trend-unit">{unit}</div>
            {picture ? (
              <Chart
                chart={chart}
                height="min(56vh, 460px)"
                option={option}
                deps={[picture, hidden, mode, dim, at, format, narrow]}
                onClick={(event) => {
                  const period = picture.periods[event.dataIndex ?? -1]
                  if (period) setCut({ period }, { replace: true })
                }}
              />
            ) : (
              <span className="bone" style={{ width: '100%', height: 'min(56vh, 460px)' }} />
            )}
          </div>
          {stacked && picture ? (
            <div className="legend">
              <div className="legend-head">
                <span>{format.period(picture.periods[at] ?? '')}</span>
                <span>{unit}</span>
              </div>
              <ul>
                {picture.layers.map((layer, index) => {
                  const name = nameOf(layer.id, layer.label)
                  const value = valueAt(layer, at)
                  return (
                    <li key={layer.id} className="legend-row" data-off={hidden.has(layer.id) || undefined}>
                      <button
                        type="button"
                        className="legend-name"
                        aria-pressed={!hidden.has(layer.id)}
                        title={t('trend.toggle')}
                        onClick={() => setHidden((old) => (old.has(layer.id) ? new Set([...old].filter((id) => id !== layer.id)) : new Set([...old, layer.id])))}
                      >
                        <span className="swatch" style={{ backgroundColor: layer.id === 'rest' ? 'var(--carrier-other)' : colourVar(dim, layer.id, index) }} />
                        {name}
                      </button>
                      {value === null ? <span title={t('reason.no_data')}>–</span> : layer.id === 'rest' ? <span>{legendText(value)}</span> : <ExplainValue name={name} text={legendText(value)} query={{ indicator: cut.indicator, place: dim === 'place' ? layer.id : cut.place, period: picture.periods[at], view: cut.view, ...(dim === 'place' ? {} : { [dim]: layer.id }) }} />}
                    </li>
                  )
                })}
                {share ? null : (
                  <li className="legend-row legend-total">
                    <span>{t('trend.total')}</span>
                    <ExplainValue name={t('trend.total')} text={legendText((totals[at] ?? 0) * scale.factor)} query={{ indicator: cut.indicator, place: cut.place, period: picture.periods[at], view: cut.view }} />
                  </li>
                )}
              </ul>
            </div>
          ) : null}
        </div>
      </ChartFrame>
      {undated === null ? null : <p className="note">{t('trend.undated', { value: format.figure(undated, data?.unit ?? '', data?.quantity).join(' ') })}</p>}
    </div>
  )
}

const times = (value: number | null | undefined, factor: number) => (value === null || value === undefined ? null : value * factor)
