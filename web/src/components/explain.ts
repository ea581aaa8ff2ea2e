import { type Query, queryString } from '@/api/client'
import { useCut } from '@/cut/useCut'

/** Opens the explain drawer on a question; the question goes into the address, so that the reason can be sent. */
export function useExplainLink(): (query: Query) => void {
  const { setCut } = useCut()
  return (query) => setCut({ explain: queryString(query).slice(1) })
}
