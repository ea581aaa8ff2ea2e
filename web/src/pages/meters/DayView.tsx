import { useMemo, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { type MeterRow, useDay } from '@/api/readings'
import { useNarrow } from '@/app/prefs'
import { Chart, picturesOf, structure } from '@/charts/Chart'
import type { ECharts } from '@/charts/echarts'
import { ChartFrame } from '@/components/ChartFrame'
import { Completeness } from '@/components/Completeness'
import { ErrorNote } from '@/components/ErrorNote'
import { Icon } from '@/components/Icon'
import { ScrollTable } from '@/components/ScrollTable'
import { useCut } from '@/cut/useCut'
import { mix, readToken } from '@/format/colours'
import { useFormat } from '@/format/useFormat'
import { CaseLine } from '../cases/CaseLine'
import { timeText } from '@/format/time'
import { stepDay } from './calendar'
import { againstTypical, clockOf, CODE_TOKEN, codeOf, countCodes, gapTexts, HATCHED, labelsOf } from './day'

/** A day against the typical one: what was read, of which quality, what is missing, and which versions there were. */
export function DayView({ meter, date, onSelect }: { meter: MeterRow; date: string; onSelect: (date: string) => void }) {
  const { t } = useTranslation()
  const { region, hrefOf } = useCut()
  const format = useFormat()
  const narrow = useNarrow()
  const chart = useRef<ECharts | null>(null)
  const { data, error, refetch, isPlaceholderData } = useDay(region.id, meter.code, date)
  const picture = useMemo(() => {
    const slots = data?.slots ?? []
    return { slots, labels: labelsOf(slots), codes: countCodes(slots) }
  }, [data])
  const { slots, labels, codes } = picture
  const unit = data ? format.unit(data.unit) : ''
  const per = data ? t('meters.perSlot', { unit, n: data.interval_minutes }) : ''
  const missing = slots.filter((slot) => slot.value === null).length
  const difference = data ? againstTypical(data.amount, data.typical_amount) : null
  const summary = !data
    ? ' '
    : data.amount === null
      ? t('meters.dayNone')
      : [
          t('meters.dayAmount', { amount: `${format.short(data.amount)} ${unit}` }),
          difference === null ? t('meters.noTypical') : t('meters.dayTypical', { change: format.change(difference), n: data.typical_days }),
          missing > 0 ? t('meters.dayMissing', { n: format.count(missing), of: format.count(slots.length), when: gapTexts(slots, 3).join(t('app.comma')) }) : '',
        ]
          .filter(Boolean)
          .join(' ')
  const option = () => {
    const s = structure()
    const estimate = { symbol: 'rect', dashArrayX: [1, 0], dashArrayY: [2, 3], rotation: -Math.PI / 4, color: s.ground }
    return {
      grid: { left: 8, right: 12, top: 14, bottom: 4, containLabel: true },
      tooltip: {
        trigger: 'axis' as const,
        confine: true,
        backgroundColor: s.raised,
        borderColor: s.line,
        textStyle: { color: s.ink, fontSize: 13 },
        axisPointer: { type: 'shadow' as const, shadowStyle: { color: s.sunken } },
        formatter: (items: unknown) => {
          const index = (Array.isArray(items) ? (items[0] as { dataIndex?: number } | undefined) : undefined)?.dataIndex ?? -1
          const slot = slots[index]
          if (!slot) return ''
          const lines = [
            `<strong>${labels[index]}</strong>`,
            slot.value === null ? t('meters.missing') : `${format.exact(slot.value)} ${unit} · ${t(`code.${codeOf(slot.code)}`)}`,
            ...(slot.typical === null ? [] : [`${t('meters.typical')} ${format.short(slot.typical)} ${unit}`]),
            ...(slot.co2_kg === null ? [] : [`${format.short(slot.co2_kg)} kg CO₂e${slot.factor_kg_per_unit === null ? '' : ` (${format.short(slot.factor_kg_per_unit)} kg/${unit})`}`]),
          ]
          return lines.join('<br>')
        },
      },
      xAxis: { type: 'category' as const, data: labels, axisTick: { show: false }, axisLine: { lineStyle: { color: s.lineStrong } }, axisLabel: { color: s.ink3, fontSize: 12, interval: (index: number) => (labels[index] ?? '').endsWith(':00') && Number(labels[index]?.slice(0, 2)) % (narrow ? 6 : 3) === 0 } },
      yAxis: [
        { type: 'value' as const, splitNumber: 4, axisLabel: { color: s.ink3, fontSize: 12, formatter: (value: number) => format.axis(value) }, splitLine: { lineStyle: { color: s.line } } },
        { type: 'value' as const, min: 0, max: 1, show: false },
      ],
      series: [
        {
          id: 'read',
          type: 'bar' as const,
          barWidth: '88%',
          barGap: '-100%',
          data: slots.map((slot) => {
            if (slot.value === null) return null
            const code = codeOf(slot.code)
            return { value: slot.value, itemStyle: { color: readToken(CODE_TOKEN[code]), ...(HATCHED.has(code) ? { decal: estimate } : {}) } }
          }),
        },
        // What is missing is a hatched column of the whole height: it has no value that could be drawn.
        { id: 'gaps', type: 'bar' as const, yAxisIndex: 1, silent: true, barWidth: '88%', barGap: '-100%', z: 1, data: slots.map((slot) => (slot.value === null ? 1 : null)), itemStyle: { color: readToken('--error-ground'), decal: { symbol: 'rect', dashArrayX: [1, 0], dashArrayY: [1, 5], rotation: Math.PI / 4, color: mix(readToken('--error'), readToken('--error-ground'), 0.45) } } },
        { id: 'typical', type: 'line' as const, step: 'middle' as const, showSymbol: false, data: slots.map((slot) => slot.typical), connectNulls: false, lineStyle: { width: 2, type: 'dashed' as const, color: s.ink2 }, z: 4 },
      ],
    }
  }
  return (
    <div className="meter-section">
      {error ? <ErrorNote error={error} retry={() => void refetch()} /> : null}
      <ChartFrame
        title={t('meters.day', { date })}
        summary={summary}
        busy={!data && !error}
        // The ref is read when a download is asked for, not while drawing.
        // oxlint-disable-next-line react/refs
        pictures={picturesOf(chart)}
        name={`carbonshed-${region.id}-${meter.code}-${date}`}
        table={
          data
            ? {
                columns: [{ title: t('meters.time') }, { title: `${t('meters.read')} (${unit})`, numeric: true, decimals: 3 }, { title: t('meters.quality') }, { title: `${t('meters.typical')} (${unit})`, numeric: true, decimals: 3 }, { title: `${t('meters.factor')} (kg/${unit})`, numeric: true, decimals: 4 }, { title: 'CO₂e (kg)', numeric: true, decimals: 3 }],
                rows: slots.map((slot) => [clockOf(slot.at), slot.value, slot.value === null ? t('meters.missing') : t(`code.${codeOf(slot.code)}`), slot.typical, slot.factor_kg_per_unit, slot.co2_kg]),
              }
            : null
        }
        controls={
          <>
            <button type="button" className="bare" aria-label={t('meters.dayBefore')} onClick={() => onSelect(stepDay(date, -1))}>
              <Icon name="left" size={16} />
            </button>
            <button type="button" className="bare" aria-label={t('meters.dayAfter')} onClick={() => onSelect(stepDay(date, 1))}>
              <Icon name="right" size={16} />
            </button>
          </>
        }
      >
        <div className="day" data-old={isPlaceholderData || undefined}>
          <div>
            <p className="trend-unit">{per}</p>
            {data ? <Chart chart={chart} height={narrow ? 240 : 300} option={option} deps={[picture, format, narrow]} /> : <span className="bone" style={{ width: '100%', height: 300 }} />}
            <ul className="calendar-legend">
              {codes.map(({ code, count }) => (
                <li key={code}>
                  <i className={`calendar-key${HATCHED.has(code) ? ' hatched' : ''}`} style={{ backgroundColor: `var(${CODE_TOKEN[code]})` }} aria-hidden="true" />
                  {t(`code.${code}`)} <span className="muted">{format.count(count)}</span>
                </li>
              ))}
              {missing > 0 ? (
                <li>
                  <i className="calendar-key" data-gap aria-hidden="true" />
                  {t('meters.missing')} <span className="muted">{format.count(missing)}</span>
                </li>
              ) : null}
              <li>
                <i className="calendar-line" aria-hidden="true" />
                {t('meters.typical')} {data ? <span className="muted">{t('meters.typicalDays', { n: data.typical_days })}</span> : null}
              </li>
            </ul>
          </div>
          <dl className="day-figures">
            <div>
              <dt>{t('meters.amount')}</dt>
              <dd>{data?.amount === null || !data ? <span title={t('reason.no_data')}>–</span> : `${format.exact(data.amount)} ${unit}`}</dd>
            </div>
            <div>
              <dt>{t('meters.typicalAmount')}</dt>
              <dd>{data?.typical_amount === null || !data ? <span title={t('meters.noTypical')}>–</span> : `${format.short(data.typical_amount)} ${unit}`}</dd>
            </div>
            <div>
              <dt>CO₂e</dt>
              <dd>{data?.co2_kg === null || !data ? <span title={t('meters.noFactor')}>–</span> : `${format.short(data.co2_kg)} kg`}</dd>
            </div>
            {data?.zone ? (
              <div>
                <dt>{t('meters.factor')}</dt>
                <dd>{t('meters.factorHourly', { zone: data.zone })}</dd>
              </div>
            ) : null}
          </dl>
        </div>
      </ChartFrame>
      {data && data.history.length > 0 ? (
        <div className="day-history">
          <h3>{t('meters.history')}</h3>
          <ScrollTable label={t('meters.history')}>
            <thead>
              <tr>
                <th scope="col">{t('meters.recordedAt')}</th>
                <th scope="col">{t('meters.source')}</th>
                <th scope="col" data-numeric>
                  {t('meters.amount')} ({unit})
                </th>
                <th scope="col" data-numeric>
                  {t('table.completeness')}
                </th>
              </tr>
            </thead>
            <tbody>
              {data.history
                .toSorted((a, b) => b.recorded_at.localeCompare(a.recorded_at) || b.batch - a.batch)
                .map((one, index) => (
                  <tr key={`${one.recorded_at} ${one.batch}`}>
                    <th scope="row">
                      <time dateTime={one.recorded_at}>{timeText(one.recorded_at, format.language)}</time> <span className="muted">{index === 0 ? t('meters.holds') : t('meters.replaced')}</span>
                    </th>
                    <td>
                      {one.batch > 0 ? <Link to={hrefOf('/findings', { tab: 'imports', import: String(one.batch) })}>{one.source}</Link> : one.source}
                    </td>
                    <td data-numeric>{one.amount === null ? <span title={t('reason.no_data')}>–</span> : format.exact(one.amount)}</td>
                    <td data-numeric>{one.completeness_percent === null ? <span title={t('reason.no_data')}>–</span> : <Completeness percent={one.completeness_percent} compact />}</td>
                  </tr>
                ))}
            </tbody>
          </ScrollTable>
        </div>
      ) : null}
      {data && data.findings.length > 0 ? (
        <section className="day-history" aria-labelledby="day-cases">
          <h3 id="day-cases">{t('meters.cases')}</h3>
          <ul className="day-cases">
            {data.findings.map((one) => (
              <li key={one.id}>
                <Link to={hrefOf('/findings', { tab: 'readings', status: 'all', case: String(one.id) })}>
                  <CaseLine one={one} />
                </Link>
              </li>
            ))}
          </ul>
        </section>
      ) : null}
    </div>
  )
}
