import type { ReactNode } from 'react'
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
export function Figure({ value, unit, quantity, reason, completeness, estimated = false, explain, size = 'normal', name, beside }: {
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
  /** What is said right below the figure. */
  beside?: ReactNode
}) {
  const { t } = useTranslation()
  const format = useFormat()
  const why = useReason()
  const missing = value === null || value === undefined
  const [text, label] = format.figure(value, unit, quantity)
  return (
    <span className={`figure figure-${size}`}>
      <span className="figure-line">
        {missing ? (
          <button type="button" className="figure-missing" data-hint={why(reason)} aria-label={`${name}: ${why(reason)}`}>
            {text}
          </button>
        ) : (
          <>
            <span className="figure-value">{text}</span> <span className="figure-unit">{label}</span>
            {estimated ? <span className="figure-estimate">{t('figure.estimate')}</span> : null}
          </>
        )}
      </span>
      {beside}
      <span className="figure-foot">
        {completeness !== undefined && completeness !== null ? <Completeness percent={completeness} /> : null}
        {explain && !missing ? <ExplainButton query={explain} name={name} text={t('explain.open')} /> : null}
      </span>
    </span>
  )
}

/** Opens the reason of a figure: a small sign, or a word. */
export function ExplainButton({ query, name, text }: { query: Query; name: string; text?: string }) {
  const { t } = useTranslation()
  const open = useExplainLink()
  return (
    <button type="button" className={text ? 'explain-word' : 'bare explain-button'} title={text ? undefined : t('explain.open')} aria-label={t('explain.openFor', { name })} onClick={() => open(query)}>
      {text ?? <Icon name="explain" size={16} />}
    </button>
  )
}

/** A figure in a list: the figure itself is the door to its reason. */
export function ExplainValue({ query, name, text }: { query: Query; name: string; text: string }) {
  const { t } = useTranslation()
  const open = useExplainLink()
  return (
    <button type="button" className="explain-figure" aria-label={`${name} ${text}. ${t('explain.open')}`} title={t('explain.open')} onClick={() => open(query)}>
      {text}
    </button>
  )
}
