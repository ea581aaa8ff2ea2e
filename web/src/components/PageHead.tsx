import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'

/** The page's name, and at the right what can be chosen on it. */
export function PageHead({ page, children }: { page: string; children?: ReactNode }) {
  const { t } = useTranslation()
  return (
    <div className="page-head">
      <h1>{t(`nav.${page}`)}</h1>
      {children ? <div className="page-controls">{children}</div> : null}
    </div>
  )
}
