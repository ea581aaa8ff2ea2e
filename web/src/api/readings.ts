/** Meters, cases, data quality and publications: the shapes of their answers, and how pages ask. */
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { get, type Query, request } from './client'
import { queryClient, useGet } from './queries'
import type { components } from './schema'
import type { Label } from './types'

/** Something with a code and a name. */
export interface Named {
  code: string
  name: Label
}

/** Where a value comes from; all but the first two are no measurements. */
export type SlotCode = 'measured' | 'manual' | 'suspect' | 'interpolated' | 'estimated' | 'simulated'

export interface MeterRow {
  code: string
  name: Label
  enterprise: Named | null
  place: Named
  carrier: string
  unit: string
  register: 'interval' | 'cumulative' | 'power'
  interval_minutes: number
  parent: string | null
  formula: string | null
  zone: string | null
  synthetic: boolean
  first_date: string | null
  last_date: string | null
  /** In the asked period, in `unit`. */
  amount: number | null
  completeness_percent: number | null
  estimated_percent: number | null
  findings: number
}

export interface MeterPage {
  total: number
  period: string
  rows: MeterRow[]
}

/** What the children of a meter add up to, against the meter itself. */
export interface TreeGap {
  children_amount: number | null
  amount: number | null
  gap_percent: number | null
  loss_percent_max: number
  status: 'within' | 'beyond' | 'unknown'
}

export interface MeterAnswer {
  meter: MeterRow
  children: MeterRow[]
  parent: MeterRow | null
  gap: TreeGap | null
  exchanges: MeterExchange[]
}

export interface CalendarDay {
  date: string
  amount: number | null
  co2_kg: number | null
  completeness_percent: number | null
  estimated_percent: number | null
  /** The weakest code of the day. */
  worst: SlotCode | null
  versions: number
}

export interface Calendar {
  unit: string
  year: number
  years: number[]
  days: CalendarDay[]
}

export interface Slot {
  /** ISO with offset. */
  at: string
  value: number | null
  code: string | null
  factor_kg_per_unit: number | null
  co2_kg: number | null
  typical: number | null
}

export interface DayVersion {
  recorded_at: string
  source: string
  batch: number
  amount: number | null
  completeness_percent: number | null
}

export interface MeterDay {
  unit: string
  interval_minutes: number
  date: string
  slots: Slot[]
  amount: number | null
  co2_kg: number | null
  typical_amount: number | null
  typical_days: number
  zone: string | null
  history: DayVersion[]
  findings: Case[]
}

export const KINDS = ['flat_line', 'spike', 'negative', 'night_load', 'level_change', 'unit_slip', 'copied_month', 'gap', 'tree_excess', 'reconciliation'] as const
export type CaseStatus = 'open' | 'assigned' | 'explained' | 'accepted' | 'corrected' | 'dismissed'
export type CaseAction = 'assign' | 'explain' | 'accept' | 'correct' | 'dismiss' | 'reopen'

/** What a case rests on: what was read, and what was to be expected. */
export interface Evidence {
  unit: string
  at: string[]
  values: (number | null)[]
  expected: (number | null)[]
}

/** Something abnormal that a person decides about. */
export interface Case {
  id: number
  kind: string
  subject: { meter: string | null; enterprise: string | null; label: Label }
  from: string
  to: string
  /** 0 to 1. */
  score: number
  reason: { code: string; params: Record<string, string> }
  message: string
  status: CaseStatus
  assignee: string | null
  found_at: string
  evidence: Evidence | null
  history: { at: string; by: string | null; action: string; text: string | null }[]
}

export interface CasePage {
  total: number
  by_status: { status: CaseStatus; count: number }[]
  by_kind: { kind: string; count: number }[]
  assignees: string[]
  rows: Case[]
}

export type ReconciliationStatus = 'agrees' | 'within_tolerance' | 'differs' | 'only_metered' | 'only_filed' | 'only_statistics' | 'incomplete'

/** One carrier as metered, as filed and as the statistics have it. */
export interface Reconciliation {
  carrier: string
  unit: string
  metered: number | null
  filed: number | null
  statistics: number | null
  /** Of the enterprises with meters, or of all that lies in the place. */
  scope: 'metered' | 'place'
  /** Of the pair that is furthest from agreeing. */
  gap: number | null
  gap_percent: number | null
  gap_of: string | null
  gap_basis: string | null
  status: ReconciliationStatus
}

