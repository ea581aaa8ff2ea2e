import { type Query, queryString } from '@/api/client'
import type { Node } from '@/api/types'
import { useCut } from '@/cut/useCut'
import { useFormat } from '@/format/useFormat'

/** Opens the explain drawer on a question; the question goes into the address, so that the reason can be sent. */
export function useExplainLink(): (query: Query) => void {
  const { setCut } = useCut()
  return (query) => setCut({ explain: queryString(query).slice(1) })
}

/** What adds up to the figure, in its own quantity. Activities, factors and readings have theirs in their unit. */
const ADDS_UP = new Set(['figure', 'sum', 'entry', 'product'])

/** The unit of a node of the tree that is asked for: emissions are masses of CO2e, which their bare unit does not say. */
export function useNodeUnit(): (node: Node) => string {
  const { parameters } = useCut()
  const format = useFormat()
  const emits = /(?:^|[?&])indicator=(?:carbon|biogenic)/.test(parameters.get('explain') ?? '')
  return ({ unit, kind }) => (unit ? format.unit(unit, emits && ADDS_UP.has(kind) ? 'CO2e' : null) : '')
}
