import { useTranslation } from 'react-i18next'
import { useFormat } from '@/format/useFormat'
import { Icon } from './Icon'

/** How much of what is expected is there. A short bar and the figure; quiet when all is there. */
export function Completeness({ percent, compact = false }: { percent: number | null | undefined; compact?: boolean }) {
  const { t } = useTranslation()
  const format = useFormat()
  if (percent === null || percent === undefined) return null
  const text = format.percent(percent)
  return (
    <span className="completeness" title={compact ? t('completeness.hint') : undefined} data-hint={compact ? undefined : t('completeness.hint')}>
      {percent >= 100 ? (
        <Icon name="check" size={14} />
      ) : (
        <span className="completeness-bar" aria-hidden="true">
          <span style={{ width: `${Math.max(0, percent)}%` }} data-low={percent < 80 || undefined} />
        </span>
      )}
      <span>{compact ? text : t('completeness.of', { percent: text })}</span>
    </span>
  )
}