export interface QualityTotals {
  meters: number
  expected: number
  present: number
  estimated: number
  completeness_percent: number | null
  cases_open: number
  last_recorded_at: string | null
  reconciliation: Reconciliation[]
}

export interface QualityRow extends QualityTotals {
  key: string
  label: Label
}

export interface QualityAnswer {
  total: number
  period: string
  rows: QualityRow[]
  totals: QualityTotals
}

export interface Versions {
  data: string
  factors: string
  code: string
}

export interface PublishedFigure {
  place: Named
  indicator: string
  unit: string
  value: number | null
  completeness_percent: number | null
}

/** Figures as they were when they were published; never changed afterwards. */
export interface Publication {
  id: number
  title: string
  note: string | null
  place: Named
  period: string
  created_at: string
  by: string | null
  versions: Versions
  figures: PublishedFigure[]
  hash: string
}

export interface ChangeRow {
  place: Named
  indicator: string
  unit: string
  then: number | null
  now: number | null
  change: number | null
  change_percent: number | null
}

export interface Cause {
  kind: 'import' | 'readings' | 'factors' | 'code' | 'account'
  label: string
  at: string | null
  by: string | null
  import: number | null
  entries: number
  change: { indicator: string; unit: string; value: number } | null
}

export interface Changes {
  unchanged: boolean
  now_versions: Versions
  rows: ChangeRow[]
  causes: Cause[]
}

type S = components['schemas']
type Fits<Ours extends Theirs, Theirs> = Ours
/** Our shapes are the server's, with closed lists where it says text: the compiler holds them against the snapshot. */
export type Held = [
  Fits<MeterPage, S['MeterPage']>,
  Fits<MeterAnswer, S['MeterAnswer']>,
  Fits<Calendar, S['Calendar']>,
  Fits<Omit<MeterDay, 'findings'>, Omit<S['MeterDay'], 'findings'>>,
  Fits<keyof Case, keyof S['Case']>,
  Fits<QualityAnswer, S['QualityAnswer']>,
  Fits<Publication, S['Publication']>,
  Fits<Changes, S['Changes']>,
]

const home = (region: string) => `/regions/${encodeURIComponent(region)}`
const meterPath = (region: string, meter: string) => `${home(region)}/meters/${encodeURIComponent(meter)}`

/** The first page is small, so that something is seen at once; the server gives at most 500 rows at a time. */
const FIRST = 100
export const STEP = 400

/** A list page by page: what was asked for so far as one answer, with the head of the first page. */
function usePages<T extends { total: number; rows: unknown[] }>(path: string, query: Query) {
  const answer = useInfiniteQuery({
    queryKey: [path, query, 'pages'],
    queryFn: ({ pageParam, signal }) => get<T>(path, { ...query, limit: pageParam === 0 ? FIRST : STEP, offset: pageParam }, signal),
    initialPageParam: 0,
    getNextPageParam: (last, pages) => {
      const have = pages.reduce((sum, page) => sum + page.rows.length, 0)
      return last.rows.length > 0 && have < last.total ? have : undefined
    },
    placeholderData: keepPreviousData,
  })
  const [first] = answer.data?.pages ?? []
  const data = first && answer.data ? ({ ...first, rows: answer.data.pages.flatMap((page) => page.rows) } as T) : undefined
  return { data, error: answer.error, refetch: answer.refetch, isFetching: answer.isFetching, isPlaceholderData: answer.isPlaceholderData, more: answer.hasNextPage ? () => void answer.fetchNextPage() : null }
}

export const useMeters = (region: string, query: Query) => usePages<MeterPage>(`${home(region)}/meters`, query)
export const useMeter = (region: string, meter: string, period: string) => useGet<MeterAnswer>(meterPath(region, meter), { period })
export const useCalendar = (region: string, meter: string, year: string | null) => useGet<Calendar>(`${meterPath(region, meter)}/calendar`, { year })
export const useDay = (region: string, meter: string, date: string | null) => useGet<MeterDay>(date === null ? null : `${meterPath(region, meter)}/day`, { date })
export const useCases = (region: string, query: Query) => usePages<CasePage>(`${home(region)}/cases`, query)
export const useCase = (region: string, id: string | null) => useGet<Case>(id === null ? null : `${home(region)}/cases/${id}`, undefined, { keep: false })
export const useQuality = (region: string, query: Query) => usePages<QualityAnswer>(`${home(region)}/data-quality`, query)
export const usePublications = (region: string) => useGet<Publication[]>(`${home(region)}/publications`)
export const usePublication = (region: string, id: string) => useGet<Publication>(`${home(region)}/publications/${id}`, undefined, { keep: false })
export const useChanges = (region: string, id: string) => useGet<Changes>(`${home(region)}/publications/${id}/changes`, undefined, { keep: false })

