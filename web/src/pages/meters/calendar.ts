/** A year of days as a picture: where each day stands, how deep its colour is, how the keys move. */
import type { CalendarDay } from '@/api/readings'

/** Where a day stands in the grid, counted from 1 as CSS does. */
export interface Cell {
  date: string
  column: number
  row: number
}

export interface Layout {
  cells: Cell[]
  /** Where the names of the months stand: the first cell of each. */
  months: { month: number; column: number; row: number; span: number }[]
  columns: number
  rows: number
}

const DAY_MS = 86_400_000
export const dateText = (time: number) => new Date(time).toISOString().slice(0, 10)
const timeOf = (date: string) => Date.parse(`${date}T00:00:00Z`)
/** Monday is 0. */
const weekday = (time: number) => (new Date(time).getUTCDay() + 6) % 7

/** All days of a year. */
export function daysOf(year: number): string[] {
  const days: string[] = []
  for (let time = Date.UTC(year, 0, 1); new Date(time).getUTCFullYear() === year; time += DAY_MS) days.push(dateText(time))
  return days
}

/** The date `days` later, or the nearest end of the year if that is outside it. */
export function stepDay(date: string, days: number): string {
  const year = Number(date.slice(0, 4))
  const time = Math.min(Date.UTC(year, 11, 31), Math.max(Date.UTC(year, 0, 1), timeOf(date) + days * DAY_MS))
  return dateText(time)
}

/** The same day of another month of the year; the month's last where it is shorter. */
export function stepMonth(date: string, months: number): string {
  const [year = 0, month = 1, day = 1] = date.split('-').map(Number)
  const to = Math.min(12, Math.max(1, month + months))
  const last = new Date(Date.UTC(year, to, 0)).getUTCDate()
  return dateText(Date.UTC(year, to - 1, Math.min(day, last)))
}

/** One strip: a column a week, Monday on top. The first row holds the names of the months. */
export function strip(year: number): Layout {
  const first = weekday(Date.UTC(year, 0, 1))
  const cells = daysOf(year).map((date, index) => ({ date, column: Math.floor((index + first) / 7) + 1, row: ((index + first) % 7) + 2 }))
  const starts = cells.filter(({ date }) => date.endsWith('-01'))
  return {
    cells,
    months: starts.map(({ column }, index) => ({ month: index + 1, column, row: 1, span: 3 })),
    columns: cells.at(-1)?.column ?? 53,
    rows: 8,
  }
}

/** Months as blocks of seven columns, `across` side by side, with a column of air between; for narrow screens. */
export function blocks(year: number, across: number): Layout {
  const cells: Cell[] = []
  const months: Layout['months'] = []
  for (let month = 1; month <= 12; month += 1) {
    const left = ((month - 1) % across) * 8
    const top = Math.floor((month - 1) / across) * 7
    const start = Date.UTC(year, month - 1, 1)
    const first = weekday(start)
    months.push({ month, column: left + 1, row: top + 1, span: 7 })
    const length = new Date(Date.UTC(year, month, 0)).getUTCDate()
    for (let day = 0; day < length; day += 1) cells.push({ date: dateText(start + day * DAY_MS), column: left + ((first + day) % 7) + 1, row: top + Math.floor((first + day) / 7) + 2 })
  }
  return { cells, months, columns: across * 8 - 1, rows: Math.ceil(12 / across) * 7 }
}

export const MEASURES = ['amount', 'co2', 'completeness'] as const
export type Measure = (typeof MEASURES)[number]

/** What the calendar shows of a day. A day without values has none, not 0. */
export function measureOf(day: CalendarDay | undefined, measure: Measure): number | null {
  if (!day) return null
  if (measure === 'amount') return day.amount
  if (measure === 'co2') return day.co2_kg
  return day.completeness_percent
}

/** Upper limits of the first four of five classes with as many days in each; fewer where values repeat. */
export function limits(values: readonly (number | null)[]): number[] {
  const sorted = values.filter((value): value is number => value !== null && Number.isFinite(value)).toSorted((a, b) => a - b)
  if (sorted.length === 0) return []
  const found: number[] = []
  for (let part = 1; part < 5; part += 1) {
    const limit = sorted[Math.min(sorted.length - 1, Math.ceil((sorted.length * part) / 5) - 1)] as number
    if (limit < (sorted.at(-1) as number) && limit !== found.at(-1)) found.push(limit)
  }
  return found
}

/** Limits for a share: what is whole is one class of its own. */
export const SHARE_LIMITS = [50, 80, 95, 99.9999]

/** The class of a value: 0 for the lowest. */
export const classOf = (value: number, within: readonly number[]): number => within.filter((limit) => value > limit).length

/** The weakest codes are not measured: such a day is hatched. */
export const isEstimated = (day: CalendarDay | undefined) => day !== undefined && ((day.estimated_percent ?? 0) > 0 || ['interpolated', 'estimated', 'simulated'].includes(day.worst ?? ''))

/** How the year is, in figures: days with all values, with some, without any. */
export function tally(year: number, days: readonly CalendarDay[]): { whole: number; part: number; none: number; estimated: number } {
  const byDate = new Map(days.map((day) => [day.date, day]))
  const count = { whole: 0, part: 0, none: 0, estimated: 0 }
  for (const date of daysOf(year)) {
    const day = byDate.get(date)
    if (!day || day.amount === null || (day.completeness_percent ?? 0) === 0) count.none += 1
    else if ((day.completeness_percent ?? 0) >= 100) count.whole += 1
    else count.part += 1
    if (isEstimated(day)) count.estimated += 1
  }
  return count
}

/** Where the keys are, ahead of the address: what they were told to go to, from where, and what of it the address was told. */
export interface Hand {
  to: string
  since: string | null
  sent: readonly string[]
}

/** The day that the address has still to follow to; `null` when it has, or when another hand has chosen meanwhile. */
export const pendingOf = (hand: Hand | null, known: string | null): string | null =>
  hand !== null && hand.to !== known && (hand.since === known || (known !== null && hand.sent.includes(known))) ? hand.to : null

/** A key was pressed. What the address was told before may still arrive: that does not take this key back. */
export const moveHand = (hand: Hand | null, known: string | null, to: string): Hand => (hand === null || pendingOf(hand, known) === null ? { to, since: known, sent: [] } : { ...hand, to })

/** The address was told. */
export const sendHand = (hand: Hand): Hand => ({ ...hand, sent: [...hand.sent, hand.to] })
