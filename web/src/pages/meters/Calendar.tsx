import { type KeyboardEvent, useEffect, useId, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { CalendarDay } from '@/api/readings'
import { useDark } from '@/app/prefs'
import { useFormat } from '@/format/useFormat'
import { ramp } from '../map/ramp'
import { blocks, classOf, daysOf, type Hand, isEstimated, type Measure, measureOf, moveHand, pendingOf, sendHand, stepDay, stepMonth, strip } from './calendar'

/**
 * A cell a day. One stop of the Tab key: arrows move by days and weeks, Page keys by months, Home and End to the ends of the year.
 * On a narrow screen the months stand as blocks.
 */
export function Calendar({ year, byDate, measure, within, unit, selected: known, onSelect, narrow, old }: {
  year: number
  byDate: ReadonlyMap<string, CalendarDay>
  measure: Measure
  /** Upper limits of the classes but the last. */
  within: readonly number[]
  unit: string
  selected: string | null
  onSelect: (date: string) => void
  narrow: boolean
  old: boolean
}) {
  const { t } = useTranslation()
  const format = useFormat()
  const dark = useDark()
  const id = useId()
  // Where the keys are now: the cell follows at once, the day below when the hand rests.
  const [hand, setHand] = useState<Hand | null>(null)
  const pending = pendingOf(hand, known)
  const selected = pending ?? known
  // It has arrived, or another hand has chosen: from here on the address counts. Not while drawing: a drawing that a key interrupts
  // would leave its nothing behind for the next key to begin from.
  const over = hand !== null && pending === null
  useEffect(() => {
    // oxlint-disable-next-line react/set-state-in-effect -- only after it was drawn, see above
    if (over) setHand((now) => (pendingOf(now, known) === null ? null : now))
  }, [over, known])
  useEffect(() => {
    if (pending === null) return
    const timer = setTimeout(() => {
      setHand((now) => now && sendHand(now))
      onSelect(pending)
    }, 160)
    return () => clearTimeout(timer)
  }, [pending, onSelect])
  const layout = useMemo(() => (narrow ? blocks(year, 2) : strip(year)), [year, narrow])
  const colours = ramp(measure === 'co2' ? 'carbon' : measure === 'amount' ? 'energy' : 'other', dark ? 'dark' : 'light', within.length + 1)
  const words = (date: string) => {
    const day = byDate.get(date)
    const value = measureOf(day, measure)
    const parts = [date, value === null ? t('reason.no_data') : `${format.short(value)} ${unit}`]
    if (day && value !== null && measure !== 'completeness' && (day.completeness_percent ?? 100) < 100) parts.push(t('completeness.of', { percent: format.percent(day.completeness_percent) }))
    if (isEstimated(day)) parts.push(t('figure.estimate'))
    if (day && day.versions > 1) parts.push(t('meters.versionsN', { n: day.versions }))
    return parts.join(t('app.comma'))
  }
  const key = (event: KeyboardEvent) => {
    // In the strip weeks stand side by side, in the blocks one below the other.
    const [across, down] = narrow ? [1, 7] : [7, 1]
    const steps: Record<string, (from: string) => string> = {
      ArrowLeft: (from) => stepDay(from, -across),
      ArrowRight: (from) => stepDay(from, across),
      ArrowUp: (from) => stepDay(from, -down),
      ArrowDown: (from) => stepDay(from, down),
      PageUp: (from) => stepMonth(from, -1),
      PageDown: (from) => stepMonth(from, 1),
      Home: () => `${year}-01-01`,
      End: () => `${year}-12-31`,
    }
    const step = steps[event.key]
    if (!step) return
    event.preventDefault()
    // From where the hand is, which may be further than what is drawn; another year may not be drawn yet either.
    setHand((now) => moveHand(now, known, step(pendingOf(now, known) ?? (known?.startsWith(`${year}-`) ? known : `${year}-01-01`))))
  }
  const days = daysOf(year)
  const active = selected && days.includes(selected) ? selected : null
  return (
    <div className="calendar" data-old={old || undefined}>
      <div
        className={narrow ? 'calendar-grid calendar-blocks' : 'calendar-grid'}
        style={{ gridTemplateColumns: `repeat(${layout.columns}, minmax(0, 1fr))` }}
        role="listbox"
        tabIndex={0}
        aria-label={t('meters.calendarKeys', { year })}
        aria-activedescendant={active ? `${id}-${active}` : undefined}
        onKeyDown={key}
      >
        {layout.months.map((month) => (
          <span key={month.month} className="calendar-month" aria-hidden="true" style={{ gridColumn: `${month.column} / span ${month.span}`, gridRow: month.row }}>
            {format.month(month.month)}
          </span>
        ))}
        {layout.cells.map(({ date, column, row }) => {
          const day = byDate.get(date)
          const value = measureOf(day, measure)
          return (
            // The list around them takes the keys.
            // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
            <span
              key={date}
              id={`${id}-${date}`}
              role="option"
              tabIndex={-1}
              aria-selected={date === active}
              aria-label={words(date)}
              title={words(date)}
              className={`calendar-day${isEstimated(day) ? ' hatched' : ''}`}
              data-none={value === null || undefined}
              data-part={(day && value !== null && (day.completeness_percent ?? 100) < 100) || undefined}
              data-versions={(day && day.versions > 1) || undefined}
              style={{ gridColumn: column, gridRow: row, ...(value === null ? {} : { backgroundColor: colours[classOf(value, within)] }) }}
              onClick={() => {
                setHand(null)
                onSelect(date)
              }}
            />
          )
        })}
      </div>
      <ul className="calendar-legend">
        {colours.map((colour, index) => (
          // A class is its place in the scale.
          // oxlint-disable-next-line no-array-index-key
          <li key={index}>
            <i className="calendar-key" style={{ backgroundColor: colour }} aria-hidden="true" />
            {within.length === 0
              ? measure === 'completeness' || [...byDate.values()].some((day) => measureOf(day, measure) !== null)
                ? unit
                : '–'
              : index === 0
                ? `≤ ${format.short(within[0])}`
                : index === within.length
                  ? measure === 'completeness'
                    ? '100'
                    : `> ${format.short(within.at(-1))}`
                  : `≤ ${measure === 'completeness' && index === within.length - 1 ? '< 100' : format.short(within[index])}`}
            {index === within.length && within.length > 0 ? ` ${unit}` : ''}
          </li>
        ))}
        <li>
          <i className="calendar-key" data-none aria-hidden="true" />
          {t('reason.no_data')}
        </li>
        <li>
          <i className="calendar-key" data-part aria-hidden="true" />
          {t('meters.partly')}
        </li>
        <li>
          <i className="calendar-key hatched" style={{ backgroundColor: colours[Math.min(3, colours.length - 1)] }} aria-hidden="true" />
          {t('figure.estimate')}
        </li>
        <li>
          <i className="calendar-key" data-versions aria-hidden="true" />
          {t('meters.recorded')}
        </li>
      </ul>
    </div>
  )
}
