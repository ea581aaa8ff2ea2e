/**
 * The map answer, read by year: values, classes, counts, ranks and the sentence for a screen reader.
 */

/** One place over all years of a map answer. */
export interface MapSeries {
  place: string
  values: (number | null)[]
  classes: (number | null)[]
  completeness: (number | null)[]
}
/** The map answer as far as the functions here read it. */
export interface MapAnswer {
  unit: string
  breaks: number[]
  years: string[]
  rows: MapSeries[]
}

/** One line of the list beside the map. */
export interface Ranked {
  place: string
  /** 1 is the highest value; null when there is none. */
  rank: number | null
  value: number | null
  class: number | null
  completeness_percent: number | null
}

/** One class of the legend. */
export interface ClassEntry {
  class: number
  from: number
  to: number
  count: number
}

/** The year to show for `wanted` (a year, a month, a range): that year if it is there, else the last before it, else the last. */
export function yearIndex(years: readonly string[], wanted: string | null | undefined): number {
  if (!years.length) return -1
  const last = years.length - 1
  if (!wanted) return last
  const year = (wanted.includes('..') ? wanted.slice(wanted.indexOf('..') + 2) : wanted).slice(0, 4)
  const exact = years.indexOf(year)
  if (exact >= 0) return exact
  for (let i = last; i >= 0; i--) if ((years[i] as string) < year) return i
  return 0
}

/** The rows of one year from high to low; those without a value last, by code. Ties share a rank. */
export function ranked(rows: readonly MapSeries[], year: number): Ranked[] {
  const out = rows.map(r => ({
    place: r.place,
    rank: null as number | null,
    value: r.values[year] ?? null,
    class: r.classes[year] ?? null,
    completeness_percent: r.completeness[year] ?? null,
  }))
  const sorted = out.toSorted((a, b) => {
    if (a.value === null || b.value === null)
      return a.value === b.value ? a.place.localeCompare(b.place) : a.value === null ? 1 : -1
    return b.value - a.value || a.place.localeCompare(b.place)
  })
  sorted.forEach((r, i) => {
    if (r.value === null) return
    const before = sorted[i - 1]
    r.rank = before && before.value === r.value ? before.rank : i + 1
  })
  return sorted
}

/**
 * The legend of one year: classes from low to high with the number of places in each, and the number without a value.
 * Breaks that fall together (few distinct values) make empty classes; they are left out.
 */
export function legend(answer: MapAnswer, year: number): { classes: ClassEntry[]; missing: number } {
  const counts = new Map<number, number>()
  let missing = 0
  for (const r of answer.rows) {
    const c = r.classes[year]
    if (c === null || c === undefined) missing += 1
    else counts.set(c, (counts.get(c) ?? 0) + 1)
  }
  const classes: ClassEntry[] = []
  for (let i = 0; i + 1 < answer.breaks.length; i++) {
    const from = answer.breaks[i] as number
    const to = answer.breaks[i + 1] as number
    const count = counts.get(i) ?? 0
    if (from === to && count === 0 && answer.breaks.length > 2) continue
    classes.push({ class: i, from, to, count })
  }
  return { classes, missing }
}

/** First and last value of a row that are known, with their change in percent (null when the first is 0 or one is lacking). */
export function change(
  values: readonly (number | null)[],
  year: number,
): { from: number; percent: number | null } | null {
  const now = values[year]
  if (now === null || now === undefined) return null
  const from = values.findIndex(v => v !== null && v !== undefined)
  if (from < 0 || from >= year) return null
  const then = values[from] as number
  return { from, percent: then === 0 ? null : ((now - then) / Math.abs(then)) * 100 }
}

/** What changes on the map from one year to another: the places whose class differs. Painting only these keeps a year under its budget. */
export function classChanges(
  rows: readonly MapSeries[],
  before: number | null,
  after: number,
): { place: string; class: number | null }[] {
  const out: { place: string; class: number | null }[] = []
  for (const r of rows) {
    const now = r.classes[after] ?? null
    if (before === null || (r.classes[before] ?? null) !== now) out.push({ place: r.place, class: now })
  }
  return out
}
