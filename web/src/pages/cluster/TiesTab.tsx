import { useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { Button } from 'antd'
import type { CityTable, FlowsView, Ties, TiedCity } from '@/api/cities'
import { Chart, picturesOf, structure } from '@/charts/Chart'
import type { ECharts } from '@/charts/echarts'
import { ChartFrame } from '@/components/ChartFrame'
import { ScrollTable } from '@/components/ScrollTable'
import { useCut } from '@/cut/useCut'
import { colourToken, readToken } from '@/format/colours'
import { useFormat } from '@/format/useFormat'
import { useLabel } from '@/i18n'
import { FlowBar } from './FlowBar'
import { FlowModels } from './FlowModels'
import { Findings, TableRibbon, useOrigin } from './parts'

/** Integration over time, the ladder of cooperation, core and periphery, positions by rules. */
export function TiesTab({ ties, tables, busy, bring }: { ties: Ties | null; tables: readonly CityTable[]; busy: boolean; bring: (() => void) | null }) {
  const { t } = useTranslation()
  const { region } = useCut()
  if (!ties) return <span className="bone cluster-bone" />
  const nothing = !ties.flows && !ties.integration && !ties.ladder && ties.positions.cities.length === 0
  return (
    <>
      {nothing ? (
        <div className="empty">
          <p>{t('cluster.noTies')}</p>
          <code>carbonshed city keep FLOWS.csv --into {region.id} --kind flows --origin &quot;…&quot;</code>
          {bring ? <Button onClick={bring}>{t('cluster.bringFlows')}</Button> : null}
        </div>
      ) : null}
      {ties.integration ? <Integration view={ties.integration} busy={busy} /> : null}
      {ties.flows ? (
        <>
          <FlowBar view={ties.flows} tables={tables} bring={bring} />
          <Network view={ties.flows} busy={busy} />
          <FlowModels view={ties.flows} busy={busy} />
        </>
      ) : nothing ? null : (
        <div className="cluster-tools">
          <p className="muted">{t('cluster.noFlows')}</p>
          {bring ? <Button onClick={bring}>{t('cluster.bringFlows')}</Button> : null}
        </div>
      )}
      {ties.ladder ? <Ladder view={ties.ladder} /> : null}
      {ties.positions.cities.length > 0 ? <Positions view={ties.positions} /> : null}
      <Findings findings={ties.findings} />
    </>
  )
}

function Integration({ view, busy }: { view: NonNullable<Ties['integration']>; busy: boolean }) {
  const { t } = useTranslation()
  const { region } = useCut()
  const format = useFormat()
  const origin = useOrigin()
  const chart = useRef<ECharts | null>(null)
  const area = (id: string) => t(`area.${id}`, { defaultValue: id })
  const last = view.years.findLast(one => one.index !== null)
  const number = (value: number | null | undefined) => (typeof value === 'number' ? format.full(value, 1) : '–')
  const summary = last ? t('cluster.integrationSummary', { base: view.base, year: last.year, index: number(last.index), least: number(last.least), greatest: number(last.greatest) }) : t('cluster.integrationNone')
  const option = () => {
    const s = structure()
    return {
      grid: { left: 8, right: 14, top: 14, bottom: 4, containLabel: true },
      tooltip: { trigger: 'axis' as const, confine: true, backgroundColor: s.raised, borderColor: s.line, textStyle: { color: s.ink, fontSize: 13 }, valueFormatter: (value: unknown) => number(value as number | null) },
      xAxis: { type: 'category' as const, data: view.years.map(one => String(one.year)), boundaryGap: false, axisTick: { show: false }, axisLine: { lineStyle: { color: s.lineStrong } }, axisLabel: { color: s.ink3 } },
      yAxis: { type: 'value' as const, scale: true, splitNumber: 4, axisLabel: { color: s.ink3 }, splitLine: { lineStyle: { color: s.line } } },
      series: [
        ...view.areas.map((one, at) => ({ type: 'line' as const, name: area(one.id), data: view.years.map(year => year.areas[at] ?? null), showSymbol: false, lineStyle: { width: 1.4, color: readToken(colourToken('area', one.id, at)) }, itemStyle: { color: readToken(colourToken('area', one.id, at)) } })),
        { type: 'line' as const, name: t('cluster.integration'), data: view.years.map(year => year.index), showSymbol: view.years.length < 4, lineStyle: { width: 3.2, color: s.ink }, itemStyle: { color: s.ink } },
      ],
    }
  }
  return (
    <>
      <TableRibbon table={view.table} />
      <ChartFrame
        title={t('cluster.integrationTitle')}
        summary={summary}
        name={`carbonshed-${region.id}-integration`}
        note={origin(view.table)}
        busy={busy}
        // The ref is read when a download is asked for, not while drawing.
        // oxlint-disable-next-line react/refs
        pictures={picturesOf(chart)}
        table={{
          columns: [{ title: t('trend.period') }, ...view.areas.map(one => ({ title: area(one.id), numeric: true, decimals: 2 })), { title: t('cluster.integration'), numeric: true, decimals: 2 }, { title: t('cluster.least'), numeric: true, decimals: 2 }, { title: t('cluster.greatest'), numeric: true, decimals: 2 }],
          rows: view.years.map(year => [String(year.year), ...year.areas.map(value => value ?? null), year.index, year.least, year.greatest]),
        }}
      >
        <Chart chart={chart} height="min(44vh, 340px)" option={option} deps={[view, format]} />
        <ul className="cluster-classes">
          <li>
            <span className="swatch cluster-line" style={{ background: 'var(--ink)' }} />
            {t('cluster.integration')}
          </li>
          {view.areas.map((one, at) => (
            <li key={one.id}>
              <span className="swatch cluster-line" style={{ background: `var(${colourToken('area', one.id, at)})` }} />
              {area(one.id)}
            </li>
          ))}
        </ul>
      </ChartFrame>
      {view.sensitivity_year !== null ? (
        <section className="cluster-block">
          <h2>{t('cluster.sensitivity', { year: view.sensitivity_year })}</h2>
          <ScrollTable label={t('cluster.sensitivity', { year: view.sensitivity_year })}>
            <thead>
              <tr>
                <th scope="col">{t('cluster.area')}</th>
                <th scope="col" data-numeric>
                  {t('cluster.weight')}
                </th>
                {(['doubled', 'halved', 'left_out'] as const).map(change => (
                  <th key={change} scope="col" data-numeric>
                    {t(`cluster.change.${change}`)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {view.areas.map(one => (
                <tr key={one.id}>
                  <th scope="row">{area(one.id)}</th>
                  <td data-numeric>{format.full(one.weight, 1)}</td>
                  {(['doubled', 'halved', 'left_out'] as const).map(change => (
                    <td key={change} data-numeric>
                      {number(view.sensitivity.find(row => row.area === one.id && row.change === change)?.index)}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </ScrollTable>
        </section>
      ) : null}
    </>
  )
}

function Network({ view, busy }: { view: FlowsView; busy: boolean }) {
  const { t } = useTranslation()
  const { region } = useCut()
  const format = useFormat()
  const label = useLabel()
  const origin = useOrigin()
  const cities = view.cities.toSorted((a, b) => (b.coreness ?? 0) - (a.coreness ?? 0))
  const most = Math.max(1e-12, ...cities.map(one => one.coreness ?? 0))
  const summary = typeof view.score === 'number' ? t('cluster.coreSummary', { core: view.cities.filter(one => one.core).map(one => label(one.city.name)).join(', '), score: format.full(view.score, 3), continuous: typeof view.continuous_score === 'number' ? format.full(view.continuous_score, 3) : '–' }) : t('cluster.coreNone')
  return (
    <>
      <TableRibbon table={view.table} />
      <ChartFrame
        title={t('cluster.coreTitle')}
        summary={summary}
        name={`carbonshed-${region.id}-core`}
        note={origin(view.table)}
        busy={busy}
        table={{
          columns: [{ title: t('cluster.city') }, { title: t('cluster.part') }, { title: t('cluster.coreness'), numeric: true, decimals: 4 }, { title: `${t('cluster.through')}${view.unit ? ` (${view.unit})` : ''}`, numeric: true, decimals: 1 }],
          rows: cities.map(one => [label(one.city.name), one.core === null ? null : t(one.core ? 'cluster.core' : 'cluster.periphery'), one.coreness ?? null, one.through]),
        }}
      >
        <ul className="cluster-bars">
          {cities.map(one => (
            <li key={one.city.id}>
              <span className="cluster-bar-name">{label(one.city.name)}</span>
              <span className="cluster-bar">
                <span style={{ width: `${((one.coreness ?? 0) / most) * 100}%` }} data-core={one.core || undefined} />
              </span>
              <span className="cluster-bar-value">{typeof one.coreness === 'number' ? format.full(one.coreness, 3) : '–'}</span>
              <span className="cluster-bar-part">{one.core ? t('cluster.core') : ''}</span>
            </li>
          ))}
        </ul>
      </ChartFrame>
    </>
  )
}

function Ladder({ view }: { view: NonNullable<Ties['ladder']> }) {
  const { t } = useTranslation()
  const { hrefOf } = useCut()
  const format = useFormat()
  const label = useLabel()
  const level = (id: string) => t(`ladder.${id}`, { defaultValue: id })
  const name = (one: TiedCity) => label(one.name)
  return (
    <section className="cluster-block">
      <TableRibbon table={view.table} />
      <h2>{t('cluster.ladderTitle')}</h2>
      <p className="frame-summary">{t('cluster.ladderSummary')} {view.pairs.some(one => one.partnership !== null) ? t('cluster.ladderCounted') : ''}</p>
      <ScrollTable label={t('cluster.ladderTitle')}>
        <thead>
          <tr>
            <th scope="col">{t('cluster.pair')}</th>
            <th scope="col" data-numeric>
              {t('cluster.agreements')}
            </th>
            <th scope="col" data-numeric>
              {t('cluster.sharedTasks')}
            </th>
            <th scope="col">{t('cluster.rung')}</th>
            <th scope="col">{t('cluster.lacks')}</th>
          </tr>
        </thead>
        <tbody>
          {view.pairs.map(pair => (
            <tr key={`${pair.a.id}>${pair.b.id} ${pair.partnership ?? ''}`}>
              <th scope="row">
                {name(pair.a)} – {name(pair.b)}{' '}
                {pair.partnership !== null ? (
                  <small>
                    <Link to={hrefOf(`/partnerships/${pair.partnership}`)}>{t('pair.keptHere')}</Link>
                  </small>
                ) : null}
              </th>
              <td data-numeric>{pair.agreements === null ? <span className="muted">–</span> : format.count(pair.agreements)}</td>
              <td data-numeric>{pair.tasks === null ? <span className="muted">–</span> : t('cluster.tasksOf', { done: format.count(pair.tasks_done), all: format.count(pair.tasks) })}</td>
              <td>
                <span className="cluster-rungs" aria-hidden="true">
                  {view.levels.map((one, at) => (
                    <span key={one} data-on={at < pair.rung || undefined} />
                  ))}
                </span>
                {pair.rung > 0 ? level(view.levels[pair.rung - 1] ?? '') : t('cluster.noRung')}
              </td>
              <td>
                {pair.lacks.length === 0
                  ? t('cluster.topRung')
                  : pair.lacks.map(one => t(one.has === null ? 'cluster.lackUnknown' : 'cluster.lack', { indicator: t(`tie.${one.indicator}`, { defaultValue: one.indicator }), has: one.has === null ? '' : format.full(one.has, 0), needs: format.full(one.needs, 0) })).join(t('cluster.comma'))}
              </td>
            </tr>
          ))}
        </tbody>
      </ScrollTable>
    </section>
  )
}

function Positions({ view }: { view: Ties['positions'] }) {
  const { t } = useTranslation()
  const format = useFormat()
  const label = useLabel()
  const path = (id: string | null | undefined) => label(view.paths.find(one => one.path.id === id)?.path.label) || '–'
  return (
    <section className="cluster-block">
      <TableRibbon table={view.table} />
      <h2>{t('cluster.positionTitle')}</h2>
      <p className="frame-summary">{t(view.table ? (view.table.synthetic ? 'cluster.positionInvented' : 'cluster.positionNote') : 'cluster.positionStated')}</p>
      <ScrollTable label={t('cluster.positionTitle')}>
        <thead>
          <tr>
            <th scope="col">{t('cluster.city')}</th>
            <th scope="col">{t('cluster.stated')}</th>
            <th scope="col">{t('cluster.found')}</th>
            {view.table
              ? view.paths.map(one => (
                  <th key={one.path.id} scope="col" data-numeric>
                    {label(one.path.label)}
                  </th>
                ))
              : null}
          </tr>
        </thead>
        <tbody>
          {view.cities.map(one => (
            <tr key={one.city.id}>
              <th scope="row">{label(one.city.name)}</th>
              <td>{path(one.stated)}</td>
              <td>{one.found.length > 0 ? one.found.map(path).join(t('cluster.comma')) : '–'}</td>
              {view.table
                ? view.paths.map((rule, at) => (
                    <td key={rule.path.id} data-numeric>
                      {typeof one.scores[at] === 'number' ? format.full(one.scores[at], 2) : '–'}
                    </td>
                  ))
                : null}
            </tr>
          ))}
        </tbody>
      </ScrollTable>
    </section>
  )
}
