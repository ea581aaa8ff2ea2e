import { keepPreviousData, QueryClient, useQuery } from '@tanstack/react-query'
import { ApiError, get, type Query } from './client'
import type { Cube, Enterprise, FactorRow, Node, Overview, Place, Region, Session, TableAnswer } from './types'

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 60_000,
      refetchOnWindowFocus: false,
      retry: (count, error) => count < 2 && !(error instanceof ApiError && error.status >= 400 && error.status < 500),
    },
  },
})

/**
 * One GET as a query. The answer to the last question stays until the next is there, so that nothing jumps.
 */
export function useGet<T>(path: string | null, query?: Query, options: { keep?: boolean } = {}) {
  return useQuery({
    queryKey: [path, query],
    queryFn: ({ signal }) => get<T>(path ?? '', query, signal),
    enabled: path !== null,
    placeholderData: options.keep === false ? undefined : keepPreviousData,
  })
}

export const useRegions = () => useGet<Region[]>('/regions')
export const usePlaces = (region: string | null, query: { parent?: string; level?: string; q?: string; limit?: number } = {}) =>
  useGet<Place[]>(region === null ? null : `/regions/${region}/places`, query)
export const useEnterprises = (region: string | null, query: { place?: string; q?: string; limit?: number; offset?: number }) =>
  useGet<{ total: number; rows: Enterprise[] }>(region === null ? null : `/regions/${region}/enterprises`, query)
export const useOverview = (region: string | null, query: { place?: string; period?: string }) =>
  useGet<Overview>(region === null ? null : `/regions/${region}/overview`, query)
export const useCube = (region: string | null, query: Query) => useGet<Cube>(region === null ? null : `/regions/${region}/cube`, query)
export const useTable = (region: string | null, query: Query) =>
  useGet<TableAnswer>(region === null ? null : `/regions/${region}/table`, query)
export const useExplain = (region: string, query: Query) => useGet<Node>(`/regions/${region}/explain`, query, { keep: false })
export const useFactors = (query: Query) => useGet<FactorRow[]>('/factors', query)
export const useSession = () => useGet<Session>('/session')
