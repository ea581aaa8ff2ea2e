import { useTranslation } from 'react-i18next'
import { ApiError } from '@/api/client'

/** What happened, where, what now. */
export function ErrorNote({ error, retry }: { error: unknown; retry?: () => void }) {
  const { t } = useTranslation()
  const api = error instanceof ApiError ? error : null
  // A refused file may say what is wrong in it, as a code of its own.
  const fault = api?.params.fault ? t(`fault.${api.params.fault}`, { ...api.params, defaultValue: '' }) : ''
  const known = fault || t(`error.${api?.code ?? 'http'}`, { ...api?.params, defaultValue: '' })
  return (
    <div className="note note-error" role="alert">
      <strong>{known || api?.message || String(error)}</strong>
      {api?.location ? (
        <p>
          {api.location.file}
          {api.location.row ? ` · ${t('source.row')} ${api.location.row}` : ''}
          {api.location.column ? ` · ${t('source.column')} ${api.location.column}` : ''}
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
