import { useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { FlowFit, FlowsView } from '@/api/cities'
import { Chart, picturesOf, structure } from '@/charts/Chart'
import type { ECharts } from '@/charts/echarts'
import { ChartFrame } from '@/components/ChartFrame'
import { ScrollTable } from '@/components/ScrollTable'
import { useCut } from '@/cut/useCut'
import { readToken } from '@/format/colours'
import { useFormat } from '@/format/useFormat'
import { useLabel } from '@/i18n'
import { TableRibbon, useOrigin } from './parts'

/** Cities without mass that are named. */
const NAMED = 8
const MODELS = ['gravity', 'radiation'] as const
const TOKENS = { gravity: '--accent', radiation: '--carbon-out' } as const
const SYMBOLS = { gravity: 'circle', radiation: 'triangle' } as const

/** Gravity and radiation model of the flows: how well they fit, their coefficients, and what they give against what is known, pair by pair. */
export function FlowModels({ view, busy }: { view: FlowsView; busy: boolean }) {
  const { t } = useTranslation()
  const { region } = useCut()
  const format = useFormat()
  const label = useLabel()
  const origin = useOrigin()
  const chart = useRef<ECharts | null>(null)
  const models = view.models
  if (!models) return <p className="note">{t('cluster.noModels', { names: view.without_mass.slice(0, NAMED).map(one => label(one.name)).join(t('cluster.comma')), more: view.without_mass.length > NAMED ? '…' : '' })}</p>
  const name = (at: number) => label(view.cities[at]?.city.name)
  const pair = (flow: (typeof models.flows)[number]) => `${name(flow.from)} → ${name(flow.to)}`
  const unit = view.unit ? ` (${view.unit})` : ''
  const what = [view.kind, view.period].filter(Boolean).join(' · ')
  const mass = view.mass?.indicator ? t('cluster.massOf', { indicator: t(`indicator.${view.mass.indicator}`), year: view.mass.year ?? '' }) : t('cluster.massOfTable')
  const figure = (value: number | null | undefined, digits = 3) => (typeof value === 'number' ? format.full(value, digits) : '–')
  const present = MODELS.filter(model => models[model])
  const title = what ? t('cluster.modelsTitleOf', { what }) : t('cluster.modelsTitle')
  const fit = models.gravity
  const summary = fit ? t('cluster.modelsSummary', { count: fit.pairs, number: format.count(fit.pairs), r2: figure(fit.r2), explained: figure(fit.explained), radiation: figure(models.radiation?.r2) }) : t('cluster.modelsNone')
  // Both axes are logarithmic: what is zero on either stands in the table alone.
  const drawn = models.flows.filter(flow => flow.value > 0)
  const values = drawn.flatMap(flow => [flow.value, ...MODELS.map(model => flow[model] ?? 0)]).filter(value => value > 0)
  const bounds: [number, number] = values.length > 0 ? [10 ** Math.floor(Math.log10(Math.min(...values))), 10 ** Math.ceil(Math.log10(Math.max(...values)))] : [1, 10]
  const option = () => {
    const s = structure()
    const axis = (axisName: string) => ({ type: 'log' as const, min: bounds[0], max: bounds[1], name: axisName, nameLocation: 'middle' as const, nameTextStyle: { color: s.ink2 }, axisLabel: { color: s.ink3, formatter: (value: number) => format.axis(value) }, splitLine: { lineStyle: { color: s.line } }, axisLine: { lineStyle: { color: s.lineStrong } } })
    return {
      grid: { left: 26, right: 18, top: 14, bottom: 26, containLabel: true },
      tooltip: { trigger: 'item' as const, confine: true, backgroundColor: s.raised, borderColor: s.line, textStyle: { color: s.ink, fontSize: 13 }, formatter: (one: { seriesName: string; data: { name: string; value: [number, number] } }) => `${one.data.name}<br/>${t('cluster.observed')} ${format.short(one.data.value[0])}<br/>${one.seriesName} ${format.short(one.data.value[1])}` },
      xAxis: { ...axis(`${t('cluster.observed')}${unit}`), nameGap: 26 },
      yAxis: { ...axis(`${t('cluster.modelled')}${unit}`), nameGap: 44 },
      series: [
        ...present.map(model => ({
          type: 'scatter' as const,
          name: t(`cluster.model.${model}`),
          symbol: SYMBOLS[model],
          symbolSize: 7,
          itemStyle: { color: readToken(TOKENS[model]), opacity: 0.62 },
          data: drawn.flatMap(flow => ((flow[model] ?? 0) > 0 ? [{ name: pair(flow), value: [flow.value, flow[model] as number] }] : [])),
        })),
        { type: 'line' as const, name: t('cluster.asObserved'), silent: true, tooltip: { show: false }, showSymbol: false, lineStyle: { color: s.ink3, type: 'dashed' as const, width: 1.4 }, data: [[bounds[0], bounds[0]], [bounds[1], bounds[1]]] },
      ],
    }
  }
  const facts: readonly [keyof FlowFit, number][] = [['pairs', 0], ['r2', 4], ['explained', 4], ['common', 4]]
  return (
    <section className="cluster-block cluster-models">
      <TableRibbon table={view.table} />
      <ChartFrame
        title={title}
        summary={summary}
        name={`carbonshed-${region.id}-flow-models`}
        note={origin(view.table)}
        busy={busy}
        // The ref is read when a download is asked for, not while drawing.
        // oxlint-disable-next-line react/refs
        pictures={picturesOf(chart)}
        table={{
          columns: [{ title: t('cluster.pair') }, { title: 'km', numeric: true, decimals: 1 }, { title: `${t('cluster.observed')}${unit}`, numeric: true, decimals: 1 }, ...MODELS.map(model => ({ title: t(`cluster.model.${model}`), numeric: true, decimals: 1 }))],
          rows: models.flows.map(flow => [pair(flow), flow.km ?? null, flow.value, flow.gravity ?? null, flow.radiation ?? null]),
        }}
      >
        {present.length > 0 ? <Chart chart={chart} height="min(56vh, 420px)" option={option} deps={[view, format]} /> : <p className="note">{t('cluster.modelsNone')}</p>}
        <ul className="cluster-classes">
          {present.map(model => (
            <li key={model}>
              <span className="cluster-mark" aria-hidden="true" style={{ color: `var(${TOKENS[model]})` }}>
                {model === 'gravity' ? '●' : '▲'}
              </span>
              {t(`cluster.model.${model}`)}
            </li>
          ))}
          <li>
            <span className="cluster-mark" aria-hidden="true">
              ┄
            </span>
            {t('cluster.asObserved')}
          </li>
        </ul>
      </ChartFrame>
      <div className="cluster-fits">
        <ScrollTable label={t('cluster.fitTitle')}>
          <thead>
            <tr>
              <th scope="col">{t('cluster.modelName')}</th>
              {facts.map(([key]) => (
                <th key={key} scope="col" data-numeric>
                  {t(`cluster.fit.${key}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {present.map(model => (
              <tr key={model}>
                <th scope="row">{t(`cluster.model.${model}`)}</th>
                {facts.map(([key, digits]) => (
                  <td key={key} data-numeric>
                    {figure(models[model]?.[key], digits)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </ScrollTable>
        {models.terms.length > 0 ? (
          <ScrollTable label={t('cluster.termTitle')}>
            <thead>
              <tr>
                <th scope="col">{t('cluster.term')}</th>
                <th scope="col" data-numeric>
                  {t('cluster.coefficient')}
                </th>
                <th scope="col" data-numeric>
                  {t('cluster.standardError')}
                </th>
              </tr>
            </thead>
            <tbody>
              {models.terms.map(term => (
                <tr key={term.term}>
                  <th scope="row">{t(`cluster.termOf.${term.term}`)}</th>
                  <td data-numeric>{figure(term.coefficient, 4)}</td>
                  <td data-numeric>{figure(term.standard_error, 4)}</td>
                </tr>
              ))}
            </tbody>
          </ScrollTable>
        ) : null}
      </div>
      <p className="whose-key">
        {mass} {view.sources.length > 0 ? t('cluster.flowSources', { list: view.sources.join('; ') }) : ''} {t('cluster.modelsNote')}
      </p>
    </section>
  )
}
