/** Trade tables and traced grids: the shapes of their answers, and how pages ask. */
import { request } from './client'
import { queryClient, useGet } from './queries'
import type { components } from './schema'

type S = components['schemas']
export type TradeTable = S['TradeTable']
export type TradeAccounts = S['TradeAccounts']
export type TradeRegion = S['TradeRegion']
export type GridSet = S['GridSet']
export type GridDay = S['GridDay']
type BalanceSet = S['BalanceSet']

export const useTradeTables = (region: string) => useGet<TradeTable[]>(`/regions/${region}/trade-tables`, undefined, { keep: false })
export const useTradeAccounts = (region: string, id: number | null, stressor: string | null) =>
  useGet<TradeAccounts>(id === null ? null : `/regions/${region}/trade-tables/${id}`, stressor ? { stressor } : undefined)
export const useGrids = (region: string) => useGet<GridSet[]>(`/regions/${region}/grids`, undefined, { keep: false })
export const useGridDay = (region: string, id: number | null, date: string | null) =>
  useGet<GridDay>(id === null ? null : `/regions/${region}/grids/${id}`, date ? { date } : undefined)

/** Brings a trade table in; every list of a region is asked again. */
export async function importTrade(region: string, form: FormData): Promise<TradeAccounts> {
  const made = await request<TradeAccounts>('POST', `/regions/${region}/trade-tables`, { body: form })
  await queryClient.invalidateQueries({ queryKey: [`/regions/${region}/trade-tables`] })
  return made
}

/** Brings an energy balance in; a region's list and its flows from primary supply are asked again. */
export async function importBalance(region: string, form: FormData): Promise<BalanceSet> {
  const made = await request<BalanceSet>('POST', `/regions/${region}/balances`, { body: form })
  await Promise.all([`/regions/${region}/balances`, `/regions/${region}/chain`].map(path => queryClient.invalidateQueries({ queryKey: [path] })))
  return made
}