/** Everything below this address is asked for again. */
const stale = (path: string) => queryClient.invalidateQueries({ predicate: ({ queryKey }) => String(queryKey[0]).startsWith(path) })

/** Decides about a case; lists and counts follow. */
export async function act(region: string, id: number, body: { action: CaseAction; assignee?: string; text?: string }): Promise<Case> {
  const answer = await request<Case>('POST', `${home(region)}/cases/${id}/actions`, { body })
  // What is shown stays shown when the list no longer holds it.
  queryClient.setQueryData([`${home(region)}/cases/${id}`, undefined], answer)
  await Promise.all([stale(`${home(region)}/cases`), stale(`${home(region)}/meters`), stale(`${home(region)}/data-quality`)])
  return answer
}

/** Looks for abnormal readings once more. */
export async function lookAgain(region: string): Promise<{ found: number; new: number }> {
  const answer = await request<{ found: number; new: number }>('POST', `${home(region)}/cases/run`, { body: {} })
  await stale(`${home(region)}/cases`)
  return answer
}

/** Freezes figures. */
export async function publish(region: string, body: { title: string; note?: string; place?: string; period: string; indicators?: string[] }): Promise<Publication> {
  const answer = await request<Publication>('POST', `${home(region)}/publications`, { body })
  await stale(`${home(region)}/publications`)
  return answer
}

/** Address to which a file of readings is sent. */
export const readingsFilePath = (region: string) => `${home(region)}/readings/files`

/** Turns new readings into energy and carbon; answers when that is done. */
export async function account(region: string): Promise<{ months: number; energy_kwh: number; emissions_kg: number }> {
  const answer = await request<{ months: number; energy_kwh: number; emissions_kg: number }>('POST', `${home(region)}/account`, { body: {} })
  if (answer.months > 0) await queryClient.invalidateQueries()
  return answer
}

/** Stops an import that has not been written yet. */
export const cancelImport = (id: number) => request('POST', `/imports/${id}/cancel`, { body: {} })

/** A meter was exchanged for another, or its register set. */
export interface MeterExchange {
  /** ISO with offset. */
  at: string
  kind: 'exchange' | 'reset'
  last_old: number | null
  first_new: number
}

/** Keeps an exchange; the days that it touches are worked out anew, and what follows from them. */
export async function exchange(region: string, meter: string, body: MeterExchange): Promise<{ days: number }> {
  const answer = await request<{ days: number }>('POST', `${home(region)}/meters/${encodeURIComponent(meter)}/exchanges`, { body })
  await stale(`${home(region)}/meters`)
  return answer
}

/** Takes back what was told of a time; the days that it touched are worked out anew, and what follows from them. */
export async function takeBackExchange(region: string, meter: string, at: string): Promise<{ days: number }> {
  const answer = await request<{ days: number }>('DELETE', `${home(region)}/meters/${encodeURIComponent(meter)}/exchanges/${encodeURIComponent(at)}`)
  await stale(`${home(region)}/meters`)
  return answer
}

/** How the gaps of a meter are filled, or would be. */
export type RepairPlan = S['RepairPlan']

/** What would be filled; nothing is written. */
export const planGaps = (region: string, meter: string): Promise<RepairPlan> => request<RepairPlan>('GET', `${meterPath(region, meter)}/repair`)

/** Fills the gaps of a meter; its year and its days follow. */
export async function fillGaps(region: string, meter: string): Promise<RepairPlan> {
  const answer = await request<RepairPlan>('POST', `${meterPath(region, meter)}/repair`)
  await Promise.all([stale(`${home(region)}/meters`), stale(`${home(region)}/data-quality`)])
  return answer
}
