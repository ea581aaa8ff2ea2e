import { useTranslation } from 'react-i18next'
import type { Severity } from './group'

const SHAPES: Record<Severity, string> = {
  error: 'M5.2 1.5h5.6l3.7 3.7v5.6l-3.7 3.7H5.2l-3.700-3.700V5.200zM5.800 5.800l4.400 4.400M10.200 5.800l-4.400 4.400',
  warning: 'M8 1.800 15 14H1zM8 6v3.800M8 11.700v.1',
  note: 'M8 14.500a6.500 6.500 0 1 0 0-13 6.500 6.500 0 0 0 0 13zM8 7.300v3.900M8 4.900v.1',
}

/** How grave: a shape as well as a colour, and a word for those who see neither. */
export function SeverityMark({ severity, word = false }: { severity: Severity; word?: boolean }) {
  const { t } = useTranslation()
  return (
    <span className="severity" data-severity={severity}>
      <svg width="16" height="16" viewBox="0 0 16 16" fill="none" stroke="currentColor" strokeWidth="1.4" strokeLinecap="round" strokeLinejoin="round" aria-hidden="true">
        <path d={SHAPES[severity]} />
      </svg>
      <span className={word ? undefined : 'visually-hidden'}>{t(`findings.severity.${severity}`)}</span>
    </span>
  )
}
