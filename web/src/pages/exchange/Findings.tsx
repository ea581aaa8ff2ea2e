import { useTranslation } from 'react-i18next'
import type { ToolAnswer } from '@/api/board'
import { FindingRows } from '../findings/FindingRows'

const SHOWN = 12

/** What was noticed on the way, each thing once: with an answer above it, without one in its place. */
export function Findings({ answer }: { answer: ToolAnswer | null | undefined }) {
  const { t } = useTranslation()
  // Months of one exchange say the same.
  const all = [...new Map((answer?.findings ?? []).map(one => [`${one.message} ${one.location?.file ?? ''} ${one.location?.row ?? ''} ${one.location?.column ?? ''}`, one])).values()]
  if (all.length === 0) return null
  const grave = all.some(one => one.severity === 'error')
  return (
    <details className="ex-findings" open={grave || undefined}>
      <summary>{t('exchange.findings', { count: all.length })}</summary>
      <FindingRows findings={all.slice(0, SHOWN)} />
      {all.length > SHOWN ? <p className="muted">{t('exchange.findingsMore', { n: all.length - SHOWN })}</p> : null}
    </details>
  )
}
