import { Tooltip } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Query } from '@/api/client'
import { useFormat } from '@/format/useFormat'
import { Completeness } from './Completeness'
import { Icon } from './Icon'
import { useExplainLink } from './explain'

/** Why a figure is missing, in words. */
export function useReason() {
  const { t } = useTranslation()
  return (reason: string | null | undefined) => t(`reason.${reason ?? 'no_data'}`, { defaultValue: t('reason.no_data') })
}

/**
 * One figure: value, unit, completeness, and the way to its reason. Missing is a dash that says why; an estimate is
 * marked.
 */
export function Figure({ value, unit, quantity, reason, completeness, estimated = false, explain, size = 'normal', name }: {
  value: number | null | undefined
  unit: string
  quantity?: string | null
  reason?: string | null
  completeness?: number | null
  estimated?: boolean
  /** The question whose answer this is; opens the explain drawer. */
  explain?: Query
  size?: 'hero' | 'large' | 'normal'
  /** What the figure is, for those who cannot see where it stands. */
  name: string
}) {
  const { t } = useTranslation()
  const format = useFormat()
  const why = useReason()
  const missing = value === null || value === undefined
  const [text, label] = format.figure(value, unit, quantity)
  const number = missing ? (
    <Tooltip title={why(reason)}>
      <button type="button" className="figure-missing" aria-label={`${name}: ${why(reason)}`}>
        {text}
      </button>
    </Tooltip>
  ) : (
    <>
      <span className="figure-value">{text}</span> <span className="figure-unit">{label}</span>
      {estimated ? <span className="figure-estimate">{t('figure.estimate')}</span> : null}
    </>
  )
  return (
    <span className={`figure figure-${size}`}>
      <span className="figure-line">
        {number}
        {explain && !missing ? <ExplainButton query={explain} name={name} /> : null}
      </span>
      {completeness !== undefined && completeness !== null ? <Completeness percent={completeness} /> : null}
    </span>
  )
}

/** Opens the reason of a figure. */
export function ExplainButton({ query, name }: { query: Query; name: string }) {
  const { t } = useTranslation()
  const open = useExplainLink()
  return (
    <Tooltip title={t('explain.open')}>
      <button type="button" className="bare explain-button" aria-label={t('explain.openFor', { name })} onClick={() => open(query)}>
        <Icon name="explain" size={16} />
      </button>
    </Tooltip>
  )
}
