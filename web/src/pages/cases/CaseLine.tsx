import { useTranslation } from 'react-i18next'
import type { Case, CaseStatus } from '@/api/readings'
import { useFormat } from '@/format/useFormat'
import { useLabel } from '@/i18n'
import { isClosed } from './cases'
import { EvidenceLines } from './Evidence'
import { useReasonText } from './useReasonText'
import '../meters/legend.css'
import './cases.css'

/** Where a case stands: a shape and a word. */
export function StatusMark({ status }: { status: CaseStatus }) {
  const { t } = useTranslation()
  return (
    <span className="case-status" data-status={status} data-closed={isClosed(status) || undefined}>
      <svg width="12" height="12" viewBox="0 0 12 12" aria-hidden="true" fill="none" stroke="currentColor" strokeWidth="1.6" strokeLinecap="round" strokeLinejoin="round">
        <circle cx="6" cy="6" r="4.8" fill={isClosed(status) ? 'currentColor' : 'none'} />
        {status === 'assigned' || status === 'explained' ? <path d="M6 6V1.2A4.8 4.8 0 0 1 6 10.8z" fill="currentColor" stroke="none" /> : null}
      </svg>
      {t(`case.status.${status}`)}
    </span>
  )
}

/** How sure the program is, 0 to 1, as a bar and a figure. */
export function Score({ score }: { score: number }) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <span className="case-score" title={t('case.scoreHint')}>
      <span className="case-score-bar" aria-hidden="true">
        <span style={{ width: `${Math.max(0, Math.min(1, score)) * 100}%` }} />
      </span>
      <span className="visually-hidden">{t('case.score')} </span>
      {format.full(score, 2)}
    </span>
  )
}

/** From when to when; one day is said once. */
export const spanText = (from: string, to: string) => (from.slice(0, 10) === to.slice(0, 10) || !to ? from.slice(0, 10) : `${from.slice(0, 10)} – ${to.slice(0, 10)}`)

/** A case in a list. */
export function CaseLine({ one }: { one: Case }) {
  const { t } = useTranslation()
  const label = useLabel()
  const reason = useReasonText()
  return (
    <span className="case-line">
      <span className="case-words">
        <span className="case-head">
          <strong>{t(`case.kind.${one.kind}`, { defaultValue: one.kind.replaceAll('_', ' ') })}</strong> <span>{label(one.subject.label) || one.subject.meter || one.subject.enterprise}</span>
        </span>
        <span className="case-reason">{reason(one)}</span>
        <span className="case-foot">
          <StatusMark status={one.status} />
          <span>{spanText(one.from, one.to)}</span>
          {one.assignee ? <span>{one.assignee}</span> : null}
        </span>
      </span>
      <span className="case-side">
        <Score score={one.score} />
        {one.evidence ? <EvidenceLines evidence={one.evidence} width={96} height={36} label="" /> : null}
      </span>
    </span>
  )
}
