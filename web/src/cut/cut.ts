import type { Region } from '@/api/types'
import type { components } from '@/api/schema'

export type IndicatorId = components['schemas']['IndicatorId']
export type ViewId = components['schemas']['ViewId']

/** What is being looked at. It lives in the address, so that every state can be sent. */
export interface Cut {
  region: string
  place: string
  /** `2020`, `2020-05`, `2005..2020`. */
  period: string
  indicator: IndicatorId
  view: ViewId
  field: string | null
  industry: string | null
  carrier: string | null
  scope: string | null
  enterprise: string | null
}

export const CUT_KEYS = ['region', 'place', 'period', 'indicator', 'view', 'field', 'industry', 'carrier', 'scope', 'enterprise'] as const

const PERIOD = /^\d{4}(-(0[1-9]|1[0-2]))?(\.\.\d{4}(-(0[1-9]|1[0-2]))?)?$/

export const isPeriod = (text: string) => PERIOD.test(text)

/** The first year of a period's text. */
export const yearOf = (period: string) => Number(period.slice(0, 4))

/** The period if it is one and lies within what the region holds, else the region's last year. */
export function periodWithin(period: string | null, region: Region): string {
  const { first_year, last_year, finest } = region.periods
  if (period && isPeriod(period)) {
    const years = period.split('..').map(yearOf)
    const inside = years.every((year) => year >= first_year && year <= last_year)
    if (inside && (finest === 'month' || !period.includes('-'))) return period
  }
  return String(last_year)
}

/** Reads the cut from an address; what is missing or impossible there takes the region's default. */
export function readCut(parameters: URLSearchParams, region: Region): Cut {
  const indicator = parameters.get('indicator')
  const view = parameters.get('view')
  return {
    region: region.id,
    place: parameters.get('place') || region.root_place,
    period: periodWithin(parameters.get('period'), region),
    indicator: region.indicators.find((one) => one === indicator) ?? region.default_indicator,
    view: region.views.find((one) => one === view) ?? region.default_view,
    field: parameters.get('field'),
    industry: parameters.get('industry'),
    carrier: parameters.get('carrier'),
    scope: parameters.get('scope'),
    enterprise: parameters.get('enterprise'),
  }
}

/** Writes a patch into an address. `null` takes a key away; another region takes all that belonged to the old one. */
export function writeCut(parameters: URLSearchParams, patch: Partial<Record<string, string | null>>): URLSearchParams {
  const next = new URLSearchParams(parameters)
  if (patch.region && patch.region !== parameters.get('region')) {
    for (const key of ['place', 'indicator', 'view', 'field', 'industry', 'carrier', 'scope', 'enterprise', 'explain', 'at', 'q', 'sort', 'rows', 'level', 'page', 'day', 'case', 'status', 'kind', 'assignee', 'table', 'stressor', 'show', 'grid', 'hour', 'stages', 'open', 'tab', 'of', 'parts', 'measure', 'linkage', 'city', 'cities', 'compare', 'break', 'chain'])
      next.delete(key)
  }
  for (const [key, value] of Object.entries(patch)) {
    if (value === null || value === undefined || value === '') next.delete(key)
    else next.set(key, value)
  }
  return next
}

/** The period one step later (`step` 1) or earlier (-1), or `null` outside the region's years. */
export function stepPeriod(period: string, step: 1 | -1, region: Region): string | null {
  if (period.includes('..')) return null
  const year = yearOf(period)
  const { first_year, last_year } = region.periods
  if (!period.includes('-')) {
    const next = year + step
    return next < first_year || next > last_year ? null : String(next)
  }
  const month = Number(period.slice(5, 7)) - 1 + step
  const next = year + Math.floor(month / 12)
  if (next < first_year || next > last_year) return null
  return `${next}-${String(((month + 12) % 12) + 1).padStart(2, '0')}`
}

/**
 * The region to show where none is asked for: the one last visited, else the richest. Real figures stand before synthetic ones,
 * a carbon total before none, many places before few; the server's order decides between equals.
 */
export function firstRegion<R extends Pick<Region, 'id' | 'synthetic' | 'indicators' | 'counts'>>(regions: readonly [R, ...R[]], visited: string | null): R {
  const known = regions.find((one) => one.id === visited)
  if (known) return known
  const weight = (one: R) => [one.counts.entries > 0, one.indicators.includes('carbon_total'), !one.synthetic].map(Number)
  return regions.toSorted((a, b) => {
    const [x, y] = [weight(a), weight(b)]
    for (const at of x.keys()) if (x[at] !== y[at]) return (y[at] ?? 0) - (x[at] ?? 0)
    return b.counts.places - a.counts.places
  })[0] as R
}

const VISITED = 'carbonshed.region'

/** The region that this reader looked at last. */
export function lastVisited(): string | null {
  try {
    return localStorage.getItem(VISITED)
  } catch {
    return null
  }
}

/** Keeps it. */
export function visited(region: string) {
  try {
    localStorage.setItem(VISITED, region)
  } catch {
    /* Private mode: the next visit begins with the richest region. */
  }
}
