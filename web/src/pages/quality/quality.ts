/** Data quality: shares without a division by zero, and which of three figures are missing. */
import type { Reconciliation, ReconciliationStatus } from '@/api/readings'

/** From what needs a look to what needs none. */
export const RECONCILIATIONS: ReconciliationStatus[] = ['differs', 'incomplete', 'only_metered', 'only_filed', 'only_statistics', 'within_tolerance', 'agrees']

/** Share of the present values that are estimates; `null` where none is present. */
export const estimatedShare = (estimated: number, present: number): number | null => (present > 0 ? (estimated / present) * 100 : null)

/** What needs a look first. */
export const byUrgency = (a: Reconciliation, b: Reconciliation) => RECONCILIATIONS.indexOf(a.status) - RECONCILIATIONS.indexOf(b.status) || Math.abs(b.gap_percent ?? 0) - Math.abs(a.gap_percent ?? 0) || a.carrier.localeCompare(b.carrier)

/** The tone of a status: grave, to be completed, in order. */
export function toneOf(status: ReconciliationStatus): 'bad' | 'part' | 'good' {
  if (status === 'differs') return 'bad'
  return status === 'agrees' || status === 'within_tolerance' ? 'good' : 'part'
}

/** Orders the server knows beside its usual one. */
export const SORTS = ['cases', 'gap', 'name'] as const
