/** Contracts and certificates: the shapes of the answers, and how pages ask. */
import { request } from './client'
import { queryClient, useGet } from './queries'
import type { components } from './schema'

type S = components['schemas']
export type ContractRow = S['ContractRow']
export type ContractPage = S['ContractPage']
export type ContractsTaken = S['ContractsTaken']

/** The table to fill in: its heads alone. */
export const CONTRACTS_TEMPLATE = `data:text/csv;charset=utf-8,${encodeURIComponent('kind,id,enterprise,market,volume,unit,valid,vintage,kg_per_kwh,attributes,source\n')}`

const path = (region: string) => `/regions/${encodeURIComponent(region)}/contracts`

export const useContracts = (region: string) => useGet<ContractPage>(path(region))

/** Sends a table of contracts; all of it is taken or nothing. */
export async function sendContracts(region: string, file: File): Promise<ContractsTaken> {
  const form = new FormData()
  form.append('file', file)
  return request<ContractsTaken>('POST', path(region), { body: form })
}

/** Takes an instrument or a factor out. */
export async function removeContract(region: string, which: { id?: string; enterprise?: string; kind?: string; market?: string; valid?: string }): Promise<void> {
  await request('DELETE', path(region), { query: which })
  await queryClient.invalidateQueries({ queryKey: [path(region)] })
}
