import { lazy, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError } from '@/api/client'

// The sentences of findings are many and seldom needed.
const Reason = lazy(() => import('@/pages/findings/Reason'))

/** What happened, where, what now. */
export function ErrorNote({ error, retry }: { error: unknown; retry?: () => void }) {
  const { t } = useTranslation()
  const api = error instanceof ApiError ? error : null
  // A refused file may say what is wrong in it, as a code of its own.
  const fault = api?.params.fault ? t(`fault.${api.params.fault}`, { ...api.params, defaultValue: '' }) : ''
  const finding = fault ? null : api?.finding
  const known = fault || t(finding && api?.code === 'refused' ? 'error.refusedTable' : `error.${api?.code ?? 'http'}`, { ...api?.params, defaultValue: '' })
  const place = api?.location
  return (
    <div className="note note-error" role="alert">
      <strong>{known || api?.message || String(error)}</strong>
      {finding ? (
        <Suspense fallback={null}>
          <Reason finding={finding} />
        </Suspense>
      ) : null}
      {place ? (
        <p>
          {place.file}
          {place.row ? ` · ${t('source.row')} ${place.row}` : ''}
          {place.field || place.column ? ` · ${t('source.column')} ${place.field ?? place.column}` : ''}
        </p>
      ) : null}
      {retry ? (
        <button type="button" className="bare note-action" onClick={retry}>
          {t('error.retry')}
        </button>
      ) : null}
    </div>
  )
}
