/** Partnerships of cities: the shapes of the answers, and how pages ask. */
import { useQuery } from '@tanstack/react-query'
import { ApiError, downloadHref, get, type Query, request } from './client'
import { queryClient, useGet } from './queries'
import type { components } from './schema'
import type { ApiErrorBody } from './types'

type S = components['schemas']
export type SideId = S['SideId']
export type OrganisationKind = S['OrganisationKindId']
export type AgreementState = S['AgreementStateId']
export type Status = S['PlanStatusId']
export const STATUSES = ['planned', 'under_way', 'late', 'done'] as const satisfies readonly Status[]
export type Organisation = S['Organisation']
export type PairSide = S['PartnerSide']
export type Partnership = S['Partnership']
export type ReferencePair = S['ReferencePair']
export type PartnershipList = S['PartnershipPage']
export type TopicRow = S['PartnerTopic']
export type CityPairing = S['CityPairing']
export type PairingAnswer = S['PairingAnswer']
export type ItemKind = S['ItemKindId']
/** One line of a plan; what its kind does not have is null. */
export type PlanItem = S['PlanItem']
export type BudgetSum = S['BudgetSum']
export type ProjectStatus = S['ProjectStatus']
export type Plan = S['PartnerPlan']
export type Edit = Partial<S['PlanEditRequest']> & ({ op: 'put'; kind: ItemKind } | { op: 'remove'; id: string })
export type PlanChange = S['PlanRevision']
export type IndicatorFigure = S['IndicatorFigure']
export type Share = S['ShareRow']
export type Recognition = S['Recognition']
/** Terms as they are proposed. Those of an answer say also how each stands today. */
export type Terms = Required<S['TermsRequest']>
export type Agreement = S['Agreement']
export type AgreementAnswer = S['AgreementPage']
export type Act = { act: 'propose'; terms: Terms } | { act: 'accept' | 'reject' | 'withdraw' | 'give_notice'; agreement: string } | { act: 'task_done'; agreement: string; task: string }
export type PairFigures = S['PartnerFigures']
export type Ladder = S['PartnerLadder']
export type PublicPage = S['PublicPage']
export type GrantRule = S['GrantRule']
export type GrantAsk = S['GrantRequest']
export type GrantLine = S['Grant']
export type GrantAnswer = S['Grants']
export type PartnerKey = S['PartnerKey']
export type FileExchange = S['PartnerExchange']
export type FileTaken = S['PartnerImported']

/** Which pairs of a region, and what counts how much; what is not set takes the server's default. */
export type PairingAsk = { city?: string; best?: string; weights?: string }

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
export const usePartnerKey = (ask: boolean) => useGet<S['OwnKey']>(ask ? '/partner-key' : null)
export const usePartnerKeys = (ask: boolean) => useGet<PartnerKey[]>(ask ? '/partner-keys' : null)
export const useGrantRules = () => useGet<GrantRule[]>('/grants/rules')
export const usePairing = (region: string, ask: PairingAsk) => useGet<PairingAnswer>(`/regions/${region}/pairing`, ask)
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
/** The same of a document that everybody may read; no account is needed. */
export const publicDocumentHref = (id: string, item: string) => downloadHref(`/public/partnerships/${encodeURIComponent(id)}/documents/${encodeURIComponent(item)}`)
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
