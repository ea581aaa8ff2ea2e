/** Partnerships of cities: the shapes of the answers, and how pages ask. */
import { useQuery } from '@tanstack/react-query'
import { ApiError, downloadHref, get, type Query, request } from './client'
import { queryClient, useGet } from './queries'
import type { ApiErrorBody, Finding, Label } from './types'

export type SideId = 'a' | 'b'
export type OrganisationKind = 'government' | 'industry' | 'research'
export type AgreementState = 'none' | 'proposed' | 'accepted' | 'in_force' | 'notice' | 'ended' | 'rejected' | 'withdrawn'
export type Status = 'planned' | 'under_way' | 'done' | 'late'
export const STATUSES: readonly Status[] = ['planned', 'under_way', 'late', 'done']

export interface Organisation {
  id: string
  name: Label
  kind: OrganisationKind
  city: Label
  /** Whose ledger it reads; null where it has none here. */
  region: string | null
  place: string | null
  remote: boolean
  members: number
}

export interface PairSide {
  side: SideId
  city: Label
  country: string | null
  lead: Organisation | null
  organisations: Organisation[]
  mine: boolean
}

export interface Partnership {
  id: string
  name: Label
  reference: string | null
  since_year: number | null
  a: PairSide
  b: PairSide
  agreement: AgreementState
  ends: string | null
  role_here: 'member' | 'editor' | 'lead' | 'none'
  my_side: SideId | null
  public: boolean
  created_at: string
}

export interface ReferencePair {
  id: string
  year: number | null
  european_city: Label
  country: string
  chinese_city: Label
  source: string
  /** The partnership that was made from it. */
  partnership: string | null
}

export interface PartnershipList {
  reference: ReferencePair[]
  own: Partnership[]
}

export interface TopicRow {
  id: string
  group: string
  name: Label
  source: string
}

export const ITEM_KINDS = ['vision', 'topic', 'project', 'institution', 'decision', 'milestone', 'risk', 'contact', 'budget', 'indicator', 'meeting', 'task', 'document'] as const
export type ItemKind = (typeof ITEM_KINDS)[number]

/** One line of a plan; what its kind does not have is null. */
export interface PlanItem {
  id: string
  kind: ItemKind
  side: SideId
  public: boolean
  changed_version: number
  changed_at: string
  changed_by: string | null
  editable: boolean
  title: string | null
  name: string | null
  text: string | null
  topic: string | null
  topics: string[] | null
  project: string | null
  meeting: string | null
  start: string | null
  end: string | null
  due: string | null
  done_on: string | null
  on: string | null
  until: string | null
  who: string | null
  where: string | null
  role: OrganisationKind | null
  organisation: string | null
  institution: string | null
  email: string | null
  phone: string | null
  probability: number | null
  effect: number | null
  level: number | null
  answer: string | null
  currency: string | null
  planned: number | null
  spent: number | null
  funder: string | null
  year: number | null
  indicator: string | null
  base_year: number | null
  target_year: number | null
  target: number | null
  place: string | null
  field: string | null
  carrier: string | null
  file_name: string | null
  size_bytes: number | null
  sha256: string | null
  media_type: string | null
  status: Status | null
}

export interface BudgetSum {
  currency: string
  planned: number
  spent: number
  by_funder: { funder: string; planned: number; spent: number }[]
  by_side: { side: SideId; planned: number; spent: number }[]
}

export interface ProjectStatus {
  project: string
  status: Status
  milestones: { total: number; done: number; late: number }
  progress_percent: number | null
  start: string | null
  end: string | null
  budget: BudgetSum[]
}

/** How many are in which state. */
interface Counts {
  total: number
  planned: number
  under_way: number
  done: number
  late: number
}

export interface Plan {
  version: number
  at: string | null
  today: string
  items: PlanItem[]
  projects: ProjectStatus[]
  budget: BudgetSum[]
  tasks: Counts
  sees: { what: string; detail: string }[]
  totals_of_other: { projects: Counts | null; budget: { currency: string; planned: number; spent: number }[] | null }
}

export type Edit = { op: 'put'; id?: string; ref?: string; kind: ItemKind; public?: boolean; [field: string]: unknown } | { op: 'remove'; id: string }

export interface PlanChange {
  version: number
  at: string
  by: string | null
  organisation: string | null
  side: SideId
  from_file: boolean
  changes: { op: 'put' | 'remove'; id: string; kind: ItemKind; new: boolean }[]
}

interface YearValue {
  year: number | null
  value: number | null
  reason: string | null
}

export interface IndicatorFigure {
  item: string
  side: SideId
  indicator: string
  unit: string | null
  quantity: string | null
  base: YearValue
  actual: YearValue
  target: YearValue
  achieved_percent: number | null
  series: YearValue[]
  /** What `/explain` of the region is asked. */
  query: string | null
  region: string | null
  source: 'ledger' | 'file' | 'none'
  as_of: string | null
}

