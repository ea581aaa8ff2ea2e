/** What an agreement says, as a table of "we see, they see". */
import type { Share, SideId, Terms } from '@/api/partners'

/** Indicators that a plan or an agreement can name in any region; a region may have more. */
export const INDICATORS: readonly string[] = ['carbon_total', 'carbon_intensity', 'carbon_per_person', 'energy_total', 'energy_intensity', 'energy_per_person']

type Detail = Share['detail']

/** How finely figures of a ledger can be shared. */
export const CUTS: readonly Detail[] = ['total', 'by_field', 'by_town', 'by_enterprise', 'by_carrier']

/** What can be shared, with the details that each can have. */
export const SHARED: readonly { what: string; details: readonly Detail[] }[] = [
  { what: 'emissions', details: CUTS },
  { what: 'energy', details: CUTS },
  { what: 'projects', details: ['total', 'full'] },
  { what: 'budget', details: ['total', 'full'] },
  { what: 'meetings', details: ['full'] },
  { what: 'documents', details: ['full'] },
  { what: 'contacts', details: ['full'] },
  { what: 'certificates', details: ['total', 'by_enterprise'] },
]

export const otherSide = (side: SideId): SideId => (side === 'a' ? 'b' : 'a')

/** A row of the table: details that each side gives of one thing. */
export interface ShareRow {
  what: string
  gives: Record<SideId, { detail: Detail; public: boolean }[]>
}

/** Shares by what is shared, in the order of [`SHARED`], further indicators after; rows that nobody gives are left out. */
export function shareRows(shares: readonly Share[]): ShareRow[] {
  const order = new Map(SHARED.map(({ what }, at) => [what, at]))
  const details = (what: string) => SHARED.find(one => one.what === what)?.details ?? CUTS
  const of = (what: string, side: SideId) =>
    shares
      .filter(one => one.what === what && one.side === side)
      .map(one => ({ detail: one.detail, public: one.public }))
      .toSorted((x, y) => details(what).indexOf(x.detail) - details(what).indexOf(y.detail))
  return [...new Set(shares.map(one => one.what))]
    .toSorted((x, y) => (order.get(x) ?? 99) - (order.get(y) ?? 99) || x.localeCompare(y))
    .map(what => ({ what, gives: { a: of(what, 'a'), b: of(what, 'b') } }))
}

/** The terms with one side's details of one thing replaced; what is public stays so where it still is shared. */
export function withShare(terms: Terms, what: string, side: SideId, details: readonly Detail[]): Terms {
  const old = terms.shares.filter(one => one.what === what && one.side === side)
  const open = old.some(one => one.public)
  const rest = terms.shares.filter(one => !(one.what === what && one.side === side))
  return { ...terms, shares: [...rest, ...details.map((detail): Share => ({ what, detail, side, public: open }))] }
}

/** The terms with one side's shares of one thing public or not. */
export const withPublic = (terms: Terms, what: string, side: SideId, open: boolean): Terms => ({ ...terms, shares: terms.shares.map(one => (one.what === what && one.side === side ? { ...one, public: open } : one)) })

const key = (one: Share) => `${one.side} ${one.what} ${one.detail}`

/** All that shares show: every detail shows the total too. */
const shows = (shares: readonly Share[]) => new Set(shares.flatMap(one => [key(one), key({ ...one, detail: 'total' })]))

/** Indicators that are shared one by one, in the order in which they came. */
export const sharedIndicators = (shares: readonly Share[]): string[] => [...new Set(shares.flatMap(one => (one.what.startsWith('indicator:') ? [one.what.slice(10)] : [])))]

/** What a proposal changes against the terms in force: shares that are added or taken away. */
export function changed(before: Pick<Terms, 'shares'> | null, after: Pick<Terms, 'shares'>): { added: Share[]; gone: Share[] } {
  const [old, now] = [shows(before?.shares ?? []), shows(after.shares)]
  return { added: after.shares.filter(one => !old.has(key(one))), gone: (before?.shares ?? []).filter(one => !now.has(key(one))) }
}

/** A name that none of the list has: `r1`, `r2`. */
export function freshId(letter: string, taken: readonly { id: string }[]): string {
  const ids = new Set(taken.map(one => one.id))
  let n = 1
  while (ids.has(`${letter}${n}`)) n += 1
  return `${letter}${n}`
}
