import { Segmented } from 'antd'
import { useCallback, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { type MeterRow, useCalendar } from '@/api/readings'
import { useNarrow } from '@/app/prefs'
import { ChartFrame } from '@/components/ChartFrame'
import { ErrorNote } from '@/components/ErrorNote'
import { Icon } from '@/components/Icon'
import { yearOf } from '@/cut/cut'
import { useCut, useParam } from '@/cut/useCut'
import { useFormat } from '@/format/useFormat'
import { Calendar } from './Calendar'
import { limits, MEASURES, type Measure, measureOf, SHARE_LIMITS, tally } from './calendar'
import { DayView } from './DayView'

/** The year of a meter, a day a cell, and the day that is chosen in it. */
export function MeterYear({ meter }: { meter: MeterRow }) {
  const { t } = useTranslation()
  const { cut, region, setCut, parameters } = useCut()
  const format = useFormat()
  const narrow = useNarrow()
  const [wanted, setMeasure] = useParam('measure', 'amount')
  const measure: Measure = MEASURES.find((one) => one === wanted) ?? 'amount'
  const asked = parameters.get('day')
  // The year that is looked at, or the nearest in which the meter has readings.
  const wish = yearOf(cut.period.split('..').at(-1) ?? cut.period)
  const year = asked ? Number(asked.slice(0, 4)) : Math.max(Math.min(wish, meter.last_date ? yearOf(meter.last_date) : wish), meter.first_date ? yearOf(meter.first_date) : wish)
  const { data, error, refetch, isPlaceholderData } = useCalendar(region.id, meter.code, String(year))
  const byDate = useMemo(() => new Map((data?.days ?? []).map((day) => [day.date, day])), [data])
  const values = useMemo(() => (data?.days ?? []).map((day) => measureOf(day, measure)), [data, measure])
  const within = measure === 'completeness' ? SHARE_LIMITS : limits(values)
  // Without a choice: the last day that has something.
  const last = data?.days.findLast((day) => day.amount !== null)?.date ?? data?.days.at(-1)?.date ?? null
  const day = asked && /^\d{4}-\d\d-\d\d$/.test(asked) ? asked : isPlaceholderData ? null : last
  const choose = useCallback((date: string) => setCut({ day: date }, { replace: true }), [setCut])
  const years = data?.years ?? []
  const toYear = (to: number) => setCut({ day: day ? `${to}${day.slice(4) === '-02-29' ? '-02-28' : day.slice(4)}` : `${to}-01-01` }, { replace: true })
  const earlier = years.filter((one) => one < year).at(-1)
  const later = years.find((one) => one > year)
  const unit = measure === 'co2' ? 'kg CO₂e' : measure === 'completeness' ? '%' : format.unit(meter.unit)
  const count = tally(year, data?.days ?? [])
  const summary = data ? t('meters.yearSummary', { whole: format.count(count.whole), part: format.count(count.part), none: format.count(count.none), estimated: format.count(count.estimated) }) : ' '
  return (
    <>
      {error ? <ErrorNote error={error} retry={() => void refetch()} /> : null}
      <ChartFrame
        title={t('meters.year', { year })}
        summary={summary}
        busy={!data && !error}
        name={`carbonshed-${region.id}-${meter.code}-${year}`}
        table={
          data
            ? {
                columns: [
                  { title: t('meters.date') },
                  { title: `${t('meters.amount')} (${format.unit(meter.unit)})`, numeric: true, decimals: 3 },
                  { title: 'CO₂e (kg)', numeric: true, decimals: 3 },
                  { title: `${t('table.completeness')} (%)`, numeric: true, decimals: 1 },
                  { title: `${t('meters.estimated')} (%)`, numeric: true, decimals: 1 },
                  { title: t('meters.worst') },
                  { title: t('meters.versions'), numeric: true, decimals: 0 },
                ],
                rows: data.days.map((one) => [one.date, one.amount, one.co2_kg, one.completeness_percent, one.estimated_percent, one.worst ? t(`code.${one.worst}`) : null, one.versions]),
              }
            : null
        }
        controls={
          <>
            <Segmented aria-label={t('meters.measure')} value={measure} onChange={setMeasure} options={MEASURES.map((one) => ({ value: one, label: t(`meters.measure.${one}`) }))} />
            <button type="button" className="bare" disabled={earlier === undefined} aria-label={t('meters.earlierYear')} onClick={() => earlier !== undefined && toYear(earlier)}>
              <Icon name="left" size={16} />
            </button>
            <button type="button" className="bare" disabled={later === undefined} aria-label={t('meters.laterYear')} onClick={() => later !== undefined && toYear(later)}>
              <Icon name="right" size={16} />
            </button>
          </>
        }
      >
        {data ? <Calendar year={year} byDate={byDate} measure={measure} within={within} unit={unit} selected={day} onSelect={choose} narrow={narrow} old={isPlaceholderData} /> : <span className="bone" style={{ width: '100%', height: 190 }} />}
      </ChartFrame>
      {day ? <DayView meter={meter} date={day} onSelect={choose} /> : null}
    </>
  )
}
