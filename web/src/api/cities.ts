/** Cities side by side and together: the shapes of their answers, and how pages ask. */
import { request } from './client'
import { queryClient, useGet } from './queries'
import type { components } from './schema'

type S = components['schemas']
export type Cluster = S['Cluster']
export type ClusterCity = S['ClusterCity']
export type CityAnswer = S['CityAnswer']
export type CityProfile = S['CityProfile']
export type CityTable = S['CityTable']
export type CityTableKind = S['CityTableKind']
export type CityTableKept = S['CityTableKept']
export type Comparison = S['Comparison']
export type StructureSource = S['StructureSource']
export type Ties = S['Ties']
export type FlowsView = S['FlowsView']
export type FlowFit = S['FlowFit']
export type TiedCity = S['TiedCity']
export type ChainAnswer = S['ChainAnswer']
export type ChainTable = S['ChainTable']
export type Spot = S['SpotId']

/** The question that all pages about cities share; what is not set takes the server's default. */
export type ClusterAsk = { table?: string; place?: string; level?: string; by?: string; indicator?: string; measure?: string; year?: string; view?: string; linkage?: string }

export const useCityTables = (region: string) => useGet<CityTable[]>(`/regions/${region}/city-tables`, undefined, { keep: false })
export const useCluster = (region: string, ask: ClusterAsk | null) => useGet<Cluster>(ask === null ? null : `/regions/${region}/cluster`, ask ?? undefined)
export const useCity = (region: string, city: string | null, ask: ClusterAsk) => useGet<CityAnswer>(city === null ? null : `/regions/${region}/cities/${encodeURIComponent(city)}`, ask)
export const useComparison = (region: string, cities: readonly string[], ask: ClusterAsk) =>
  useGet<Comparison>(cities.length < 2 ? null : `/regions/${region}/cities`, { ...ask, cities: cities.join(',') })
export const useTies = (region: string | null, ask: Record<string, string> = {}) => useGet<Ties>(region === null ? null : `/regions/${region}/ties`, ask)
export const useChain = (region: string, id: number | null, broken: string, city?: string) => useGet<ChainAnswer>(id === null ? null : `/regions/${region}/chains/${id}`, { ...(broken ? { break: broken } : {}), ...(city ? { city } : {}) })

/** Brings a table of cities in; all that is asked about cities is asked again. */
export async function importCityTable(region: string, form: FormData): Promise<CityTableKept> {
  const made = await request<CityTableKept>('POST', `/regions/${region}/city-tables`, { body: form })
  await queryClient.invalidateQueries({ predicate: query => typeof query.queryKey[0] === 'string' && query.queryKey[0].startsWith(`/regions/${region}/`) })
  return made
}