export interface Share {
  what: string
  detail: string
  side: SideId
  public: boolean
}
export interface Recognition {
  id: string
  kind: 'certificate' | 'test' | 'permit'
  scheme: string
  issued_in: 'a' | 'b' | 'both'
  from: string
  until: string | null
  state?: 'ahead' | 'in_force' | 'ended' | null
}
export interface AgreementTask {
  id: string
  title: string
  side: SideId
  until: string
  done_on?: string | null
  status?: Status | null
}
export interface Terms {
  shares: Share[]
  recognitions: Recognition[]
  tasks: AgreementTask[]
  notice_days: number
  from: string
  until: string | null
}
/** Who did something; the person only of one's own side. */
interface Signature {
  side: SideId
  organisation: string
  user: string | null
  at: string
  on: string
}
export interface Agreement {
  id: string
  terms: Terms
  proposed_by: Signature
  accepted_by: Signature | null
  starts: string | null
  notice: Signature | null
  ends: string | null
  state: AgreementState
}
export interface AgreementAct {
  id: string
  act: string
  agreement: string
  task: string | null
  by: Signature
}
export interface AgreementAnswer {
  state: AgreementState
  today: string
  in_force: Agreement | null
  next: Agreement | null
  proposals: Agreement[]
  past: Agreement[]
  acts: AgreementAct[]
}
export type Act = { act: 'propose'; terms: Terms } | { act: 'accept' | 'reject' | 'withdraw' | 'give_notice'; agreement: string } | { act: 'task_done'; agreement: string; task: string }

export interface PairFigures {
  side: SideId
  indicator: string
  unit: string
  quantity: string | null
  year: number | null
  by: string | null
  rows: { id: string; name: Label; value: number | null; reason: string | null; completeness_percent: number | null }[]
  total: { value: number | null; reason: string | null; completeness_percent: number | null }
  source: string
  as_of: string | null
}

export interface Ladder {
  level: string | null
  rung: number
  levels: string[]
  known: { indicator: string; value: number | null; needed: number | null }[]
  lacks: { indicator: string; value: number | null; needed: number | null }[]
}

interface PublicSide {
  city: Label
  country: string | null
  lead: Label | null
}

export interface PublicPage {
  pair: { id: string; name: Label; since_year: number | null; a: PublicSide; b: PublicSide; agreement: { state: AgreementState; since: string | null; ends: string | null } }
  today: string
  recognitions: Recognition[]
  items: PlanItem[]
  projects: ProjectStatus[]
  budget: BudgetSum[]
  figures: { side: SideId; indicator: string; unit: string | null; year: number | null; value: number | null; reason: string | null; series: YearValue[] }[]
  indicators: IndicatorFigure[]
}

export interface GrantRule {
  id: string
  kind: 'share' | 'cap_only' | 'voucher' | 'staged' | 'no_amount'
  currency: string
  stage: string | null
  share_percent: number | null
  cap: number | null
  unit_value: number | null
  units_per_year: number | null
  years: number[] | null
  eligible: string
  condition: { fact: string; relation: string; bound: string } | null
  source: string
}
export interface GrantAsk {
  project: string
  start: number
  facts: Record<string, string>
  costs: { kind: string; year: number; currency: string; amount: number }[]
  done?: string[]
}
export interface GrantLine {
  rule: string
  stage: string | null
  kind: string
  year: number | null
  currency: string
  eligible: number
  granted: number
  units: number | null
  at_most: boolean
  bound: string
  explanation: { code: string; params: Record<string, string>; message: string }
  source: string
}
export interface GrantAnswer {
  grants: GrantLine[]
  totals: { currency: string; granted: number; at_most: number }[]
  findings: Finding[]
}

export interface PartnerKey {
  fingerprint: string
  public_key: string
  organisation: string
  accepted_at: string
  by: string | null
  revoked_at: string | null
}
export interface FileExchange {
  at: string
  direction: 'in' | 'out'
  sequence: number
  fingerprint: string
  by: string | null
  sha256: string | null
}
export interface FileTaken {
  sequence: number
  side: SideId
  items_put: number
  items_removed: number
  acts: number
  figures: number
  documents: number
  version: number
}

const path = (id: string, rest = '') => `/partnerships/${encodeURIComponent(id)}${rest}`

