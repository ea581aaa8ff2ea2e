import { useTranslation } from 'react-i18next'

/** A figure that is missing, and why: `reason` is the key of the words. */
export function Dash({ reason = 'reason.no_data' }: { reason?: string }) {
  const { t } = useTranslation()
  return (
    <span className="muted" title={t(reason)}>
      – <span className="visually-hidden">{t(reason)}</span>
    </span>
  )
}
