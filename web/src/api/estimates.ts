/** Estimates where an enterprise has no data: how the page asks, and how it runs them. */
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { get, type Query, request } from './client'
import { queryClient } from './queries'
import type { components } from './schema'

type S = components['schemas']
export type EstimateAnswer = S['EstimateAnswer']
export type EstimateRow = S['EstimateRow']
export type Estimate = S['Estimate']
export type EstimateModel = S['EstimateModel']
export type EstimateRun = S['EstimateRun']

const FIRST = 50
export const STEP = 200

const pathOf = (region: string) => `/regions/${encodeURIComponent(region)}/estimates`

/** Enterprises that lack data, page by page, with the head of the first page. */
export function useEstimates(region: string, query: Query) {
  const path = pathOf(region)
  const answer = useInfiniteQuery({
    queryKey: [path, query, 'pages'],
    queryFn: ({ pageParam, signal }) => get<EstimateAnswer>(path, { ...query, limit: pageParam === 0 ? FIRST : STEP, offset: pageParam }, signal),
    initialPageParam: 0,
    getNextPageParam: (last, pages) => {
      const have = pages.reduce((sum, page) => sum + page.rows.length, 0)
      return last.rows.length > 0 && have < last.total ? have : undefined
    },
    placeholderData: keepPreviousData,
  })
  const [first] = answer.data?.pages ?? []
  const data = first && answer.data ? { ...first, rows: answer.data.pages.flatMap((page) => page.rows) } : undefined
  return { data, error: answer.error, refetch: answer.refetch, isFetching: answer.isFetching, isPlaceholderData: answer.isPlaceholderData, more: answer.hasNextPage ? () => void answer.fetchNextPage() : null }
}

/** Estimates a year anew. Every figure may follow. */
export async function runEstimates(region: string, year: number): Promise<EstimateRun[]> {
  const answer = await request<EstimateRun[]>('POST', pathOf(region), { body: { years: [year] } })
  await queryClient.invalidateQueries()
  return answer
}
