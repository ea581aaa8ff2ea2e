import { useTranslation } from 'react-i18next'
import type { AgreementState, BudgetSum, Partnership, PlanItem, SideId, Status } from '@/api/partners'
import { ScrollTable } from '@/components/ScrollTable'
import { useFormat } from '@/format/useFormat'
import { useLabel } from '@/i18n'
import { spentPercent } from './plan'
import { usePairText } from './text'

/** How an agreement stands: a word, and a colour that is not needed. */
export function StateTag({ state }: { state: AgreementState }) {
  const { t } = useTranslation()
  return (
    <span className="pair-tag" data-state={state}>
      {t(`pair.state.${state}`)}
    </span>
  )
}

const SIGNS: Record<Status, string> = { planned: 'M6 1.500a4.500 4.500 0 1 1 0 9 4.500 4.500 0 0 1 0-9z', under_way: 'M6 1.500a4.500 4.500 0 1 1 0 9 4.500 4.500 0 0 1 0-9zM6 3.500v2.700l1.800 1', late: 'M6 1.500 11 10.500H1zM6 5v2.500M6 9v.1', done: 'm2 6.500 2.700 2.700L10 3.500' }

/** How work stands: a sign and a word. */
export function StatusTag({ status }: { status: Status | null }) {
  const { t } = useTranslation()
  if (!status) return <span className="muted">–</span>
  return (
    <span className="pair-status" data-status={status}>
      <svg width="12" height="12" viewBox="0 0 12 12" fill="none" stroke="currentColor" strokeWidth="1.4" strokeLinecap="round" strokeLinejoin="round" aria-hidden="true">
        <path d={SIGNS[status]} />
      </svg>
      {t(`pair.status.${status}`)}
    </span>
  )
}

/** Whose an item is. */
export function SideTag({ pair, side }: { pair: Partnership; side: SideId }) {
  const label = useLabel()
  return (
    <span className="pair-side" data-side={side}>
      {label(pair[side].city)}
    </span>
  )
}

/** Marked where it stands on the public page. */
export function PublicMark({ item }: { item: Pick<PlanItem, 'public'> }) {
  const { t } = useTranslation()
  return item.public ? <span className="pair-public">{t('pair.publicMark')}</span> : null
}

/** Said of every figure that is from an invented ledger. */
export function SyntheticMark({ of }: { of: { synthetic: boolean } }) {
  const { t } = useTranslation()
  return of.synthetic ? <span className="pair-tag pair-warn">{t('synthetic.short')}</span> : null
}

/** Money by side and by who pays; one table for each currency, for they are never added. */
export function BudgetTables({ sums, city, of }: { sums: readonly BudgetSum[]; city: (side: SideId) => string; /** Whose or of what, where there is more than one such table on the page. */ of?: string }) {
  const { t } = useTranslation()
  const text = usePairText()
  const format = useFormat()
  if (sums.length === 0) return <p className="muted">{t('pair.noBudget')}</p>
  return sums.map(sum => {
    const share = spentPercent(sum)
    const line = (name: string, one: { planned: number; spent: number }) => (
      <tr key={name}>
        <th scope="row">{name}</th>
        <td data-numeric>{text.money(one.planned, sum.currency)}</td>
        <td data-numeric>{text.money(one.spent, sum.currency)}</td>
      </tr>
    )
    return (
      <ScrollTable key={sum.currency} label={[of, t('pair.budgetIn', { currency: sum.currency })].filter(Boolean).join(' · ')} className="pair-budget">
        <thead>
          <tr>
            <th scope="col">{t('pair.budgetIn', { currency: sum.currency })}</th>
            <th scope="col" data-numeric>
              {t('pair.field.planned')}
            </th>
            <th scope="col" data-numeric>
              {t('pair.field.spent')}
            </th>
          </tr>
        </thead>
        <tbody>
          {sum.by_side.length > 1 ? sum.by_side.map(one => line(city(one.side), one)) : null}
          {sum.by_funder.map(one => line(t('pair.paidBy', { funder: one.funder }), one))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">{t('pair.total')}</th>
            <td data-numeric>{text.money(sum.planned, sum.currency)}</td>
            <td data-numeric>
              {text.money(sum.spent, sum.currency)}
              {share === null ? null : <small>{format.percent(share)}</small>}
            </td>
          </tr>
        </tfoot>
      </ScrollTable>
    )
  })
}