export const usePartnerships = () => useGet<PartnershipList>('/partnerships')
export const usePartnership = (id: string) => useGet<Partnership>(path(id))
export const useTopics = () => useGet<TopicRow[]>('/partnership-topics')
export const useOrganisations = (ask = true) => useGet<Organisation[]>(ask ? '/organisations' : null)
export const usePlan = (id: string, version?: string, ask = true) => useGet<Plan>(ask ? path(id, '/plan') : null, version ? { version } : {})
export const usePlanHistory = (id: string) => useGet<PlanChange[]>(path(id, '/plan/history'))
export const useIndicators = (id: string, ask = true) => useGet<IndicatorFigure[]>(ask ? path(id, '/plan/indicators') : null)
export const useAgreement = (id: string, ask = true) => useGet<AgreementAnswer>(ask ? path(id, '/agreement') : null)
export const useLadder = (id: string, ask = true) => useGet<Ladder>(ask ? path(id, '/ladder') : null)
export const useExchanges = (id: string) => useGet<FileExchange[]>(path(id, '/exchanges'))
export const usePartnerKey = (ask: boolean) => useGet<{ fingerprint: string; public_key: string }>(ask ? '/partner-key' : null)
export const usePartnerKeys = (ask: boolean) => useGet<PartnerKey[]>(ask ? '/partner-keys' : null)
export const useGrantRules = () => useGet<GrantRule[]>('/grants/rules')
export const usePublicPair = (id: string) => useGet<PublicPage>(`/public/partnerships/${encodeURIComponent(id)}`)

/** A side's figures; what is not shared is refused, and that is an answer. */
export function useFigures(id: string, ask: Query | null) {
  return useQuery({
    queryKey: [path(id, '/figures'), ask],
    queryFn: ({ signal }) => get<PairFigures>(path(id, '/figures'), ask ?? {}, signal),
    enabled: ask !== null,
    retry: false,
  })
}

/** Asks again for all that hangs on a partnership. */
export const renew = (id: string) =>
  queryClient.invalidateQueries({
    predicate: ({ queryKey: [key] }) => typeof key === 'string' && (key === '/partnerships' || key === path(id) || key.startsWith(path(id, '/')) || key.startsWith('/public/partnerships/')),
  })

/** Writes a new version of the plan: all of it or nothing. */
export async function editPlan(id: string, seen: number, edits: Edit[]): Promise<Plan> {
  const plan = await request<Plan>('POST', path(id, '/plan/edits'), { body: { seen, edits } })
  await renew(id)
  return plan
}

/** Proposes, accepts, gives notice, ticks off. */
export async function act(id: string, body: Act): Promise<AgreementAnswer> {
  const answer = await request<AgreementAnswer>('POST', path(id, '/agreement/acts'), { body })
  await renew(id)
  return answer
}

export async function sendDocument(id: string, file: File, title: string, project: string | null, open: boolean): Promise<PlanItem> {
  const form = new FormData()
  form.append('file', file)
  form.append('title', title)
  if (project) form.append('project', project)
  if (open) form.append('public', 'true')
  const item = await request<PlanItem>('POST', path(id, '/documents'), { body: form })
  await renew(id)
  return item
}

export const documentHref = (id: string, item: string) => downloadHref(path(id, `/documents/${encodeURIComponent(item)}`))
/** Sends and takes bytes as they are: a signed file read and written anew would be another file. */
async function bytes(address: string, body: string | null): Promise<Blob> {
  let response: Response
  try {
    response = await fetch(downloadHref(address), { method: 'POST', headers: body === null ? {} : { 'content-type': 'application/json' }, body })
  } catch {
    throw new ApiError(0, null)
  }
  if (response.ok) return response.blob()
  const said = (await response.json().catch(() => null)) as ApiErrorBody | null
  throw new ApiError(response.status, said?.error ? said : null)
}

/** The signed file; each call is another, with the next number. */
export async function exportFile(id: string): Promise<Blob> {
  const file = await bytes(path(id, '/export'), null)
  await renew(id)
  return file
}

export async function importFile(id: string, text: string): Promise<FileTaken> {
  const taken = JSON.parse(await (await bytes(path(id, '/import'), text)).text()) as FileTaken
  await renew(id)
  return taken
}

export const makePartnership = async (body: object): Promise<Partnership> => {
  const made = await request<Partnership>('POST', '/partnerships', { body })
  await queryClient.invalidateQueries({ queryKey: ['/partnerships'] })
  return made
}

export const makeOrganisation = async (body: object): Promise<Organisation> => {
  const made = await request<Organisation>('POST', '/organisations', { body })
  await queryClient.invalidateQueries({ queryKey: ['/organisations'] })
  return made
}

export const addMember = (organisation: string, user: string) => request('POST', `/organisations/${encodeURIComponent(organisation)}/members`, { body: { user } })

export const acceptKey = async (body: { public_key: string; fingerprint: string; organisation: string }) => {
  await request('POST', '/partner-keys', { body })
  await queryClient.invalidateQueries({ queryKey: ['/partner-keys'] })
}
export const revokeKey = async (fingerprint: string) => {
  await request('DELETE', `/partner-keys/${encodeURIComponent(fingerprint)}`)
  await queryClient.invalidateQueries({ queryKey: ['/partner-keys'] })
}

export const calculateGrants = (body: GrantAsk) => request<GrantAnswer>('POST', '/grants/calculate', { body })
