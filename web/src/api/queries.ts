import { keepPreviousData, QueryClient, useQuery } from '@tanstack/react-query'
import type { PathsWithMethod } from 'openapi-typescript-helpers'
import { firstRegion, lastVisited, readCut } from '@/cut/cut'
import { ApiError, api, get, type Query, unwrap } from './client'
import type { paths } from './schema'
import type { Region, RegionAnswer } from './types'

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 60_000,
      refetchOnWindowFocus: false,
      retry: (count, error) => count < 2 && !(error instanceof ApiError && error.status >= 400 && error.status < 500),
    },
  },
})

type GetPath = PathsWithMethod<paths, 'get'>
type Answer<P extends GetPath> = paths[P] extends { get: { responses: { 200: { content: { 'application/json': infer T } } } } } ? T : never
type PathParameters<P extends GetPath> = paths[P] extends { get: { parameters: { path: infer T } } } ? T : Record<string, never>
type QueryParameters<P extends GetPath> = paths[P] extends { get: { parameters: { query?: infer T } } } ? T : Record<string, never>

export interface Ask<P extends GetPath> {
  path?: PathParameters<P>
  query?: QueryParameters<P>
}

function fetchApi<P extends GetPath>(path: P, ask: Ask<P>, signal: AbortSignal): Promise<Answer<P>> {
  // The generic path is beyond what openapi-fetch can infer; `Ask` has checked the parameters already.
  return unwrap((api.GET as (path: P, options: unknown) => Promise<{ data?: Answer<P>; error?: unknown; response: Response }>)(path, { params: ask, signal }))
}

/**
 * One GET as a query; `null` asks nothing. The answer to the last question stays until the next is there, so that
 * nothing jumps (`keep: false` where an old answer would mislead).
 */
export function useApi<P extends GetPath>(path: P, ask: Ask<P> | null, options: { keep?: boolean; refetchInterval?: number | false } = {}) {
  return useQuery({
    queryKey: [path, ask],
    queryFn: ({ signal }) => fetchApi(path, ask ?? {}, signal),
    enabled: ask !== null,
    placeholderData: options.keep === false ? undefined : (keepPreviousData as never),
    refetchInterval: options.refetchInterval ?? false,
  })
}

/** The same for an address that was put together by hand. */
export function useGet<T>(path: string | null, query?: Query, options: { keep?: boolean } = {}) {
  return useQuery({
    queryKey: [path, query],
    queryFn: ({ signal }) => get<T>(path ?? '', query, signal),
    enabled: path !== null,
    placeholderData: options.keep === false ? undefined : (keepPreviousData as never),
  })
}

const regionsQuery = {
  queryKey: ['/api/v1/regions'],
  queryFn: async ({ signal }: { signal: AbortSignal }): Promise<Region[]> => {
    const regions: RegionAnswer[] = await fetchApi('/api/v1/regions', {}, signal)
    const year = new Date().getFullYear()
    return regions.map((region) => ({ ...region, periods: region.periods ?? { first_year: year, last_year: year, finest: 'year' } }))
  },
}

export const useRegions = () => useQuery(regionsQuery)

/** Puts an answer into the cache under the key with which a page will ask for it. */
function prefetch<P extends GetPath>(path: P, ask: Ask<P>) {
  void queryClient.prefetchQuery({ queryKey: [path, ask], queryFn: ({ signal }) => fetchApi(path, ask, signal) })
}

/** Asks for what the first view shows, as soon as it is known what that is; the page then draws in one go. */
export async function prefetchFirstView(pathname: string, search: string) {
  prefetch('/api/v1/session', {})
  const regions = await queryClient.fetchQuery(regionsQuery)
  const [first, ...rest] = regions
  if (!first) return
  const parameters = new URLSearchParams(search)
  const region = regions.find((one) => one.id === parameters.get('region')) ?? firstRegion([first, ...rest], lastVisited())
  const cut = readCut(parameters, region)
  prefetch('/api/v1/regions/{region}/places', { path: { region: region.id }, query: {} })
  if (/^\/(overview)?$/.test(pathname)) prefetch('/api/v1/regions/{region}/overview', { path: { region: region.id }, query: { place: cut.place, period: cut.period } })
}

const REGION = '/api/v1/regions/{region}' as const
export const usePlaces = (region: string | null, query: QueryParameters<`${typeof REGION}/places`> = {}) =>
  useApi(`${REGION}/places`, region === null ? null : { path: { region }, query })
export const useEnterprises = (region: string | null, query: QueryParameters<`${typeof REGION}/enterprises`>) =>
  useApi(`${REGION}/enterprises`, region === null ? null : { path: { region }, query })
export const useOverview = (region: string, query: QueryParameters<`${typeof REGION}/overview`>) =>
  useApi(`${REGION}/overview`, { path: { region }, query })
export const useCube = (region: string, query: QueryParameters<`${typeof REGION}/cube`>) => useApi(`${REGION}/cube`, { path: { region }, query })
export const useExplain = (region: string, query: Query) => useApi(`${REGION}/explain`, { path: { region }, query: query as never }, { keep: false })
export const useFactors = (query: QueryParameters<'/api/v1/factors'>) => useApi('/api/v1/factors', { query })
export const useSession = () => useApi('/api/v1/session', {})
