/** The exchange board and the tools beside it: the shapes of the answers, and how pages ask. */
import { request } from './client'
import { queryClient, useGet } from './queries'
import type { components } from './schema'

type S = components['schemas']
export type ResultTable = S['ResultTable']
export type ToolAnswer = S['ToolAnswer']
export type WordName = S['WordName']
export type BoardEntry = S['BoardEntryDto']
export type BoardPage = S['BoardPage']
export type BoardTaken = S['BoardTaken']
export type BoardMatch = S['BoardMatch']
export type MatchPage = S['MatchPage']
export type Introduction = S['IntroductionDto']
export type IntroductionList = S['IntroductionList']
export type NetworkAnswer = S['NetworkAnswer']
export type NewEntry = S['NewBoardEntryRequest']
export type ToolFile = S['ToolFile']
export type ToolExample = S['ToolExample']
export type SitingAnswer = S['SitingAnswer']
export type SitingChoice = S['SitingChoice']
export type RouteAnswer = S['RouteAnswer']
export type RouteOne = S['RouteDto']
export type SharingAnswer = S['SharingAnswer']

const path = (region: string, rest = '') => `/regions/${encodeURIComponent(region)}/board${rest}`
const intros = (region: string) => `/regions/${encodeURIComponent(region)}/introductions`

export interface BoardAsk {
  [key: string]: string | number | boolean | null | undefined
  family: string | null
  side: string | null
  what: string | null
  q: string | null
  mine: boolean | null
  limit?: number
}

export const useBoard = (region: string, ask: BoardAsk) => useGet<BoardPage>(path(region), ask)
export const useNetwork = (region: string, carbon: string) => useGet<NetworkAnswer>(path(region, '/network'), carbon ? { carbon_yuan_per_t: carbon } : undefined)
export const useMatches = (region: string, kind: string | null) => useGet<MatchPage>(path(region, '/matches'), kind ? { kind } : undefined)
export const useLocal = (region: string) => useGet<ToolAnswer>(path(region, '/local-procurement'))
export const useIntroductions = (region: string, signedIn: boolean) => useGet<IntroductionList>(signedIn ? intros(region) : null)

/** All that a change of the board may have changed. */
async function again() {
  await queryClient.invalidateQueries({ predicate: ({ queryKey }) => typeof queryKey[0] === 'string' && /\/(board|introductions)/.test(queryKey[0]) })
}

export async function enterEntry(region: string, entry: NewEntry): Promise<number> {
  const id = await request<number>('POST', path(region), { body: entry })
  await again()
  return id
}

export async function bringFiles(region: string, form: FormData): Promise<BoardTaken> {
  const taken = await request<BoardTaken>('POST', path(region, '/files'), { body: form })
  await again()
  return taken
}

export async function takeBack(region: string, id: number): Promise<void> {
  await request('DELETE', path(region, `/${id}`))
  await again()
}

export async function judgeMatch(region: string, offer: number, need: number, useful: boolean): Promise<void> {
  await request('POST', path(region, '/matches'), { body: { offer, need, useful } })
  await again()
}

export async function askIntroduction(region: string, offer: number, need: number, message: string): Promise<void> {
  await request('POST', intros(region), { body: { offer, need, message } })
  await again()
}

export async function actOnIntroduction(region: string, id: number, action: 'agree' | 'decline' | 'withdraw'): Promise<void> {
  await request('POST', `${intros(region)}/${id}`, { body: { action } })
  await again()
}

export const useToolExamples = () => useGet<ToolExample[]>('/tools/examples')
export const runTool = <T>(tool: 'site' | 'route' | 'share', files: readonly ToolFile[]) => request<T>('POST', `/tools/${tool}`, { body: { files } })
